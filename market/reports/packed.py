"""A backup as one file: a packed folder with the sum of each thing in it, which is read whole before it is believed.

gzip has a checksum at its end (RFC 1952, section 2.3.1), which tar never reaches: so the stream is read to its end, and
each file has a SHA-256 of its own, listed in `sums.json`, the last thing in it.
"""

import errno
import gzip
import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from market.kernel.refused import Refused

ABOUT, SUMS, MEDIA = "about.json", "sums.json", "media"
PIECE = 1 << 20  # bytes
BROKEN = (OSError, EOFError, zlib.error, tarfile.TarError, ValueError, KeyError)
NO_FAULT_OF_IT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EMFILE})


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup laid out in a folder: what it says of itself, and how many pictures are in it."""

    folder: Path
    about: dict[str, Any]
    pictures: int

    @property
    def database(self) -> Path:
        return self.folder / str(self.about["database"])

    @property
    def media(self) -> Path:
        return self.folder / MEDIA


class _Summed:
    """A file that is summed up while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.sum.update(piece)
        return piece


def pack(target: Path, about: Path, database: Path, media: Path) -> None:
    """Writes them to `target`, for us alone. A picture that vanishes meanwhile is left out."""
    sums: dict[str, str] = {}
    listed = target.with_name(SUMS)
    with tarfile.open(target, "w:gz", compresslevel=6) as tar:
        target.chmod(0o600)  # all orders, addresses and proofs are in it
        for name, path in ((ABOUT, about), (database.name, database), *_pictures(media)):
            with suppress(FileNotFoundError):
                sums[name] = _add(tar, name, path)
        listed.write_text(json.dumps(sums))
        _add(tar, SUMS, listed)


def _pictures(media: Path) -> Iterator[tuple[str, Path]]:
    for folder, _folders, names in os.walk(media):
        for name in sorted(names):
            path = Path(folder) / name
            yield f"{MEDIA}/{path.relative_to(media).as_posix()}", path


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Adds a file as long as it is once it is open. Its SHA-256."""
    with path.open("rb") as file:
        told = tar.gettarinfo(arcname=name, fileobj=file)
        told.type, told.linkname = tarfile.REGTYPE, ""  # a second name of one file is a file here
        summed = _Summed(file)
        tar.addfile(told, summed)
        return summed.sum.hexdigest()


def unpack(source: Path, folder: Path) -> Unpacked:
    """Lays a backup out in an empty folder, every byte of it read. Refused("backup_damaged") where anything is missing,
    changed or too much, or comes from somewhere else; ("backup_missing"). OSError where there is no room for it."""
    if not source.is_file():
        raise Refused("backup_missing", name=str(source))
    try:
        sums = _laid_out(source, folder)
        about = json.loads((folder / ABOUT).read_text())
        _require_all(sums, folder / SUMS)
        found = Unpacked(folder, dict(about), sum(name.startswith(f"{MEDIA}/") for name in sums))
        if not found.database.is_file():
            raise KeyError("database")
    except BROKEN as error:
        if isinstance(error, OSError) and error.errno in NO_FAULT_OF_IT:
            raise
        raise Refused("backup_damaged", name=str(source)) from error
    return found


def _laid_out(source: Path, folder: Path) -> dict[str, str]:
    """The sums of what is in the file, by name, once it lies in the folder."""
    sums: dict[str, str] = {}
    with gzip.open(source) as stream:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for told in tar:
                tar.extract(told, folder, filter="data")
                if told.isfile():
                    sums[told.name] = _sum(folder / told.name)
        while stream.read(PIECE):  # to the end, where the checksum is
            pass
    return sums


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_all(found: dict[str, str], listed: Path) -> None:
    """ValueError where it is not what the backup lists. One of before sums were kept has none."""
    if not listed.is_file():
        return
    wanted = json.loads(listed.read_text())
    if {name: sum_ for name, sum_ in found.items() if name != SUMS} != wanted:
        raise ValueError("not what was packed")
