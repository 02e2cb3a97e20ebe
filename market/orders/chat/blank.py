"""A chat of which each reader takes its part: what one has taken stands blank for those behind it."""

import re
from collections.abc import Iterator
from functools import cached_property

# What stands in place of every sign that was taken: of anything, of money, of a phone, of goods, of a size or an age.
GONE, MONEY, CALLED, GOODS, SIZED = "\0", "\1", "\2", "\3", "\4"


class Left:
    """What is left of a text in plain letters. Places are those of the text as it was typed."""

    def __init__(self, text: str) -> None:
        self._signs = list(text)
        self.length = len(text)

    @cached_property
    def text(self) -> str:
        return "".join(self._signs)

    def take(self, start: int, end: int, by: str = GONE) -> None:
        """Blanks a stretch, ends of lines excepted."""
        self._signs[start:end] = [each if each == "\n" else by for each in self._signs[start:end]]
        self.__dict__.pop("text", None)

    def found(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Each place where a pattern fits what is left as this is asked."""
        return pattern.finditer(self.text)

    def take_all(self, pattern: re.Pattern[str], by: str = GONE) -> None:
        for match in self.found(pattern):
            self.take(match.start(), match.end(), by)
