"""What a desk has published, as this server's files; nothing where there is no desk."""

from typing import Any, Protocol

from dashboard.session.public.public_file import PublicFile


class Versions(Protocol):
    """What a desk has published."""

    is_desk: bool
    """Whether this server's own file is a desk as it is now, which who only reads is not shown."""

    def files(self) -> dict[str, PublicFile]:
        """Return the versions by their collections, the newest first."""

    def line(self, collection: str) -> dict[str, Any] | None:
        """Tell which version a collection is: ``words``, and ``ways``, each with its address."""

    def gone(self, name: str) -> str:
        """Tell that a version was withdrawn, by its collection or its file's name; else ``""``."""


class _NoVersions:
    is_desk = False

    def files(self) -> dict[str, PublicFile]:
        return {}

    def line(self, collection: str) -> dict[str, Any] | None:
        return None

    def gone(self, name: str) -> str:
        return ""


_served: list[Versions] = [_NoVersions()]


def serve_versions(versions: Versions) -> None:
    """Serve what a desk has published, too."""
    _served[:] = [versions]


def published() -> Versions:
    """Return what a desk has published; nothing where there is no desk."""
    return _served[0]
