"""How many of some sources are independent: a wire's copy is no second witness."""

from collections.abc import Iterable, Mapping

from events.model.parts import Source


def independent(ids: Iterable[str], sources: Mapping[str, Source]) -> int:
    """Count the sources that do not lead back to one that is counted already.

    Parameters
    ----------
    ids : iterable of str
        Those that tell of something.
    sources : mapping
        All sources of a file by their ids, with what each derives from.

    Returns
    -------
    int
        At least one where there is a source.

    Examples
    --------
    >>> wire, copy = Source(id="w", title="W"), Source(id="c", title="C", derives_from="w")
    >>> independent(["w", "c"], {"w": wire, "c": copy}), independent(["c"], {"c": copy})
    (1, 1)
    """
    return len({_root(one, sources) for one in ids})


def _root(identity: str, sources: Mapping[str, Source]) -> str:
    """Follow what a source derives from to its end; a circle has the least of its ids."""
    path = [identity]
    while (source := sources.get(path[-1])) and source.derives_from:
        if source.derives_from in path:
            return min(path[path.index(source.derives_from) :])
        path.append(source.derives_from)
    return path[-1]
