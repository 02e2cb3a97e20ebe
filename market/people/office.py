"""Office: an agency that answers for a place, and what its papers carry: heading, who signs, how they are numbered."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.people.place import within

NIP = re.compile(r"^\s*nip\b[.:\s]*", re.IGNORECASE)
LONGEST_NUMBER = 60
GAP = "........"


class Office(Record, table=True):
    """One for each agency of a place: two agencies of one city are two offices.

    `number_format` holds `{number}`; where that is empty it is written in by hand. `contact` is how the office is
    reached, as its papers say it.
    """

    __table_args__ = (sa.UniqueConstraint("place", "name"),)

    place: str = Field(max_length=13)
    name: str = Field(max_length=120)
    heading: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=300)
    contact: str = Field(default="", max_length=160)
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
        """`500.2/{number}/DKP/2026` with the number of this letter; a gap to write in by hand without one.

        What has a stroke is a whole number already, and stays as it was typed. Refused when it is too long."""
        typed = number.strip()
        if len(typed) > LONGEST_NUMBER:
            raise Refused("text_too_long", field="nomor", n=LONGEST_NUMBER)
        if "/" in typed or not self.number_format:
            return typed or GAP
        return self.number_format.replace("{number}", typed or GAP)


F = table(Office)


def spelled(column: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    """Whether a column holds this name, however its letters are; SQLite takes only A to Z for the same as a to z."""
    return sa.or_(column == name, sa.func.lower(column) == name.lower())


def office_called(db: Session, place: str, name: str) -> Office:
    """The office of this name at a place, however its letters are; a new one where there is none."""
    return _find(db, place, name) or Office(place=place, name=" ".join(name.split())).add(db)


def the_office(db: Session, place: str, name: str) -> Office:
    """The same, refused where there is none: a name that was misspelt is no new office."""
    found = _find(db, place, name)
    if found is None:
        raise Refused("office_unknown", field="agency")
    return found


def _find(db: Session, place: str, name: str) -> Office | None:
    same = sa.select(Office).where(F.c.place == place, spelled(F.c.name, " ".join(name.split())))
    return db.scalars(same.order_by(F.c.id)).first()


def offices_around(db: Session, place: str) -> list[Office]:
    """The offices that answer for a place, for one around it, or for one inside it, the nearest names first."""
    wanted = sa.select(Office).where(sa.or_(within(F.c.place, sa.literal(place)), within(sa.literal(place), F.c.place)))
    return list(db.scalars(wanted.order_by(F.c.place, F.c.name).limit(200)))
