"""Files and folders that nobody else on the machine may read: data, proofs, backups, keys."""

import os
from pathlib import Path

OTHERS = 0o077


def own_folder(path: Path) -> Path:
    """A folder for us alone; one that was there before is closed to others."""
    new_folder(path)
    if shared(path):
        path.chmod(0o700)
    return path


def new_folder(path: Path) -> Path:
    """A folder, for us alone where we make it. One that is there is left as its owner wants it: it may be `/srv`."""
    if not path.is_dir():
        new_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
    return path


def open_folder(path: Path) -> Path:
    """A folder that a web server may hand things out of, in one of ours."""
    new_folder(path.parent)
    path.mkdir(exist_ok=True)
    return path


def own_file(path: Path) -> Path:
    """A file for us alone, before anything is written to it. An older one is left as it is: see `market doctor`."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return path


def shared(path: Path) -> bool:
    """Whether somebody else on the machine may read, write or enter."""
    return path.exists() and bool(path.stat().st_mode & OTHERS)
