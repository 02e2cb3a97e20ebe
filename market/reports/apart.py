"""Long work on backups: done in a process of its own, and what came of it kept beside them for the next look."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from market.kernel.owned import own_file

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LOOKS = 0.5  # seconds between two looks whether it is done


@dataclass(frozen=True, slots=True)
class DoneApart:
    """What the process wrote; `wrong` where it ended by itself with an error, or was told to end."""

    words: str = ""
    wrong: str = ""


def done_apart(
    module: str, *arguments: str, folder: Path, stop: threading.Event, own: Mapping[str, str] | None = None
) -> DoneApart:
    """Runs a module of ours until it is done, or `stop` is set; `own` are variables of its environment alone. `folder`
    is a scratch one. What it complains of may hold rows, which no log is to have."""
    command, nobody = [sys.executable, "-m", module, *arguments], subprocess.DEVNULL
    with (folder / "said").open("w+") as said:
        child = subprocess.Popen(command, env=os.environ | (own or {}), stdin=nobody, stdout=said, stderr=nobody)
        while child.poll() is None:
            if stop.wait(LOOKS):
                child.terminate()
                child.wait()
        if child.returncode:
            return DoneApart(wrong=f"ended with {child.returncode}")
        said.seek(0)
        return DoneApart(said.read())


def keep_said(file: Path, of: "DataclassInstance") -> None:
    """As JSON, under another name first: nobody reads half of it."""
    beside = file.with_suffix(".new")
    own_file(beside).write_text(json.dumps(asdict(of)))
    beside.replace(file)
