"""From pydantic's errors to faults in our own words, with a guess at what was meant."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from enum import StrEnum

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from events.model.parts import Source
from events.model.problems import LONGEST_SHOWN, Fault, FaultError, inside
from events.model.vocabulary import Basis, Kind, Precision, Rank, SourceKind, Status

_MOST_CANDIDATES = 100
_LIKENESS = 0.8  # of difflib; "asault" and "assault" are 0.92 alike, "attack" and "assault" 0.46
_VOCABULARIES: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "status": Status,
    "place_precision": Precision,
    "date_basis": Basis,
    "place_basis": Basis,
    "rank": Rank,
}
_OF_SOURCES: dict[str, type[StrEnum]] = {**_VOCABULARIES, "kind": SourceKind}
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "greater_than_equal": "0 or more",
    "tuple_type": "a list",
    "model_type": "an object",
    "model_attributes_type": "an object",
}
_NUMBERS = frozenset({"start", "end"})


def faults_of(error: ValidationError, outer: str = "") -> Iterator[Fault]:
    """Tell the errors of a validation as faults.

    Parameters
    ----------
    error : pydantic.ValidationError
        From one of the models of `events.model.event`.
    outer : str, optional
        The path of the value that was validated.

    Yields
    ------
    Fault
        At least one for each error.

    Examples
    --------
    >>> from events.model.event import Actor
    >>> try:
    ...     Actor(name=7)
    ... except ValidationError as error:
    ...     [(fault.field, fault.found, fault.expected) for fault in faults_of(error)]
    [('name', 7, 'text')]
    """
    for item in error.errors(include_url=False):
        field = outer
        for part in item["loc"]:
            field = inside(field, f"[{part}]" if isinstance(part, int) else part)
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, FaultError):
            for fault in cause.faults:
                path = inside(field, fault.field)
                yield Fault(path, fault.found, fault.expected, fault.hint)
        else:
            words = _OF_SOURCES if error.title == Source.__name__ else _VOCABULARIES
            yield _fault_of(item, field, words)


def nearest(word: str, candidates: Iterable[str]) -> str:
    """Find the candidate that a misspelt word most resembles.

    Parameters
    ----------
    word : str
        What was found.
    candidates : iterable of str
        What would have been right; only the first hundred are compared.

    Returns
    -------
    str
        ``""`` where none is near.

    Examples
    --------
    >>> nearest("asault", Kind), nearest("attack", Kind)
    ('assault', '')
    """
    few = sorted(candidates)[:_MOST_CANDIDATES]
    if len(word) > LONGEST_SHOWN:
        return ""
    return str(next(iter(get_close_matches(word, few, n=1, cutoff=_LIKENESS)), ""))


def did_you_mean(word: str) -> str:
    """Ask for a word, or say nothing where there is none.

    Examples
    --------
    >>> did_you_mean("assault")
    'Did you mean "assault"?'
    """
    return f'Did you mean "{word}"?' if word else ""


def _fault_of(item: ErrorDetails, field: str, vocabularies: Mapping[str, type[StrEnum]]) -> Fault:
    error, last, found = item["type"], item["loc"][-1:], item["input"]
    name = str(last[0]) if last else ""
    if name in vocabularies:
        words = vocabularies[name]
        value = None if error == "missing" else found
        guess = nearest(found.casefold(), words) if isinstance(found, str) else ""
        return Fault(field, value, f"one of {', '.join(words)}", did_you_mean(guess))
    if error == "missing":
        return Fault(field, None, "a whole number" if name in _NUMBERS else "text")
    return Fault(field, found, _EXPECTED.get(error, item["msg"]))
