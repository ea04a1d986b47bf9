"""The addresses of what is published: a page of all versions, and each by its number or as latest.

A version's address leads to the page, which is then at an address that names its file, so that a
link names the version whatever is published later.
"""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.dossier.plain_page import add_text, plain_page
from dashboard.published.publisher import Publisher
from dashboard.published.version_shelf import VersionShelf, version_words, withdrawal_words
from dashboard.words.catalogue import say
from events.desk.database import StorageError
from events.desk.published_versions import PublishedVersion
from events.model.problems import EventFileError

_LOOK_AGAIN = {"Cache-Control": "no-cache"}

Answer = Callable[[Request], Response]


def version_routes(publisher: Publisher) -> list[Route]:
    """Return the addresses, below where they are mounted."""
    shelf = publisher.shelf

    def every(_request: Request) -> Response:
        return HTMLResponse(_list_page(shelf), headers=_LOOK_AGAIN)

    def latest(request: Request) -> Response:
        newest = shelf.newest()
        if newest is None:
            return _told(404, say("published.none"))
        return _leading(newest, request)

    def page(request: Request) -> Response:
        return _of_version(shelf, request, lambda version: _leading(version, request))

    def file(request: Request) -> Response:
        def answer(version: PublishedVersion) -> Response:
            found = shelf.file_of(version)
            if refused := found.open().file.refused:
                return _told(503, str(refused[0]))
            return FileResponse(
                found.path, filename=found.path.name, media_type="application/geo+json"
            )

        return _of_version(shelf, request, answer)

    def changes(request: Request) -> Response:
        def answer(version: PublishedVersion) -> Response:
            since = shelf.find(version.told["since"] or 0)
            if since is None:
                return _told(404, say("published.no_version", number=version.number - 1), "../")
            if since.withdrawn:
                return _told(410, say("published.base_gone", number=since.number), "../")
            try:
                found = publisher.changes_page(version, since)
            except EventFileError as error:
                return _told(503, str(error.problems[0]), "../")
            return HTMLResponse(found, headers=_LOOK_AGAIN)

        return _of_version(shelf, request, answer)

    number = "/{number:int}"
    known: dict[str, Answer] = {
        "/": every,
        "/latest": latest,
        f"{number}.geojson": file,
        f"{number}/changes": changes,
        number: page,
    }
    return [Route(path, _in_thread(answer)) for path, answer in known.items()]


def _in_thread(answer: Answer) -> Callable[[Request], Any]:
    async def answered(request: Request) -> Response:
        try:
            return await run_in_threadpool(answer, request)
        except StorageError as error:
            return _told(503, str(error))

    return answered


def _of_version(
    shelf: VersionShelf, request: Request, answer: Callable[[PublishedVersion], Response]
) -> Response:
    """Answer for the version that an address names, or why there is none."""
    number: int = request.path_params["number"]
    version = shelf.find(number)
    folder = "../" if request.url.path.endswith("/changes") else "./"
    if version is None:
        return _told(404, say("published.no_version", number=str(number)), folder)
    if version.withdrawn:
        return _told(410, withdrawal_words(version), folder)
    return answer(version)


def _leading(version: PublishedVersion, request: Request) -> Response:
    """Lead to the page that shows a version, with what else the address asks for."""
    asked = [f"file=version-{version.number}.geojson", request.url.query]
    address = f"../?{'&'.join(part for part in asked if part)}"
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


def _told(status: int, words: str, folder: str = "./") -> Response:
    main = Element("main")
    add_text(main, "h1", say("published.title"))
    add_text(main, "p", words, "counts")
    _linked(add_text(main, "p", ""), [(folder, say("published.all"))])
    page = plain_page(say("published.title"), main)
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


def _list_page(shelf: VersionShelf) -> str:
    main = Element("main")
    add_text(main, "h1", say("published.title"))
    versions = shelf.versions()
    if not versions:
        add_text(main, "p", say("published.none"))
    for version in versions:
        section = SubElement(main, "section")
        told = version.told
        if version.withdrawn:
            add_text(section, "h2", withdrawal_words(version))
            continue
        add_text(section, "h2", version_words(version, told["since"], told["changes"]))
        counted = say("published.events", count=told["events"])
        add_text(section, "p", f"{told['title']}: {counted}")
        if version.why:
            add_text(section, "p", say("published.why", why=version.why))
        number = str(version.number)
        ways = [
            (number, say("published.open")),
            (f"{number}.geojson", say("published.file")),
        ]
        since = shelf.find(told["since"] or 0)
        if since and not since.withdrawn:
            ways.append((f"{number}/changes", say("published.what_changed")))
        _linked(add_text(section, "p", ""), ways)
    return plain_page(say("published.title"), main)


def _linked(parent: Element, ways: list[tuple[str, str]]) -> None:
    for address, words in ways:
        link = add_text(parent, "a", words)
        link.set("href", address)
        link.tail = " "
