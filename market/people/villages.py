"""The villages of the country, read once in a process, and what lies in which place."""

import gc
from functools import cache
from threading import Lock

from market.people.all_villages import Villages
from market.people.villages_read import read_villages

OF_KECAMATAN = 8  # letters of its code
_reading = Lock()


def villages() -> Villages:
    """Takes three quarters of a second where nobody kept them yet (villages_read.py); who asks meanwhile waits."""
    with _reading:
        return _read()


def keep_villages() -> None:
    """Reads them before anybody asks, in a thread of its own beside the first pages, and has the garbage collector
    skip them."""
    villages()
    gc.freeze()


@cache
def _read() -> Villages:
    return read_villages()


@cache
def _below() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in sorted(villages().above):
        found.setdefault(code.rpartition(".")[0], []).append(code)
    return found


def codes_below(code: str) -> list[str]:
    """What lies directly in a province, kota, kabupaten or kecamatan; the provinces in none."""
    if len(code) == OF_KECAMATAN:
        return [villages().code(line) for line in villages().inside(code)]
    return _below().get(code, [])
