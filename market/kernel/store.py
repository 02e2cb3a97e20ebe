"""Where pictures lie: a folder. Public ones are served to anyone, private ones only through a page.

Private ones are closed to other users of the machine too: their folder, and each file in it.
"""

import re
from pathlib import Path

from market.kernel.owned import open_folder, own_folder
from market.kernel.settings import settings
from market.kernel.whole import write_whole

NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,119}")


def folder(private: bool = False) -> Path:
    if private:
        return own_folder(Path(settings().media) / "private")
    return open_folder(open_folder(Path(settings().media)) / "public")


def put(name: str, data: bytes, *, private: bool = False) -> None:
    """Keeps a file under a name we made."""
    write_whole(folder(private) / plain(name), data, mode=0o600 if private else 0o644)


def fetch(name: str, *, private: bool = False) -> bytes | None:
    """What was kept under `name`; None when nothing was, or nothing of ours could be called so."""
    if not NAME.fullmatch(name):
        return None
    path = folder(private) / name
    return path.read_bytes() if path.is_file() else None


def drop(name: str, *, private: bool = False) -> None:
    (folder(private) / plain(name)).unlink(missing_ok=True)


def plain(name: str) -> str:
    """A name that we made: no folders, no way up."""
    if not NAME.fullmatch(name):
        raise ValueError(f"not a plain name: {name!r}")
    return name
