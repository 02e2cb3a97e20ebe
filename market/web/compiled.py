"""Templates are compiled once for all processes, and kept beside their sources as Python keeps its modules.

Compiling the four hundred takes a process seconds, ten milliseconds each when the first visitor asks for one; reading
what another process compiled takes a thirtieth. Where the folder may not be written (an image, a package of the
system), each process compiles its own; `python -m market.web.compile_all` writes them all beforehand. Who may write
into that folder may change the templates too, which are code: a compiled one is trusted as much as its source.
"""

import hashlib
import logging
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
KEPT = TEMPLATES / "__pycache__"
# What is written into a compiled template besides its source: sentences, style sheets' addresses, filtered constants.
GROUND = (ROOT / "market" / "kernel", ROOT / "market" / "web", ROOT / "static")


class Compiled(jinja2.FileSystemBytecodeCache):
    """The compiled templates of one environment: `name` says which, in its language and with its line ends."""

    def __init__(self, name: str) -> None:
        super().__init__(str(KEPT), f"{name}-%s.cache")

    def get_source_checksum(self, source: str) -> str:
        return hashlib.sha256((ground() + source).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # reading a file that a power cut left half written may raise anything
            log.warning("a kept template cannot be read, and is compiled anew", exc_info=True)
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a folder that is only read, or a full disk
            KEPT.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


@lru_cache
def ground() -> str:
    """The digest of all that a template is compiled with."""
    found = hashlib.sha256(jinja2.__version__.encode())
    for folder in GROUND:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return found.hexdigest()


ground()  # as this process began: what changes on the disk later is not what it compiles with
