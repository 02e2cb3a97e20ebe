"""A spreadsheet of registrations, row by row: what each says, and what is wrong with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import zone_names
from market.bazaars.planning.rounds import require_round, rounds_of
from market.bazaars.registering.application import MOST_GOODS, MOST_WATT, SENT, Application, ReservedShare
from market.bazaars.registering.question import OwnQuestion, answers_in, question_columns, questions_of
from market.bazaars.registering.registration import Registration
from market.bazaars.registering.registration_cells import booths_asked, needs_in, yes_or_no, zones_in
from market.bazaars.registering.same_group import kept_of
from market.bazaars.registering.sheet_of_registrations import COLUMNS, MOST_ROWS, OF_A_GROUP
from market.bazaars.registering.why_not import unsent
from market.bazaars.slot import slots_of
from market.catalog.category import categories, category_called
from market.kernel.names import reads_as
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.sheet_heads import NONE, SheetRow, Table, plain_cell, table_in
from market.kernel.sheet_sums import without_sums
from market.kernel.typed import fitting
from market.kernel.typed_days import days_meant
from market.kernel.typed_number import typed_watts
from market.people.founding.importing import MOST_NAME, called, mark_known, read_row
from market.people.founding.sheet_of_groups import FOUNDED_WITH, phones_in
from market.people.group import Group, GroupState
from market.people.place import within


def registrations_sheet(cells: Sequence[Sequence[str]], questions: Sequence[OwnQuestion] = ()) -> Table:
    """The rows of a list of registrations, wherever its heads stand; the bazaar's own questions are columns too."""
    return without_sums(table_in(cells, (*COLUMNS, *question_columns(questions)), most=MOST_ROWS))


def registrations(db: Session, bazaar: Bazaar, sheet: Table, chosen: Mapping[str, str] = NONE) -> list[Registration]:
    """Every row of the list, checked; nothing is written. `chosen` are slugs of categories by words for goods that the
    sheet has and we do not."""
    reader = _Reader(db, bazaar, (_name(each.cells) for each in sheet.rows), chosen)
    rows = [reader.read(each) for each in sheet.rows]
    _refuse_alike(db, [row for row in rows if row.good])
    _note_phones(db, rows)
    return rows


def _refuse_alike(db: Session, rows: Sequence[Registration]) -> None:
    """Refuses new groups whose names read like that of one that is here, as they are when they are written."""
    mark_known(db, [row.founds for row in rows if row.founds])
    for row in rows:
        if row.founds:
            row.refusals += row.founds.refusals
            row.refusals += [Refused("name_taken", field="nama")] if row.founds.there else []


def word_of(cell: str) -> str:
    """A word for goods, as those of many rows are one."""
    return " ".join(cell.lower().split())[:60]


def _name(given: Mapping[str, str]) -> str:
    return plain_cell(given.get("nama", ""))


def _note_phones(db: Session, rows: Sequence[Registration]) -> None:
    """One number under two names is shown: in the list, or in it and in Dermaga."""
    first: dict[str, Registration] = {}
    named = {phone for row in rows for phone in row.phones}
    groups = table(Group)
    held = sa.select(groups.c.phone, groups.c.name).where(groups.c.phone.in_(named))
    holders = {row.phone: row.name for row in db.execute(held)}
    for row in rows:
        for phone in row.phones:
            before, holder = first.setdefault(phone, row), holders.get(phone, row.name)
            if called(before.name) != called(row.name):
                row.notes.append(Refused("phone_twice", field="hp", n=before.number, name=before.name))
            elif called(holder) != called(row.name):
                row.notes.append(Refused("phone_of_group", field="hp", name=holder))


