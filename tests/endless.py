"""Work for a process apart that would never end, or must be seen from outside. Imports nothing heavy: the process
reads this file before it can begin."""

import os
import time
from pathlib import Path


def tell_and_sleep(file: str) -> None:
    Path(file).write_text(str(os.getpid()))
    time.sleep(3600)


def count_a_line(file: str) -> bytes:
    with open(file, "a") as lines:
        lines.write("made\n")
    time.sleep(0.3)
    return b"drawn"
