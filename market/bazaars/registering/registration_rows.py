"""A spreadsheet of registrations, row by row: what each says, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import zone_names
from market.bazaars.registering.application import MOST_WATT, Application, ReservedShare
from market.bazaars.slot import Slot, slots_of
from market.catalog.category import categories
from market.kernel.names import reads_as
from market.kernel.phone import typed_phone
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.typed import whole
from market.kernel.typed_day import typed_day
from market.kernel.typed_number import typed_watts
from market.people.founding.importing import Row, rows_of
from market.people.group import Group
from market.people.place import within

COLUMNS = (
    "nama",
    "hari",
    "stan",
    "kebutuhan",
    "watt",
    "blok",
    "jenis barang",
    "barang",
    "sebagian",
    "bagian dijamin",
    "boleh dilihat",
)
MOST_ROWS = 500
NEEDED = ("nama", "hari")
NEEDS = {
    "listrik": "electricity", "air": "water", "pendingin": "cold", "kursi roda": "wheelchair",
    "electricity": "electricity", "water": "water", "cold": "cold", "wheelchair": "wheelchair",
}  # fmt: skip
YES = ("ya", "yes", "1")
NO = ("tidak", "no", "0")


@dataclass
class Registration:
    """A row of the sheet: which group, what it asks, what is wrong with it. `founds` when the group is new."""

    number: int
    name: str
    group: Group | None = None
    founds: Row | None = None
    slots: list[int] = field(default_factory=list)
    booths: tuple[int, int] = (1, 1)
    needs: list[str] = field(default_factory=list)
    watt: int = 0
    zones: list[str] = field(default_factory=list)
    category: str = ""
    goods: str = ""
    accepts_fewer: bool = True
    reserved_share: ReservedShare = ReservedShare.UNUSED
    refusals: list[Refused] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.refusals


def registrations(db: Session, bazaar: Bazaar, cells: Sequence[Sequence[str]]) -> list[Registration]:
    """Every row of a sheet whose first row names the columns; nothing is written."""
    rows = [list(row) for row in cells if any(row)]
    if len(rows) < 2:
        raise Refused("sheet_empty", field="file")
    heads = [head.lower().strip(" *") for head in rows[0]]
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        raise Refused("sheet_columns", field="file", names=", ".join(missing))
    if len(rows) - 1 > MOST_ROWS:
        raise Refused("sheet_too_long", field="file", n=len(rows) - 1)
    told = [dict(zip(heads, row, strict=False)) for row in rows[1:]]
    reader = _Reader(db, bazaar, (_name(given) for given in told))
    return [reader.read(number, given) for number, given in enumerate(told, start=2)]


def _name(given: Mapping[str, str]) -> str:
    return " ".join(given.get("nama", "").lstrip("=+-@").split())[:80]


def _day(text: str) -> date | None:
    try:
        return typed_day(text)
    except Refused:
        return None


class _Reader:
    """What reading a row needs to know of the bazaar, looked up once."""

    def __init__(self, db: Session, bazaar: Bazaar, names: Iterable[str]) -> None:
        self.bazaar = bazaar
        self.slots = slots_of(db, bazaar.key)
        self.zones = zone_names(db, bazaar.key)
        self.shelves = categories(db)
        groups = table(Group)
        here = within(groups.c.village, sa.literal(bazaar.village))
        named = sa.select(Group).where(here, groups.c.reads_as.in_({reads_as(name) for name in names}))
        self.by_name: dict[str, list[Group]] = {}
        for group in db.scalars(named.order_by(groups.c.id)):
            self.by_name.setdefault(group.name.lower(), []).append(group)
        self.seen: set[str] = set()
        sent = table(Application)
        self.registered = set(db.scalars(sa.select(sent.c.group_id).where(sent.c.bazaar_id == bazaar.key)))

    def read(self, number: int, given: Mapping[str, str]) -> Registration:
        row = Registration(number, _name(given))
        steps = (self._group, self._days, self._booths, self._needs, self._rest, self._share)
        for step in steps:
            try:
                step(row, given)
            except Refused as refusal:
                row.refusals.append(refusal)
        return row

    def _group(self, row: Registration, given: Mapping[str, str]) -> None:
        if len(row.name) < 2:
            raise Refused("required", field="nama")
        if row.name.lower() in self.seen:
            raise Refused("name_taken", field="nama")
        self.seen.add(row.name.lower())
        named = self.by_name.get(row.name.lower(), [])
        phone = given.get("hp", "")
        if len(named) > 1 and phone:
            number = typed_phone(phone)
            named = [group for group in named if group.phone == number][-1:]
        if len(named) > 1:
            raise Refused("group_unclear", field="nama")
        if named:
            row.group = named[0]
            if row.group.key in self.registered:
                raise Refused("registered_already", field="nama")
            return
        if not given.get("ketua") or not phone or not given.get("kelurahan"):
            raise Refused("group_unknown", field="nama", name=row.name)
        heads = ["nama", "ketua", "hp", "kelurahan"]
        founds = rows_of([heads, [given.get(head, "") for head in heads]], self.bazaar.village)[0]
        row.refusals += founds.refusals
        row.founds, founds.number = founds, row.number

    def _days(self, row: Registration, given: Mapping[str, str]) -> None:
        """`semua`, or numbers of days from 1, or dates."""
        text = given.get("hari", "").strip().lower()
        if text in ("semua", "all", ""):
            row.slots = [slot.key for slot in self.slots]
            return
        row.slots = [self._slot(part.strip()).key for part in text.replace(";", ",").split(",")]

    def _slot(self, text: str) -> Slot:
        if at := whole(text, len(self.slots)):
            return self.slots[at - 1]
        day = _day(text)
        for slot in self.slots:
            if slot.day == day:
                return slot
        raise Refused("slot_unknown", field="hari", what=text[:20])

    def _booths(self, row: Registration, given: Mapping[str, str]) -> None:
        """`1`, `2`, or `1-2`."""
        text = given.get("stan", "").replace(" ", "").replace("–", "-") or "1"
        sides = text.split("-")
        if not all(side in ("1", "2") for side in sides) or len(sides) > 2 or sides[0] > sides[-1]:
            raise Refused("booths_wrong", field="stan")
        row.booths = (int(sides[0]), int(sides[-1]))

    def _needs(self, row: Registration, given: Mapping[str, str]) -> None:
        for part in filter(None, (p.strip().lower() for p in given.get("kebutuhan", "").replace(";", ",").split(","))):
            if part not in NEEDS:
                raise Refused("need_unknown", field="kebutuhan", what=part[:30])
            row.needs.append(NEEDS[part])
        try:
            row.watt = typed_watts(given.get("watt", "") or "0")
        except Refused as refusal:
            raise refusal.beside("watt") from None
        if row.watt > MOST_WATT:
            raise Refused("number_too_large", field="watt", n=MOST_WATT)

    def _rest(self, row: Registration, given: Mapping[str, str]) -> None:
        row.zones = [z for z in given.get("blok", "").upper().replace(";", ",").replace(" ", "").split(",") if z]
        unknown = [zone for zone in row.zones if zone not in self.zones]
        if unknown:
            raise Refused("zone_unknown", field="blok", what=unknown[0][:20])
        shelf = given.get("jenis barang", "").lower()
        if shelf:
            found = [c.slug for c in self.shelves if shelf in (c.slug, c.name.lower())]
            if not found:
                raise Refused("category_unknown", field="jenis barang")
            row.category = found[0]
        row.goods = given.get("barang", "").lstrip("=+-@")[:300]
        row.accepts_fewer = given.get("sebagian", "").lower() not in NO

    def _share(self, row: Registration, given: Mapping[str, str]) -> None:
        """Who uses the reserved share says in words whether citizens may see it."""
        uses, seen = (given.get(head, "").strip().lower() for head in ("bagian dijamin", "boleh dilihat"))
        if not self.bazaar.reserved_groups or uses in ("", *NO):
            return
        if uses not in YES:
            raise Refused("yes_or_no", field="bagian dijamin")
        if seen not in YES + NO:
            raise Refused("reserved_share_unanswered", field="boleh dilihat")
        row.reserved_share = ReservedShare.SHOWN if seen in YES else ReservedShare.HIDDEN
