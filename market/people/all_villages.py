"""All villages of the country with their paths, and the places above them, to look through at once."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

MOST_MET = 2_000
LONG, FIVE = 13, 5  # letters of a village's code, and of a postal code
PAST = ":"  # behind every digit and dot


class Villages(NamedTuple):
    """All 83,762, in a few long texts: as a pair of words each they were half of a process's memory.

    `paths`, folded and without spaces, and `titles` one a line, and where each line begins; `codes`, in their order,
    and `postal` one behind the other; `by_name` the numbers of the lines in the order of their names in one word;
    `above` the names of provinces, kota and kabupaten, and kecamatan by their codes.
    """

    paths: str
    starts: "array[int]"
    titles: str
    titles_start: "array[int]"
    codes: str
    postal: str
    by_name: "array[int]"
    above: dict[str, str]

    def title(self, line: int) -> str:
        start = self.titles_start[line]
        return self.titles[start : self.titles.index("\n", start)]

    def name(self, line: int) -> str:
        return in_small(self.title(line))

    def code(self, line: int) -> str:
        return self.codes[line * LONG : (line + 1) * LONG]

    def called(self, code: str) -> str | None:
        """The name of any place, if there is one of this code."""
        line = self._line_of(code)
        return self.above.get(code) if line is None else self.title(line)

    def postal_code(self, code: str) -> str | None:
        line = self._line_of(code)
        return None if line is None else self.postal[line * FIVE : (line + 1) * FIVE].strip() or None

    def _line_of(self, code: str) -> int | None:
        line = bisect_left(range(len(self.starts)), code, key=self.code)
        return line if self.code(line) == code else None

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


def in_small(text: str) -> str:
    """Small, and with one kind of apostrophe: three villages have a curved one, and a text with one takes twice the
    memory."""
    return text.lower().replace("’", "'")