class _Reader:
    """What reading a row needs to know of the bazaar, looked up once."""

    def __init__(self, db: Session, bazaar: Bazaar, names: Iterable[str], chosen: Mapping[str, str]) -> None:
        self.bazaar, self.chosen = bazaar, chosen
        self.slots = slots_of(db, bazaar.key)
        self.days = [slot.day for slot in self.slots]
        self.zones = zone_names(db, bazaar.key)
        self.shelves = categories(db)
        self.questions = questions_of(db, bazaar.key)
        groups = table(Group)
        here = within(groups.c.village, sa.literal(bazaar.village))
        named = sa.select(Group).where(here, groups.c.reads_as.in_({reads_as(name) for name in names}))
        self.by_name: dict[str, list[Group]] = {}
        for group in db.scalars(named.order_by(groups.c.id)):
            self.by_name.setdefault(called(group.name), []).append(group)
        self.seen: dict[str, int] = {}
        sent = table(Application)
        began = sa.select(sent.c.group_id, sent.c.state).where(sent.c.bazaar_id == bazaar.key)
        self.registered = {row.group_id: row.state for row in db.execute(began)}
        self.rounds = rounds_of(db, bazaar.key)

    def read(self, told: SheetRow) -> Registration:
        given = told.cells
        row = Registration(told.number, given, _name(given))
        steps = (
            self._group, self._days, self._booths, self._needs, self._watts, self._rest, self._share, self._answers,
        )  # fmt: skip
        for step in steps:
            try:
                step(row, given)
            except Refused as refusal:
                row.refusals.append(refusal)
        if row.there:  # it stays as it is, whatever else the row says
            row.refusals.clear()
        return row

    def _group(self, row: Registration, given: Mapping[str, str]) -> None:
        if len(row.name) < 2:
            raise Refused("required", field="nama")
        _cell({"nama": row.name}, "nama", lambda text: fitting(text, MOST_NAME))
        before = self.seen.setdefault(called(row.name), row.number)
        if before != row.number:
            raise Refused("row_twice", field="nama", n=before)
        row.group = self._known(row, given)
        if row.group is not None:
            row.notes += kept_of(row.group, SheetRow(row.number, given), self.bazaar.village)
            self._may_register(row, row.group)
            return
        missing = [name for name in FOUNDED_WITH if not given.get(name)]
        if missing:
            raise Refused("group_unknown", field="nama", name=row.name, names=", ".join(missing))
        require_round(self.rounds, None, "nama")
        told = {name: given.get(name, "") for name in OF_A_GROUP if name != "jenis"}
        row.founds = read_row(SheetRow(row.number, told), self.bazaar.village)
        row.refusals += row.founds.refusals
        row.notes += row.founds.notes

    def _known(self, row: Registration, given: Mapping[str, str]) -> Group | None:
        named = self.by_name.get(called(row.name), [])
        if len(named) > 1 and given.get("hp"):
            numbers = phones_in(given["hp"])
            named = [group for group in named if group.phone in numbers][-1:]
        if len(named) > 1:
            raise Refused("group_unclear", field="nama")
        return next(iter(named), None)

    def _may_register(self, row: Registration, group: Group) -> None:
        began = self.registered.get(group.key)
        row.there = began in SENT
        if row.there:
            return
        if not group.open:
            raise Refused("registers_suspended", field="nama")
        if began is not None:  # what it wrote itself is not written over, and is not sent by this row
            raise Refused(unsent(began), field="nama")
        require_round(self.rounds, group, "nama")
        if group.state is not GroupState.CHECKED:
            row.notes.append(Refused("registers_unchecked"))

    def _days(self, row: Registration, given: Mapping[str, str]) -> None:
        """Of a season all of them, whatever the row says."""
        if self.bazaar.season:
            row.slots, row.accepts_fewer = [slot.key for slot in self.slots], False
            return
        try:
            row.slots = [self.slots[at].key for at in days_meant(given.get("hari", ""), self.days)]
        except Refused as refusal:
            days = ", ".join(f"{n} ({slot.day:%d/%m/%Y})" for n, slot in enumerate(self.slots, 1))
            raise Refused(refusal.code, field="hari", **refusal.params, names=days) from None

    def _booths(self, row: Registration, given: Mapping[str, str]) -> None:
        read = _cell(given, "stan", booths_asked)
        row.booths = read.least, read.most

    def _needs(self, row: Registration, given: Mapping[str, str]) -> None:
        read = _cell(given, "kebutuhan", needs_in)
        row.needs, row.watt = read.needs, read.watt

    def _watts(self, row: Registration, given: Mapping[str, str]) -> None:
        if given.get("watt", "").strip(" -–"):
            row.watt = _cell(given, "watt", typed_watts)
        if row.watt > MOST_WATT:
            raise Refused("number_too_large", field="watt", n=MOST_WATT)

    def _rest(self, row: Registration, given: Mapping[str, str]) -> None:
        row.zones = _cell(given, "blok", lambda text: zones_in(text, self.zones))
        self._shelve(row, given.get("jenis barang", ""))
        row.goods = _cell(given, "barang", lambda text: fitting(text.lstrip("=+-@"), MOST_GOODS))
        if not self.bazaar.season:
            row.accepts_fewer = yes_or_no(given.get("sebagian", ""), "sebagian") is not False

    def _shelve(self, row: Registration, typed: str) -> None:
        """What is no category of ours stays empty, unless the officer chose one for that word."""
        try:
            shelf = self.chosen.get(word_of(typed), typed)
            row.category = category_called(self.shelves, shelf, "jenis barang").slug if shelf else ""
        except Refused:
            row.unshelved = word_of(typed)

    def _answers(self, row: Registration, given: Mapping[str, str]) -> None:
        row.answers = answers_in(self.questions, given)

    def _share(self, row: Registration, given: Mapping[str, str]) -> None:
        """A group that uses the reserved share must say in words whether citizens may see it."""
        if not self.bazaar.reserved_groups or not yes_or_no(given.get("bagian dijamin", ""), "bagian dijamin"):
            return
        seen = yes_or_no(given.get("boleh dilihat", ""), "boleh dilihat")
        if seen is None:
            raise Refused("reserved_share_unanswered", field="boleh dilihat")
        row.reserved_share = ReservedShare.SHOWN if seen else ReservedShare.HIDDEN


T = TypeVar("T")


def _cell(given: Mapping[str, str], column: str, reader: Callable[[str], T]) -> T:
    try:
        return reader(given.get(column, ""))
    except Refused as refusal:
        raise refusal.beside(column) from None
