"""Links that open a page at a quote, read back by an independent matcher, and citations."""

import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from events.model.event import Quote, Source
from events.provenance.citations import LONGEST_EXACT, citation, fragment_url, quotation
from tests.makers.hostile_files import CORPUS
from tests.makers.text_directives import Directive, Page, parse

CONTEXT = 32


def source_of(text: str, url: str = "https://example.org/news") -> Source:
    return Source(id="s", title="A title", url=url, length=len(text))


def quote_of(text: str, start: int, end: int) -> Quote:
    return Quote(
        source="s",
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
    )


def marked(text: str) -> tuple[str, int, int]:
    """Take a text with its quote between ⟦ and ⟧."""
    start, end = text.index("⟦"), text.index("⟧") - 1
    return text.replace("⟦", "").replace("⟧", ""), start, end


LONG = " ".join(f"word{number}" for number in range(80))
MARKED = {
    "repeated words": "They fled north. Then ⟦they fled⟧ south. They fled.",
    "the first of repeated words": "⟦They fled⟧ north. Then they fled south.",
    "the last of repeated words": "They fled north, and in the end ⟦they fled⟧",
    "hyphens": "A cease-fire - or a ⟦so-called cease-fire - or not⟧ - was in force.",
    "a hyphen at either end of the context": "The talks- ⟦of peace⟧ -went on.",
    "commas": "First, second, ⟦third, fourth⟧, fifth, third, fourth.",
    "ampersands": "Smith & Sons, ⟦Sons & Smith⟧ & Co.",
    "per cent and number signs": "Some 5% of #100, ⟦100% of #5⟧ and 5%20 of 100.",
    "signs of an address": "See ⟦a=b?c/d:e~:~:text=f⟧ and more.",
    "curly quotes": "He said “no” and “⟦no, “never” no⟧,” he said.",
    "an apostrophe": "the country’s border, ⟦the country’s southern border⟧ and the country’s",
    "Tajik": "Сарбозон гурехтанд. Онҳо ⟦аз сарҳад гузаштанд⟧, ва аз сарҳад гузаштанд боз.",
    "Persian with a joiner": "آنها می\u200cروند و ⟦نمی\u200cآیند⟧، آنها نمی\u200cآیند.",
    "Chinese": "他们走了。⟦他们来了⟧。他们没走。",
    "letters beyond the first plane": "One 𝔸𝔹 two ⟦𝔸𝔹 three⟧ four.",
    "accents and case": "Resume at noon, ⟦Résumé at noon⟧ today.",
    "a whole paragraph": "One here.\n\n⟦Two there.⟧\n\nThree.",
    "at the beginning of a paragraph": "They fled.\n\n⟦They⟧ stayed.\n\nAll.",
    "at the end of a paragraph": "One left.\n\nTwo ⟦left.⟧\n\nThree left",
    "across a paragraph": "Alpha. ⟦Beta one.\n\nGamma two. Beta three⟧ delta.",
    "across three paragraphs": "Alpha. ⟦Beta.\n\nGamma two.\n\nEnd⟧ of two. End.",
    "white space of several kinds": "One  two\u00a0 ⟦three \t four⟧\u2003five three four",
    "a long one": f"Start word0. ⟦{LONG}⟧ and word79 at the end.",
    "a long one that repeats its end": f"Start. ⟦{LONG} {LONG}⟧ and so on.",
    "a long one of two long words": f"Start ⟦{'a' * 200} {'b' * 200}⟧ end.",
    "a long one without white space": f"Start ⟦{'a' * 400}⟧ end.",
    "context of one long word": f"{'x' * 40}⟦ y z⟧ {'w' * 40}",
}


@pytest.mark.parametrize("text", MARKED.values(), ids=MARKED.keys())
def test_the_link_fits_the_quote_and_nothing_else(text: str) -> None:
    text, start, end = marked(text)
    url = fragment_url(source_of(text), quote_of(text, start, end))
    ranges = Page(text).ranges(parse(url))
    stripped = start + len(text[start:end]) - len(text[start:end].lstrip())
    assert ranges == [(stripped, end)]


WORDS = ["they", "fled", "they’d", "a-b", "x,", "&", "5%", "“no”", "Ҷ"]


