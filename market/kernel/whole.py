"""A file that is there whole or not at all, whoever reads it meanwhile."""

import os
import tempfile
from pathlib import Path


def write_whole(target: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Written to another name beside it and renamed. OSError where that cannot be, and then nothing is left."""
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.chmod(file.name, mode)
            os.replace(file.name, target)
        except OSError:
            os.unlink(file.name)
            raise
