"""The demo's four bazaars: one past, one running today, one open with forty applications, one to be allotted."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.demo import held
from market.demo.fair import AGENCY, BITUNG, KINDS, Fair, draw_bazaar, hold_bazaar, open_bazaar
from market.kernel.clock import now, zone_of
from market.kernel.db import write
from market.kernel.record import table
from market.people.access import Actor, Role
from market.people.founding.importing import groups_sheet, import_rows, rows_of
from market.people.group import Group, GroupState
from market.people.office import office_called
from market.people.vouching import vouch

VILLAGES = {  # by their codes: to look a name up among all of the country takes a second
    "Papusungan": "71.72.01.1004",
    "Pinasungkulan": "71.72.03.1010",
    "Makawidey": "71.72.04.1007",
    "Manembo-Nembo Atas": "71.72.05.1003",
    "Batulubang": "71.72.01.1003",
    "Kasawari": "71.72.04.1013",
    "Dorbolaang": "71.72.01.1011",
    "Winenet Satu": "71.72.04.1004",
    "Tendeki": "71.72.05.1014",
    "Sagerat": "71.72.05.1002",
    "Tanjung Merah": "71.72.05.1001",
    "Girian Weru Satu": "71.72.06.1002",
    "Paceda": "71.72.02.1002",
    "Aertembaga Satu": "71.72.04.1005",
    "Pateten Dua": "71.72.04.1011",
    "Kadoodan": "71.72.02.1004",
}
DRAWN = "Pasar Senja Girian"
HENDRA = "Hendra Wowor"


def add_bazaars(people: dict[str, int], picture: str) -> None:
    """Each a transaction: groups for bazaars alone, two bazaars that took place, one open, one drawn."""
    write(lambda db: _more_groups(db, people["petugas"]))
    today = datetime.now(zone_of(BITUNG)).date()
    past = today - timedelta(days=45)
    by = _hendra(people["petugas"])
    village = Fair("Bazar Kampung Nelayan", "Pelabuhan Papusungan", past, 16, 3)
    morning = Fair("Pasar Ikan Pagi", "Dermaga Ruko Pateten", today, 12, 7)
    coast = Fair("Bazar Pesisir Bitung", "Lapangan Kantor Wali Kota Bitung", now().date() + timedelta(days=20), 24, 3)
    evening = Fair(DRAWN, "Lapangan Girian Weru Satu", now().date() + timedelta(days=13), 8, 5)
    write(lambda db: hold_bazaar(db, by, village, _groups_of_bitung(db, 30), picture))
    write(lambda db: hold_bazaar(db, by, morning, _groups_of_bitung(db, 30), picture))
    write(lambda db: open_bazaar(db, by, coast, _groups_of_bitung(db, 40)))
    write(lambda db: draw_bazaar(db, by, evening, _groups_of_bitung(db, 14)))
    admin = Actor(person_id=people["admin"], name="Pengelola")
    write(lambda db: _complain(db, admin))
    write(lambda db: _show(db, picture))


def _show(db: Session, picture: str) -> None:
    """A picture for each, and the letterhead of the office."""
    for bazaar in db.scalars(sa.select(Bazaar)):
        bazaar.picture = picture
    head = office_called(db, BITUNG, AGENCY)
    head.heading, head.address = "PEMERINTAH KOTA BITUNG, DINAS PERIKANAN", "Jalan Sam Ratulangi, Bitung"
    head.city, head.signatory_title, head.signatory = "Bitung", "Petugas Dinas Perikanan", HENDRA
    head.number_format = "500.5/{number}/DKP/2026"


def _complain(db: Session, admin: Actor) -> None:
    for bazaar in db.scalars(sa.select(Bazaar).where(table(Bazaar).c.state == BazaarState.PUBLISHED)).all():
        held.complain_of(db, bazaar, admin)


def _hendra(officer: int) -> Actor:
    return Actor(person_id=officer, name=HENDRA, roles=frozenset({Role.OFFICER}))


def _more_groups(db: Session, officer: int) -> None:
    """Groups that an officer brought from a list: they sell nothing online, and their chairs have yet to come."""
    cells, names = [["nama", "jenis", "ketua", "hp", "kelurahan"]], list(VILLAGES)
    for number in range(36):
        place, kind = names[number % len(names)], KINDS[(number + number // len(names)) % len(KINDS)][0]
        chair = f"Ibu {place.split()[0]} {number + 1}"
        cells.append([f"{kind} {place}", "kelompok", chair, f"0813-6600-{number:04d}", VILLAGES[place]])
    rows = rows_of(groups_sheet(cells), BITUNG)
    who = _hendra(officer)
    brought = import_rows(db, rows, by=who)
    for made in brought:
        vouch(db, made.group, by=who, agency=AGENCY)
    held.say_who_leads(db, [made.group.key for made in brought])


def _groups_of_bitung(db: Session, count: int) -> list[Group]:
    g = table(Group)
    inside = sa.select(Group).where(g.c.village.startswith(BITUNG), g.c.state != GroupState.SUSPENDED).order_by(g.c.id)
    return list(db.scalars(inside.limit(count)))
