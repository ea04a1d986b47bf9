"""The words on the screen, by key: ``en.toml`` beside this module, and one more file a language.

Python and the scripts take every word from here, so that a text is found, changed and translated
in one place. A message is plain text with ``{names}`` for values; one that depends on a number has
a form for each plural category of Unicode CLDR (one, few, many, other), chosen by ``{count}``.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
"""Where the languages' files lie."""

LANGUAGE = "en"
"""The language of the page: the name of its file, a code of BCP 47."""

COMPLETE = "en"
"""The language that has every message; what another one lacks is shown in this one."""

CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
"""The plural categories of Unicode CLDR."""

PLURALS: Mapping[str, Callable[[int], str]] = {"en": lambda count: "one" if count == 1 else "other"}
"""How each language's plural is chosen, where it is not by English's rule; the scripts ask the
browser, which knows every language's."""

Message = str | Mapping[str, str]


@dataclass(frozen=True)
class Catalogue:
    """The words of one language.

    Parameters
    ----------
    language
        Its code.
    messages
        By key: a text, or a text for each plural category.
    """

    language: str
    messages: Mapping[str, Message]

    def say(self, key: str, **values: object) -> str:
        """Return a message with its values.

        Parameters
        ----------
        key
            The message's, as ``table.name`` of the language's file.
        values
            What stands for each ``{name}``; whole numbers are written with separators, and
            ``count`` chooses the plural.

        Raises
        ------
        KeyError
            For a key that no language has, or a value that the message needs and is not given.
        """
        message = self.messages[key]
        if not isinstance(message, str):
            category = PLURALS.get(self.language, PLURALS[COMPLETE])(int(str(values["count"])))
            message = message.get(category, message["other"])
        return message.format_map({name: _written(value) for name, value in values.items()})


def read_catalogue(language: str, folder: Path = FOLDER) -> Catalogue:
    """Read a language's words; what it lacks comes from the complete language.

    Parameters
    ----------
    language
        Its code, which is its file's name.
    folder
        Where the files lie.
    """
    messages = {
        key: message
        for code in (COMPLETE, language)
        for key, message in _flat(tomllib.loads((folder / f"{code}.toml").read_text("utf-8")))
    }
    return Catalogue(language, messages)


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Message]]:
    for name, value in table.items():
        if isinstance(value, str) or value.keys() <= CATEGORIES:
            yield f"{before}{name}", value
        else:
            yield from _flat(value, f"{before}{name}.")


def _written(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


CATALOGUE = read_catalogue(LANGUAGE)
"""The words of the page's language."""

say = CATALOGUE.say
"""Return one of them, as `Catalogue.say`."""