@given(
    paragraphs=st.lists(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), min_size=1, max_size=4
    ),
    data=st.data(),
)
def test_any_run_of_words_is_found(paragraphs: list[list[str]], data: st.DataObject) -> None:
    text = "\n\n".join(map(" ".join, paragraphs))
    words = [match.span() for match in re.finditer(r"\S+", text)]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start, end = words[first][0], words[last][1]
    directive = parse(fragment_url(source_of(text), quote_of(text, start, end)))
    assume(not directive.end or text[start:end].count(directive.end) == 1)
    ranges = Page(text).ranges(directive)
    assert (start, end) in ranges
    low = text.rindex(directive.prefix, 0, start) if directive.prefix else start
    high = text.index(directive.suffix, end) + len(directive.suffix)
    in_context = re.escape(" ".join(text[low:high].split()))
    places = re.findall(f"(?={in_context})", " ".join(text.split()))
    if len(places) == 1 and not directive.end:
        assert ranges == [(start, end)]


def test_context_never_crosses_a_paragraph() -> None:
    text, start, end = marked("One.\n\n⟦Two⟧ three.\n\nFour.")
    assert parse(fragment_url(source_of(text), quote_of(text, start, end))) == Directive(
        "Two", suffix="three."
    )


def test_context_is_cut_at_white_space() -> None:
    text, start, end = marked(
        "A beginning that is longer than the context, ⟦the quote⟧ and an end as much longer."
    )
    assert parse(fragment_url(source_of(text), quote_of(text, start, end))) == Directive(
        "the quote",
        prefix="is longer than the context,",
        suffix="and an end as much longer.",
    )


def test_a_long_quote_is_given_by_its_ends() -> None:
    text = "word " * 100
    whole = fragment_url(source_of(text), quote_of(text, 0, LONGEST_EXACT - 1))
    ends = fragment_url(source_of(text), quote_of(text, 0, LONGEST_EXACT + 4))
    assert not parse(whole).end
    assert parse(ends).start == "word word word word word word"
    assert parse(ends).end


def test_an_anchor_stays_and_an_older_directive_goes() -> None:
    text = "one two"
    for url in ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d:~:text=old"):
        assert (
            fragment_url(source_of(text, url), quote_of(text, 0, 3))
            == "https://example.org/a?b=c#d:~:text=one,-two"
        )


def test_a_source_without_an_address_has_no_link() -> None:
    assert fragment_url(source_of("one two", ""), quote_of("one two", 0, 3)) == ""


def test_citation_leaves_out_what_the_source_lacks() -> None:
    source = Source(id="s", title="A title", length=7)
    assert citation(source, quote_of("one two", 0, 3)) == '"A title"; via Panj'


def test_citation_names_the_address_in_panj() -> None:
    source = Source(
        id="s",
        title='The "war"',
        author="A. Writer",
        publisher="The Paper",
        published="2021-07",
        url="https://example.org/a",
        length=7,
    )
    assert citation(source, quote_of("one two", 0, 3), "http://localhost:8501/?event=e") == (
        "A. Writer, \"The 'war'\", The Paper, 2021-07, https://example.org/a#:~:text=one,-two; "
        "via Panj, http://localhost:8501/?event=e"
    )


wild = st.text(max_size=60) | st.sampled_from(CORPUS)


@given(exact=wild.filter(str.strip), prefix=wild, suffix=wild, start=st.integers(0, 100))
@example(exact="a " * 10_000, prefix="", suffix="", start=0)  # the longest text, the same word
@example(exact="a\n" * 10_000, prefix=" " * 20_000, suffix="y " * 10_000, start=20_000)
@settings(deadline=None)
def test_no_words_break_a_link(exact: str, prefix: str, suffix: str, start: int) -> None:
    source = Source(id="a", title="A", url="https://example.org/a#b")
    end = start + len(exact)
    words = Quote(source="a", exact=exact, prefix=prefix, suffix=suffix, start=start, end=end)
    address, _, directive = fragment_url(source, words).partition("#b:~:text=")
    assert address == "https://example.org/a"
    assert re.fullmatch(r"[A-Za-z0-9._~%,-]+", directive)
    assert citation(source, words).endswith("; via Panj")


def test_a_quotation_of_the_author_needs_no_speaker() -> None:
    source = Source(id="a", title="A title", author="A. Writer", published="2021-07-08")
    told = quotation(source, quote_of("one two", 0, 3))
    assert told == '“one”\nA. Writer, "A title", 8 July 2021'
