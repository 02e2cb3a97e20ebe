"""Pieces of a drawn page that are replaced, and the page made anew of them."""

from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from market.web.drawn import Tag


class Piece(NamedTuple):
    """A text in place of what stands from `start` to before `end`. A tuple, to be sorted by place."""

    start: int
    end: int
    text: str


@dataclass
class Edits:
    """Pieces of a page to be replaced, each by its place; they do not overlap."""

    body: str
    pieces: list[Piece] = field(default_factory=list)

    def put(self, start: int, end: int, text: str) -> None:
        if not any(start < other.end and other.start < end for other in self.pieces):
            self.pieces.append(Piece(start=start, end=end, text=text))

    def attributes(self, tag: Tag) -> None:
        """The tag drawn anew, with the attributes that it has now."""
        told = "".join(
            f" {name}" + (f'="{escape(value)}"' if value or name in ("value", "alt") else "")
            for name, value in tag.attributes.items()
        )
        self.put(tag.start, tag.end, f"<{tag.name}{told}>")

    def __str__(self) -> str:
        made, at = [], 0
        for piece in sorted(self.pieces):
            made += [self.body[at : piece.start], piece.text]
            at = piece.end
        return "".join([*made, self.body[at:]])
