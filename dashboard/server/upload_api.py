"""The reader's files on their way in: begun by name and size, then sent in pieces, in order.

A piece goes to the disk as it comes, so that no file is ever in this server's memory. After a lost
connection the browser asks how far a file is, and goes on from there.
"""

import json
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.session.own_files.kept_files import KEPT
from dashboard.session.own_files.uploads import Upload, UploadError, Uploads, uploads_of
from dashboard.session.server_limits import NAMING_BYTES, PIECE_BYTES
from dashboard.words.catalogue import say

_WRITTEN_AT_ONCE = 1_000_000  # bytes


async def begin_upload(request: Request) -> Response:
    """Make room for a file: ``{"name", "size"}``; the answer names it."""
    uploads = _uploads(request)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > NAMING_BYTES:
            raise HTTPException(413, say("uploads.name_too_long", most=NAMING_BYTES))
    name, size = _named(body)
    try:
        upload = await run_in_threadpool(KEPT.begin, uploads, name, size)
    except UploadError as error:
        raise HTTPException(409, str(error)) from None
    except OSError as error:
        raise HTTPException(
            507, say("uploads.not_written", name=name, why=error.strerror)
        ) from None
    return JSONResponse(_told(upload), 201)


async def look(request: Request) -> Response:
    """Answer how much of a file is there."""
    return JSONResponse(_told(_upload(request)))


async def append(request: Request) -> Response:
    """Write the next piece of a file: its bytes, with ``offset`` in the address."""
    upload = _upload(request)
    offset = request.query_params.get("offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 16):
        raise HTTPException(400, say("uploads.no_offset"))
    if not upload.turn.acquire(blocking=False):
        raise HTTPException(409, say("uploads.being_written", name=upload.name))
    try:
        with suppress(ClientDisconnect):  # what came of the piece is kept
            await _write(request, upload, int(offset))
    except UploadError as error:
        raise HTTPException(409, str(error)) from None
    except OSError as error:
        raise HTTPException(
            507, say("uploads.not_written", name=upload.name, why=error.strerror)
        ) from None
    finally:
        upload.turn.release()
    return JSONResponse(_told(upload))


async def remove(request: Request) -> Response:
    """Take a file away."""
    uploads = _uploads(request)
    await run_in_threadpool(uploads.remove, request.path_params["file"])
    return Response(status_code=204)


async def _write(request: Request, upload: Upload, offset: int) -> None:
    piece, length = bytearray(), 0

    async def flush() -> None:
        nonlocal offset
        await run_in_threadpool(upload.write, offset, bytes(piece))
        offset += len(piece)
        piece.clear()

    try:
        async for part in request.stream():
            length += len(part)
            if length > PIECE_BYTES:
                raise UploadError(say("uploads.piece_too_large", most=PIECE_BYTES))
            piece += part
            if len(piece) >= _WRITTEN_AT_ONCE:
                await flush()
    finally:
        await flush()


def _named(body: bytes) -> tuple[str, int]:
    try:
        told = json.loads(body)
        name, size = told["name"], told["size"]
    except (ValueError, KeyError, TypeError):
        name = size = None
    if not isinstance(name, str) or type(size) is not int or size < 0:
        raise HTTPException(400, say("uploads.not_named"))
    return name, size


def _uploads(request: Request) -> Uploads:
    found = uploads_of(request.path_params["token"])
    if found is None:
        raise HTTPException(404, say("uploads.no_session"))
    return found


def _upload(request: Request) -> Upload:
    found = _uploads(request).find(request.path_params["file"])
    if found is None:
        raise HTTPException(404, say("uploads.no_file"))
    return found


def _told(upload: Upload) -> dict[str, object]:
    return {"id": upload.file_id, "offset": upload.received, "size": upload.size}


ROUTES: list[Route] = [
    Route("/{token}", begin_upload, methods=["POST"]),
    Route("/{token}/{file}", look, methods=["GET"]),
    Route("/{token}/{file}", append, methods=["PATCH"]),
    Route("/{token}/{file}", remove, methods=["DELETE"]),
]
