"""Files and folders that nobody else on the machine may read: data, proofs, backups, keys."""

import os
from pathlib import Path

OTHERS = 0o077


def own_folder(path: Path) -> Path:
    """A folder for us alone; one that was there before is closed to others."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shared(path):
        path.chmod(0o700)
    return path


def own_file(path: Path) -> Path:
    """A file for us alone, before anything is written to it. An older one is left as it is: see `market doctor`."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return path


def shared(path: Path) -> bool:
    """Whether somebody else on the machine may read, write or enter."""
    return path.exists() and bool(path.stat().st_mode & OTHERS)
