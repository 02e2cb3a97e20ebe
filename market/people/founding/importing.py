"""Groups from an officer's spreadsheet: read, checked row by row, shown first, then written."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.names import person_name, reads_as, typed_name, visible
from market.kernel.phone import typed_phone
from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.founding.founding import NewGroup, import_groups
from market.people.group import Group, GroupKind
from market.people.place import lies_in, typed_village

COLUMNS = {"nama": "name", "jenis": "kind", "ketua": "chair", "hp": "phone", "kelurahan": "village"}
KINDS = {
    "": GroupKind.GROUP,
    "kelompok": GroupKind.GROUP,
    "usaha perorangan": GroupKind.SOLE,
    "perorangan": GroupKind.SOLE,
}
MOST_ROWS = 1000


@dataclass
class Row:
    """One row of the file: what was typed, what it will become, what is wrong with it."""

    number: int
    name: str = ""
    chair: str = ""
    phone: str = ""
    village: str = ""
    village_name: str = ""
    kind: GroupKind = GroupKind.GROUP
    refusals: list[Refused] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.refusals


def rows_of(cells: list[list[str]], place: str) -> list[Row]:
    """The groups in a sheet whose first row names the columns; every row is checked, none is written."""
    cells = [row for row in cells if any(row)]
    if not cells:
        raise Refused("sheet_empty", field="file")
    heads = [head.lower().strip(" *") for head in cells[0]]
    missing = [name for name in COLUMNS if name not in heads and name != "jenis"]
    if missing:
        raise Refused("sheet_columns", field="file", names=", ".join(missing))
    body = cells[1:]
    if not body:
        raise Refused("sheet_empty", field="file")
    if len(body) > MOST_ROWS:
        raise Refused("sheet_too_long", field="file", n=len(body))
    where = {COLUMNS[head]: i for i, head in enumerate(heads) if head in COLUMNS}
    rows = []
    for number, line in enumerate(body, start=2):
        given = {name: line[i] if i < len(line) else "" for name, i in where.items()}
        rows.append(_checked(number, given, place))
    _mark_twice(rows)
    return rows


def _checked(number: int, given: dict[str, str], place: str) -> Row:
    row = Row(number, name=_bare(given["name"]), chair=_bare(given["chair"]))
    for name in ("name", "chair"):
        if len(getattr(row, name)) < 2:
            row.refusals.append(Refused("required", field=name))
    try:
        row.name = typed_name(row.name)
        person_name(visible(row.chair, "chair"))
    except Refused as refusal:
        row.refusals.append(refusal)
    kind = KINDS.get(given.get("kind", "").lower())
    if kind is None:
        row.refusals.append(Refused("choice_unknown", field="kind"))
    row.kind = kind or GroupKind.GROUP
    try:
        row.phone = typed_phone(given["phone"])
    except Refused as refusal:
        row.refusals.append(refusal)
    try:
        found = typed_village(given["village"])
        row.village, row.village_name = found.code, found.full
        if not lies_in(found.code, place):
            row.refusals.append(Refused("village_elsewhere", field="village"))
    except Refused as refusal:
        row.refusals.append(refusal)
    return row


def _bare(cell: str) -> str:
    """A name on one line, without what would make a formula of it."""
    return " ".join(cell.lstrip("=+-@").split())[:80]


def _mark_twice(rows: list[Row]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        key = (row.name.lower(), row.village)
        if key in seen and row.good:
            row.refusals.append(Refused("name_taken", field="name"))
        seen.add(key)


def mark_known(db: Session, rows: Sequence[Row]) -> None:
    """Marks rows whose group is here already, so that sending a file twice changes nothing."""
    groups = table(Group)
    alike = groups.c.reads_as.in_({reads_as(row.name) for row in rows})
    found = db.execute(sa.select(groups.c.name, groups.c.village).where(alike))
    known = {(name.lower(), village) for name, village in found}
    for row in rows:
        if row.good and (row.name.lower(), row.village) in known:
            row.refusals.append(Refused("name_taken", field="name"))


@dataclass(frozen=True, slots=True)
class Imported:
    """A group that was written, the row it came from, the token of its claim link."""

    group: Group
    row: Row
    token: str


def import_rows(db: Session, rows: Sequence[Row], *, by: Actor) -> list[Imported]:
    """Writes the good rows."""
    mark_known(db, rows)
    good = [row for row in rows if row.good]
    made = import_groups(db, [NewGroup(r.name, r.kind, r.chair, r.phone, r.village) for r in good], by)
    return [Imported(group=group, row=row, token=token) for row, (group, token) in zip(good, made, strict=True)]
