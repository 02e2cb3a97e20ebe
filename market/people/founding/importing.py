"""Groups from an officer's spreadsheet: read, checked row by row, shown first, then written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.names import person_name, readings, typed_name, visible
from market.kernel.phone import shown_phone
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.sheet_heads import SheetRow, Table, plain_cell, table_in
from market.kernel.sheet_sums import without_sums
from market.kernel.typed import fitting
from market.people.access import Actor
from market.people.founding.founding import NewGroup, import_groups
from market.people.founding.sheet_of_groups import COLUMNS, MOST_ROWS, outside, phones_in, village_of
from market.people.group import Group, GroupKind, GroupState
from market.people.other_reading import read_like
from market.people.place import city_code, lies_in

KINDS = {
    "": GroupKind.GROUP,
    "kelompok": GroupKind.GROUP,
    "usaha perorangan": GroupKind.SOLE,
    "perorangan": GroupKind.SOLE,
}


SIGNS = re.compile(r"[\W_]+")


def called(name: str) -> str:
    """A name as rows are compared by it: `TUNAS-BAHARI` and `Tunas Bahari.` are one."""
    return SIGNS.sub(" ", name.casefold()).strip()


MOST_NAME = 80  # letters of a group's or a person's


@dataclass
class Row:
    """One row of the file: what was typed, what it will become, what is wrong with it. No `phone` where its cell is
    empty; `phones_left` are further numbers in it: the first is taken. `there` when the group is here already: nothing
    changes for it. `notes` are said, and keep nobody out."""

    number: int
    given: Mapping[str, str]
    name: str = ""
    chair: str = ""
    phone: str | None = None
    phones_left: list[str] = field(default_factory=list)
    village: str = ""
    village_name: str = ""
    kind: GroupKind = GroupKind.GROUP
    there: bool = False
    refusals: list[Refused] = field(default_factory=list)
    notes: list[Refused] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it would be written."""
        return not self.refusals and not self.there


def groups_sheet(cells: list[list[str]]) -> Table:
    """The rows of a list of groups, wherever its heads stand."""
    return without_sums(table_in(cells, COLUMNS, most=MOST_ROWS))


def rows_of(sheet: Table, place: str) -> list[Row]:
    """The groups in a list; every row is checked, none is written."""
    rows = [read_row(each, place) for each in sheet.rows]
    _mark_twice(rows)
    return rows


def read_row(told: SheetRow, place: str) -> Row:
    """A row, with all that is wrong with it beside the column it stands in."""
    row = Row(told.number, told.cells, name=plain_cell(told["nama"]), chair=plain_cell(told["ketua"]))
    for step in (_name, _chair, _kind, _phone, partial(_village, place=place)):
        try:
            step(row, told)
        except Refused as refusal:
            row.refusals.append(refusal)
    return row


def _name(row: Row, _told: SheetRow) -> None:
    if len(row.name) < 2:
        raise Refused("required", field="nama")
    try:
        row.name = typed_name(fitting(row.name, MOST_NAME))
    except Refused as refusal:
        raise refusal.beside("nama") from None


def _chair(row: Row, _told: SheetRow) -> None:
    if len(row.chair) < 2:
        raise Refused("required", field="ketua")
    try:
        person_name(visible(fitting(row.chair, MOST_NAME), "ketua"))
    except Refused as refusal:
        raise refusal.beside("ketua") from None


def _kind(row: Row, told: SheetRow) -> None:
    """What Dinas lists call kind is often of what a group sells: that is no reason to keep it out."""
    kind = KINDS.get(told["jenis"].lower())
    if kind is None:
        row.notes.append(Refused("kind_unlisted", field="jenis", what=told["jenis"][:40]))
    row.kind = kind or GroupKind.GROUP


def _phone(row: Row, told: SheetRow) -> None:
    if not any(map(str.isalnum, told["hp"])):
        row.notes.append(Refused("without_phone", field="hp"))
        return
    try:
        row.phone, *row.phones_left = phones_in(told["hp"])
    except Refused as refusal:
        raise refusal.beside("hp") from None
    if row.phones_left:
        row.notes.append(phones_left(row.phone, row.phones_left))


def phones_left(taken: str, left: Sequence[str]) -> Refused:
    """Which of the numbers in one cell is taken, so that the officer can say another."""
    return Refused("phones_left", field="hp", name=shown_phone(taken), names=", ".join(map(shown_phone, left)))


def _village(row: Row, told: SheetRow, place: str) -> None:
    found = village_of(told, place)
    row.village, row.village_name = found.code, found.full
    if not lies_in(found.code, place):
        raise outside(told["kelurahan"], place)


def _mark_twice(rows: list[Row]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        first = seen.setdefault((called(row.name), row.village), row.number)
        if first != row.number and row.good:
            row.refusals.append(Refused("row_twice", field="nama", n=first))


def mark_known(db: Session, rows: Sequence[Row]) -> None:
    """Marks rows whose group is here already, by its name with its kelurahan or its phone, so that sending a file twice
    changes nothing; and those whose name reads like that of a vouched group of the same city (`require_own_name`)."""
    groups = table(Group)
    wanted = sa.select(groups.c.name, groups.c.village, groups.c.phone, groups.c.state)
    found = db.execute(wanted.where(groups.c.id.in_(read_like(row.name for row in rows)))).all()
    known = {(called(each.name), mark) for each in found for mark in (each.village, each.phone) if mark}
    vouched = {
        (reading, city_code(each.village))
        for each in found
        if each.state is GroupState.CHECKED
        for reading in readings(each.name)
    }
    for row in rows:
        if not row.good:
            continue
        if known & {(called(row.name), row.village), (called(row.name), row.phone)}:
            row.there = True
        elif any((reading, city_code(row.village)) in vouched for reading in readings(row.name)):
            row.refusals.append(Refused("name_reads_alike", field="nama"))


@dataclass(frozen=True, slots=True)
class Imported:
    """A group that was written, the row it came from, the token of its claim link, `""` without a phone."""

    group: Group
    row: Row
    token: str


def import_rows(db: Session, rows: Sequence[Row], *, by: Actor) -> list[Imported]:
    """Writes the good rows."""
    mark_known(db, rows)
    good = [row for row in rows if row.good]
    made = import_groups(db, [NewGroup(r.name, r.kind, r.chair, r.phone, r.village) for r in good], by)
    return [Imported(group=group, row=row, token=token) for row, (group, token) in zip(good, made, strict=True)]
