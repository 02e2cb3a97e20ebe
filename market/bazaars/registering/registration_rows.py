"""A spreadsheet of registrations, row by row: what each says, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import zone_names
from market.bazaars.registering.application import MOST_WATT, Application, ReservedShare
from market.bazaars.slot import Slot, slots_of
from market.catalog.category import categories, category_called
from market.kernel.names import reads_as
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.sheet_heads import Column, SheetRow, Table, table_in
from market.kernel.typed import whole
from market.kernel.typed_day import typed_day
from market.kernel.typed_number import typed_watts
from market.people.founding.importing import Row, read_row
from market.people.founding.sheet_of_groups import COLUMNS as GROUP_COLUMNS
from market.people.founding.sheet_of_groups import phones_in
from market.people.group import Group
from market.people.place import within

OF_A_GROUP = {column.name: replace(column, needed=column.name == "nama") for column in GROUP_COLUMNS}
COLUMNS = (
    OF_A_GROUP["nama"],
    Column("hari", ("hari ikut", "tanggal", "tanggal ikut", "ikut hari", "days"), needed=True),
    Column("stan", ("jumlah stan", "stand", "jumlah stand", "booth", "jumlah booth")),
    Column("kebutuhan", ("keperluan", "kebutuhan stan", "perlu")),
    Column("watt", ("daya", "daya listrik", "jumlah watt")),
    Column("blok", ("blok pilihan", "pilihan blok", "zona")),
    Column("jenis barang", ("kategori", "kategori barang", "jenis produk", "jenis dagangan")),
    Column("barang", ("produk", "nama barang", "nama produk", "dagangan", "yang dijual")),
    Column("sebagian", ("mau sebagian", "boleh sebagian", "sebagian hari")),
    Column(
        "bagian dijamin",
    ),
    Column(
        "boleh dilihat",
    ),
    *(column for name, column in OF_A_GROUP.items() if name not in ("nama", "jenis")),
)
SHOWN = tuple(column.name for column in COLUMNS if column.name not in ("kecamatan", "kota"))  # in the sample file
MOST_ROWS = 500
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
    given: Mapping[str, str]
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


def registrations_sheet(cells: Sequence[Sequence[str]]) -> Table:
    """The rows of a list of registrations, wherever its heads stand."""
    return table_in(cells, COLUMNS, most=MOST_ROWS)


def registrations(db: Session, bazaar: Bazaar, sheet: Table) -> list[Registration]:
    """Every row of the list, checked; nothing is written."""
    reader = _Reader(db, bazaar, (_name(each.cells) for each in sheet.rows))
    return [reader.read(each) for each in sheet.rows]


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

    def read(self, told: SheetRow) -> Registration:
        given = told.cells
        row = Registration(told.number, given, _name(given))
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
            numbers = phones_in(phone)
            named = [group for group in named if group.phone in numbers][-1:]
        if len(named) > 1:
            raise Refused("group_unclear", field="nama")
        if named:
            row.group = named[0]
            if row.group.key in self.registered:
                raise Refused("registered_already", field="nama")
            return
        if not given.get("ketua") or not phone or not given.get("kelurahan"):
            raise Refused("group_unknown", field="nama", name=row.name)
        told = {name: given.get(name, "") for name in OF_A_GROUP if name != "jenis"}
        row.founds = read_row(SheetRow(row.number, told), self.bazaar.village)
        row.refusals += row.founds.refusals

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
        days = ", ".join(f"{n} ({slot.day:%d/%m/%Y})" for n, slot in enumerate(self.slots, 1))
        raise Refused("slot_unknown", field="hari", what=text[:20], names=days)

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
            raise Refused("zone_unknown", field="blok", what=unknown[0][:20], names=", ".join(self.zones))
        shelf = given.get("jenis barang", "").lower()
        if shelf:
            row.category = category_called(self.shelves, shelf, "jenis barang").slug
        row.goods = given.get("barang", "").lstrip("=+-@")[:300]
        row.accepts_fewer = given.get("sebagian", "").lower() not in NO

    def _share(self, row: Registration, given: Mapping[str, str]) -> None:
        """A group that uses the reserved share must say in words whether citizens may see it."""
        uses, seen = (given.get(head, "").strip().lower() for head in ("bagian dijamin", "boleh dilihat"))
        if not self.bazaar.reserved_groups or uses in ("", *NO):
            return
        if uses not in YES:
            raise Refused("yes_or_no", field="bagian dijamin")
        if seen not in YES + NO:
            raise Refused("reserved_share_unanswered", field="boleh dilihat")
        row.reserved_share = ReservedShare.SHOWN if seen in YES else ReservedShare.HIDDEN
