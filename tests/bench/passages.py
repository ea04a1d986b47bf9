"""Passages of made-up prose, as long and in as many scripts as the field's notes and headlines.

The lengths are those of published event data: ACLED's notes have some 300 characters in the
middle and 2,000 at most, UCDP's lists of articles the same; a report that somebody pasted into a
cell has hundreds of thousands.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int64]

HEADS = (
    "Local officials said that {} people were hurt.",
    "A teacher counted {} shots before dawn.",
    "The road was closed for {} hours.",
    "Some {} families left for the valley.",
    "The ministry spoke of {} prisoners.",
    "Drivers waited for {} hours at the bridge.",
)
TAILS = (
    "Nobody confirmed it.",
    "Both sides gave other numbers.",
    "The telephone network was down for days.",
    "A second report names another village.",
    "The bazaar opened again on the next day.",
    "It is not known who fired first.",
)
"""Sentences in English; the brackets stand for a number."""

_OTHERS = (
    (
        "Местные чиновники сообщили о {} раненых.",
        "Дорогу закрыли на {} часов.",
        "У моста насчитали {} машин.",
        "Подтверждения этому нет.",
    ),
    (
        "Selon des témoins, {} personnes ont été blessées près du marché.",
        "La route est restée fermée pendant {} heures.",
        "Une école a été évacuée à l’arrivée des soldats.",
    ),
    (
        "قال مسؤولون محليون إن {} أشخاص أصيبوا.",
        "أغلق الطريق لمدة {} ساعات.",
        "لم يؤكد أحد الخبر حتى الآن.",
    ),
    (
        "به گفته مقام‌های محلی {} نفر زخمی شدند.",
        "راه برای {} ساعت بسته بود.",
        "بازار روز بعد دوباره باز شد.",
    ),
    ("በመንደሩ {} ሰዎች ቆስለዋል።", "መንገዱ ለ{} ሰዓታት ተዘግቶ ነበር።"),
    ("स्थानीय लोगों के अनुसार {} लोग घायल हुए।", "पुल {} घंटे तक बंद रहा।"),
)
"""The same in Russian, French, Arabic, Persian, Amharic and Hindi."""

SHARES = (82, 6, 4, 3, 2, 2, 1)
"""The share of each language, English first, per cent."""

LONG_ROW = 777
"""The number of the event of every `LONG_EVERY` ones whose note is a whole report."""

LONG_EVERY = 500_000
_LONG_CHARACTERS = 300_000
_MOST_COUNTED = 600
_SENTENCES, _SPREAD = 2.6, 0.75  # of a note: the median, and sigma of the lognormal
_HEADLINE, _HEADLINE_SPREAD = 0.7, 0.8
_MOST = 22  # sentences: some 2,000 characters


def choose_languages(size: int, random: np.random.Generator) -> Numbers:
    """Choose a language for each event, 0 for English."""
    return random.choice(len(SHARES), size=size, p=np.array(SHARES) / sum(SHARES))


def write_notes(first: int, languages: Numbers, random: np.random.Generator) -> pa.Array:
    """Write a note for each event.

    Parameters
    ----------
    first : int
        How many events there are before these.
    languages : numpy.ndarray of int
        From `choose_languages`.
    random : numpy.random.Generator
        Chooses.
    """
    notes = write_passages(languages, _SENTENCES, _SPREAD, random)
    long = np.arange(first + 1, first + 1 + len(languages)) % LONG_EVERY == LONG_ROW
    if not long.any():
        return notes
    reports = [_report(language) for language in languages[long].tolist()]
    return pc.replace_with_mask(notes, pa.array(long), pa.array(reports))


def write_headlines(languages: Numbers, random: np.random.Generator) -> pa.Array:
    """Write a headline for each event."""
    return write_passages(languages, _HEADLINE, _HEADLINE_SPREAD, random)


def write_passages(
    languages: Numbers, sentences: float, spread: float, random: np.random.Generator
) -> pa.Array:
    """Write a passage for each event: some sentences, and few times many.

    Parameters
    ----------
    languages : numpy.ndarray of int
        From `choose_languages`.
    sentences, spread : float
        The median of their number, and sigma of its lognormal distribution.
    random : numpy.random.Generator
        Chooses.
    """
    drawn = np.rint(random.lognormal(np.log(sentences), spread, size=len(languages)))
    counts = np.clip(drawn, 1, _MOST).astype(np.int64)
    pool, starts = _sentences()
    lengths = np.diff(starts)
    spoken = np.repeat(languages, counts)
    picked = starts[spoken] + (random.random(len(spoken)) * lengths[spoken]).astype(np.int64)
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(ends), pool.take(pa.array(picked)))
    return pc.binary_join(lists, " ")


@cache
def _sentences() -> tuple[pa.StringArray, Numbers]:
    """Give all sentences, those of one language after those of another, and where each begins."""
    numbers = range(2, _MOST_COUNTED)
    english = [f"{head.format(n)} {tail}" for n in numbers for head in HEADS for tail in TAILS]
    pools = [english, *([told.format(n) for n in numbers for told in some] for some in _OTHERS)]
    starts = np.concatenate([[0], np.cumsum([len(pool) for pool in pools])])
    return pa.array([sentence for pool in pools for sentence in pool]), starts


def _report(language: int) -> str:
    """Give a text as long as a whole report."""
    pool, starts = _sentences()
    told = pool.slice(starts[language], starts[language + 1] - starts[language]).to_pylist()
    text = " ".join(told)
    return (text * (_LONG_CHARACTERS // len(text) + 1))[:_LONG_CHARACTERS].strip()
