"""Letterhead: what an office's papers carry: its heading, who signs, how letters are numbered."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.record import Record, table

NIP = re.compile(r"^\s*nip\b[.:\s]*", re.IGNORECASE)


class Letterhead(Record, table=True):
    """One for each place. `number_format` holds `{number}`; where that is empty it is written in by hand."""

    place: str = Field(max_length=13, unique=True)
    heading: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=300)
    city: str = Field(default="", max_length=60)
    signatory: str = Field(default="", max_length=120)
    signatory_title: str = Field(default="", max_length=160)
    signatory_number: str = Field(default="", max_length=60)
    number_format: str = Field(default="", max_length=80)

    @property
    def nip(self) -> str:
        """The number of who signs, without the word before it, which papers print themselves."""
        return NIP.sub("", self.signatory_number).strip()

    def letter_number(self, number: str) -> str:
        """`500.2/{number}/DKP/2026` with the number of this letter; a gap to write in by hand without one."""
        gap = number.strip() or "........"
        return self.number_format.replace("{number}", gap) if self.number_format else gap


def letterhead_of(db: Session, place: str) -> Letterhead:
    """The letterhead of a place; an empty one while the office has set none."""
    found = db.scalars(sa.select(Letterhead).where(table(Letterhead).c.place == place)).first()
    return found or Letterhead(place=place)


def own_letterhead(db: Session, place: str) -> Letterhead:
    """The letterhead as a stored row, to be changed."""
    found = db.scalars(sa.select(Letterhead).where(table(Letterhead).c.place == place)).first()
    return found or Letterhead(place=place).add(db)
