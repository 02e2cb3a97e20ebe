"""An officer's first page: each number leads to exactly what it counts, of her own offices, in few statements."""

import re
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.after.appeal import Appeal
from market.bazaars.after.swap import Swap, SwapState
from market.bazaars.allotting.against import PAPERS, candidates_of
from market.bazaars.allotting.objection import DrawEvent, DrawEventKind
from market.bazaars.bazaar import Bazaar, draft_bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import Booking
from market.bazaars.booking.notice import Draft, opened_by_account, write_notices
from market.bazaars.desk.waits import DeskWait, desk_of, waiting_for_officer, waiting_lines
from market.bazaars.planning.named_draw import Draw
from market.bazaars.planning.other_source import OtherSource, other_told
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.registering.application_slot import ApplicationSlot
from market.bazaars.slot import Slot, has_begun
from market.kernel.clock import now, today, zone_of
from market.kernel.db import database, read, write
from market.kernel.record import table
from market.people.access import Actor
from market.people.certificate import Certificate, CertificateKind
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind
from market.people.helpers import Officer
from market.people.person import Person
from tests import world
from tests.conftest import both

AGENCY, PLACE = "Dinas Perikanan Bitung", "71.72"
ZONE = zone_of(PLACE)


def a_bazaar(
    db, name: str, state: BazaarState, *, by: int, days: int | None = 5, agency: str = AGENCY, place: str = PLACE
) -> Bazaar:
    """A bazaar in a state that its acts would have brought about, of one day so many days from today."""
    made = draft_bazaar(db, name=name, village=place, agency=agency, by_id=by)
    made.state, made.closes_at, made.documents = state, now() + timedelta(days=1), ["pirt"]
    made.published_at = now() if state is BazaarState.PUBLISHED else None
    if days is not None:
        Slot(bazaar_id=made.key, day=today(ZONE) + timedelta(days=days), starts=time(9), ends=time(21)).add(db)
    return made


def registered(db, bazaar: Bazaar, group: Group, state=ApplicationState.SUBMITTED) -> Application:
    number = f"P-{bazaar.key:03d}{group.key:03d}"
    made = Application(bazaar_id=bazaar.key, group_id=group.key, number=number, state=state, sent_at=now()).add(db)
    slot = db.scalars(sa.select(Slot).where(table(Slot).c.bazaar_id == bazaar.key)).first()
    ApplicationSlot(application_id=made.key, slot_id=slot.key).add(db)
    return made


def some_groups(db, many: int, after: int = 0) -> list[Group]:
    made = []
    for n in range(after, after + many):
        chair = Person(name=f"Ketua {n}", phone=f"+6281299{n:05d}").add(db)
        made.append(
            found_group(db, chair, name=f"Kelompok {n:02d}", kind=GroupKind.GROUP, village=world.GIRIAN, phone=None)
        )
    return made


def drawn(db, frozen: Bazaar, groups: list[Group], by: int) -> None:
    """Its draw: two objections, one of them answered; what her colleague asks, what she asks, what was confirmed."""
    frozen.frozen_at, frozen.seed, frozen.number_drawn = now() - timedelta(hours=2), 5, "1234"
    Draw(bazaar_id=frozen.key, at=now() - timedelta(hours=1)).add(db)
    for n, group in enumerate(groups[:2]):
        asked = registered(db, frozen, group, ApplicationState.ELIGIBLE)
        DrawEvent(
            bazaar_id=frozen.key, kind=DrawEventKind.OBJECTION, application_id=asked.key, reason="Bukan itu",
            made_by="Ketua", answered_at=now() if n else None,
        ).add(db)  # fmt: skip
    colleague = Person(name="Nita", phone=f"+62812980{frozen.key:05d}").add(db)
    other = OtherSource(source="Undian lain", address="", reading="", digits=4, at=now())
    told = other_told(Draw(at=now()), other) | {"number": "1"}
    for number, (kind, asks) in enumerate(
        ((DrawEventKind.CORRECTED, colleague.key), (DrawEventKind.LATER, by), (DrawEventKind.RENAMED, colleague.key))
    ):
        DrawEvent(
            bazaar_id=frozen.key, kind=kind, was=f"{number}, {told['at']}", told=told, reason="Salah",
            made_by="Nita", made_by_id=asks,
            answered_at=now() if kind is DrawEventKind.RENAMED else None,
        ).add(db)  # fmt: skip


def swapped(db, name: str, groups: list[Group], **office) -> None:
    """An exchange that the office decides, one that the other group has not answered, one of a bazaar that began."""
    for days, state in ((9, SwapState.AGREED), (8, SwapState.ASKED), (-1, SwapState.AGREED)):
        made = a_bazaar(db, f"{name} {days}", BazaarState.PUBLISHED, days=days, **office)
        one, two = (registered(db, made, group, ApplicationState.ELIGIBLE) for group in groups[2:])
        Swap(bazaar_id=made.key, from_id=one.key, to_id=two.key, state=state, asked_by="Ketua").add(db)


def busy(here: world.Shop) -> None:
    """Each kind of thing that waits, in bazaars of this office; the same in one of another."""

    def work(db) -> None:
        groups = some_groups(db, 4)
        for agency, place, by in ((AGENCY, PLACE, here.officer), ("Dinas Lampung Selatan", "18.01", here.far_officer)):
            opened = a_bazaar(db, f"Buka {place}", BazaarState.OPEN, by=by, agency=agency, place=place)
            for group in groups[:3]:
                registered(db, opened, group)
            registered(db, opened, groups[3], ApplicationState.ELIGIBLE)
            out = a_bazaar(db, f"Terbit {place}", BazaarState.PUBLISHED, by=by, agency=agency, place=place, days=0)
            for n, group in enumerate(groups[:2]):
                asked = registered(db, out, group, ApplicationState.ELIGIBLE)
                Appeal(bazaar_id=out.key, application_id=asked.key, text="Kenapa?", made_by="Ketua").add(db)
                slot = db.scalars(sa.select(Slot).where(table(Slot).c.bazaar_id == out.key)).one()
                until = now() + timedelta(hours=1 if n == 0 else 60)
                Booking(
                    bazaar_id=out.key, application_id=asked.key, group_id=group.key, slot_id=slot.key, answer_by=until
                ).add(db)
            drawn(db, a_bazaar(db, f"Beku {place}", BazaarState.CLOSED, by=by, agency=agency, place=place), groups, by)
            swapped(db, f"Tukar {place}", groups, by=by, agency=agency, place=place)
        for group, ends in ((groups[0], 2), (groups[1], 30), (groups[3], -3)):
            on = today(ZONE) + timedelta(days=ends)
            Certificate(group_id=group.key, kind=CertificateKind.PIRT, number="1", expires_on=on).add(db)

    write(work)


def totals(person_id: int) -> dict[str, int]:
    with read() as db:
        return {kind.value: n for kind, n in waiting_for_officer(db, desk_of(db, person_id, ZONE)).kinds}


COUNTED = {"registrations": 3, "objections": 1, "second": 1, "appeals": 2, "swaps": 1, "papers": 3, "offers": 1}
COUNTED_BY_READER = {kind: n for kind, n in COUNTED.items() if kind != "second"}
NOT_HERS = {"second": 2}  # of who asked for nothing: both


@both
def test_each_number_is_that_of_its_list_and_of_her_own_office(shop):
    here = world.a_shop()
    busy(here)
    assert totals(here.officer) == COUNTED and totals(here.superior) == COUNTED_BY_READER
    with read() as db:
        for kind in DeskWait:
            lines = waiting_lines(db, desk_of(db, here.officer, ZONE), kind, limit=100)
            assert len(lines) == COUNTED.get(kind.value, 0) and all(line.village == PLACE for line in lines)
    officer = world.as_person(here.officer)
    page = officer.get("/dinas").text
    assert "meminta: angka undian yang benar" in officer.get("/dinas/menunggu/petugas-kedua").text
    assert "petugas kedua" not in world.as_person(here.superior).get("/dinas").text, "who only reads confirms nothing"
    assert "18.01" not in page and "Hari ini: Terbit 71.72" in page
    for word, address, n in (
        ("3 pendaftaran belum diperiksa", "pendaftaran", 3), ("2 keberatan belum dijawab", "keberatan", 2),
        ("1 keberatan atas angka undian", "keberatan-angka", 1), ("1 hal menunggu petugas kedua", "petugas-kedua", 1),
        ("1 tukar stan menunggu keputusan", "tukar", 1),
        ("3 izin habis sebelum harinya", "izin", 3), ("1 tawaran stan habis malam ini", "tawaran", 1),
    ):  # fmt: skip
        assert word in page and f'href="/dinas/menunggu/{address}"' in page, word
        listed = officer.get(f"/dinas/menunggu/{address}").text
        assert len(re.findall(r'class="line"\s+href="/dinas/bazar/', listed)) == n, address
    for path in set(re.findall(r'href="(/dinas/bazar/[^"#]+)', page)):
        assert officer.get(path).status_code == 200, path
    assert officer.get("/dinas/menunggu/apa-saja").status_code == 404
    assert "Tidak ada yang menunggu" in officer.get("/dinas/menunggu/kabar").text
    assert world.as_person(here.chair).get("/dinas/menunggu/izin").status_code == 404


@both
def test_a_day_begins_by_the_clock_of_its_bazaar(shop):
    by = world.a_shop().officer
    with time_machine.travel("2026-12-05T00:30:00+00:00", tick=False):  # 7.30 in Aceh, 8.30 in Bitung, 9.30 in Jayapura

        def work(db) -> None:
            for place in ("11.71", PLACE, "91.71"):
                for starts in (time(7), time(8), time(9)):
                    made = a_bazaar(db, f"{place} {starts:%H}", BazaarState.PUBLISHED, by=by, days=None, place=place)
                    Slot(bazaar_id=made.key, day=today(ZONE), starts=starts, ends=time(21)).add(db)

        write(work)
        bazaars, slots = table(Bazaar), table(Slot)
        joined = sa.select(Bazaar, Slot, has_begun(slots, bazaars.c.village).label("begun"))
        with read() as db:
            found = db.execute(joined.join(Slot, slots.c.bazaar_id == bazaars.c.id)).all()
            assert [bool(row.begun) for row in found] == [row.Slot.begun(row.Bazaar) for row in found]
        assert sorted(row.Bazaar.name for row in found if row.begun) == [
            "11.71 07", "71.72 07", "71.72 08", "91.71 07", "91.71 08", "91.71 09"
        ]  # fmt: skip


@both
def test_papers_that_do_not_last_are_those_that_speak_against_a_registration(shop):
    here = world.a_shop()
    busy(here)
    with read() as db:
        bazaar = db.scalars(sa.select(Bazaar).where(table(Bazaar).c.name == "Buka 71.72")).one()
        spoken = {
            each.application.number for each in candidates_of(db, bazaar) if {*each.against} & {*PAPERS} - {PAPERS[0]}
        }  # fmt: skip
        lines = waiting_lines(db, desk_of(db, here.officer, ZONE), DeskWait.PAPERS, limit=100)
        assert {line.number for line in lines if line.bazaar == bazaar.name} == spoken and len(spoken) == 2


@both
def test_a_deputy_sees_the_day_while_she_stands_in_and_nothing_afterwards(shop):
    here = world.a_shop()
    busy(here)

    def stands_in(db) -> int:
        held = db.scalars(sa.select(Officer).where(table(Officer).c.person_id == here.officer)).one()
        return Officer(
            person_id=here.buyer, office_id=held.office_id, place=PLACE, agency=AGENCY, stands_in_for_id=held.key,
            until=now() + timedelta(days=2),
        ).add(db).key  # fmt: skip

    key = write(stands_in)
    assert totals(here.buyer) == COUNTED | NOT_HERS
    write(lambda db: setattr(Officer.get(db, key), "until", now() - timedelta(minutes=1)))
    assert totals(here.buyer) == {} and world.as_person(here.buyer).get("/dinas").status_code == 404


@pytest.mark.parametrize("many", [0, 1, 40])
def test_a_page_of_many_bazaars_takes_as_many_statements_as_one_of_none(shop, many):
    here = world.a_shop()

    def work(db) -> None:
        for n in range(many):
            state = (BazaarState.DRAFT, BazaarState.OPEN, BazaarState.PUBLISHED)[n % 3]
            a_bazaar(db, f"Bazar {n:02d}", state, by=here.officer, days=None if n == 0 else n)

    write(work)
    officer, counted = world.as_person(here.officer), list[str]()
    listen = (database().reader, "after_cursor_execute", lambda *a: counted.append(a[2]))
    sa.event.listen(*listen)
    page = officer.get("/dinas").text
    sa.event.remove(*listen)
    assert len(counted) <= 8, "\n".join(counted)
    assert page.count('href="/dinas/bazar/bazar-') >= 2 * many
    if many == 40:
        assert "32 bazar lagi" in page
    if not many:
        assert "Belum ada bazar yang berjalan" in page and "Tidak ada. Yang baru muncul di sini." not in page


def test_what_is_next_follows_the_life_of_a_bazaar(shop):
    here = world.a_shop()

    def work(db) -> dict[str, str]:
        group = some_groups(db, 1)[0]
        open_ = {"Kosong": (BazaarState.OPEN, {}), "Lewat batas": (BazaarState.OPEN, {"closes_at": now()}),
                 "Tutup": (BazaarState.CLOSED, {}), "Beku": (BazaarState.CLOSED, {"frozen_at": now()}),
                 "Terundi": (BazaarState.CLOSED, {"frozen_at": now(), "seed": 5}),
                 "Siap": (BazaarState.PUBLISHED, {})}  # fmt: skip
        for name, (state, more) in open_.items():
            made = a_bazaar(db, name, state, by=here.officer)
            for field, value in more.items():
                setattr(made, field, value)
        asked = a_bazaar(db, "Ditanya", BazaarState.CLOSED, by=here.officer)
        drawn(db, asked, some_groups(db, 2, after=1), here.officer)
        drawn(db, a_bazaar(db, "Berdua", BazaarState.CLOSED, by=here.officer), [], here.officer)
        drawn(db, a_bazaar(db, "Diminta", BazaarState.CLOSED, by=here.officer), [], here.officer)
        hers = sa.select(table(Bazaar).c.id).where(table(Bazaar).c.name == "Diminta").scalar_subquery()
        rows = table(DrawEvent)
        db.execute(sa.update(rows).where(rows.c.bazaar_id == hers).values(made_by_id=here.officer))
        swapped(db, "Bertukar", [group, *some_groups(db, 3, after=3)], by=here.officer)
        waits = a_bazaar(db, "Menanti", BazaarState.CLOSED, by=here.officer)
        waits.frozen_at = now()
        Draw(bazaar_id=waits.key, at=now() + timedelta(hours=3)).add(db)
        a_bazaar(db, "Tanpa hari", BazaarState.DRAFT, by=here.officer, days=None)
        a_bazaar(db, "Rancangan", BazaarState.DRAFT, by=here.officer)
        registered(db, a_bazaar(db, "Diperiksa", BazaarState.OPEN, by=here.officer), group)
        a_bazaar(db, "Sudah", BazaarState.PUBLISHED, by=here.officer, days=-2)
        a_bazaar(db, "Lama", BazaarState.PUBLISHED, by=here.officer, days=-40)
        a_bazaar(db, "Batal", BazaarState.CANCELLED, by=here.officer)

    write(work)
    page = world.as_person(here.officer).get("/dinas").text
    for name, words in {
        "Kosong": "Lihat pendaftaran", "Lewat batas": "Tutup pendaftaran", "Tutup": "Bekukan daftar peserta",
        "Beku": "Masukkan angka undian", "Menanti": "Tunggu angka undian", "Terundi": "Bagi stan, lalu terbitkan",
        "Siap": "Siapkan surat",
        "Tanpa hari": "Tambah hari dan denah", "Rancangan": "Lengkapi, lalu buka", "Diperiksa": "Periksa 1 pendaftaran",
        "Sudah": "Lihat laporan", "Ditanya": "Jawab 1 keberatan atas angka", "Bertukar 9": "Putuskan 1 tukar stan",
        "Berdua": "Pastikan yang diminta petugas lain", "Diminta": "Tunggu dipastikan petugas lain",
    }.items():  # fmt: skip
        assert words in page.partition(f">{name}</a>")[2].partition("</li>")[0], name
    assert ">Lama</a>" not in page and ">Batal</a>" not in page


def test_tonight_ends_at_nine_in_the_morning_of_the_offices_zone(shop):
    here = world.a_shop()
    busy(here)
    morning = datetime.combine(today(ZONE) + timedelta(days=1), time(9), ZONE)
    rows = table(Booking)
    for until, n in ((morning, 2), (morning + timedelta(minutes=1), 0), (now() - timedelta(minutes=1), 0)):
        write(lambda db: db.execute(sa.update(rows).values(answer_by=until)) and None)
        assert totals(here.officer).get("offers", 0) == n


@both
def test_news_that_only_a_person_brings_waits_on_all_three_first_pages_until_it_is_opened(shop):
    here = world.a_shop()

    def work(db) -> int:
        out = a_bazaar(db, "Terbit", BazaarState.PUBLISHED, by=here.officer)
        asked = registered(db, out, Group.get(db, here.group_id), ApplicationState.ELIGIBLE)
        told = {"bazaar": out.name, "group": "Tunas Bahari", "path": f"/lapak/{here.slug}/bazar/{out.slug}"}
        write_notices(db, out, [Draft(asked, "bazaar_left_out", told)], "result")
        return asked.key

    key = write(work)
    officer, chair, helper = (world.as_person(each) for each in (here.officer, here.chair, here.facilitator))
    page = officer.get("/dinas").text
    assert "1 kelompok menunggu kabar diantar" in page and "Antar kabar ke 1 kelompok" in page
    listed = officer.get("/dinas/menunggu/kabar").text
    lead = re.search(r'href="(/dinas/bazar/terbit/kabar[^"]*)"', listed)[1]
    assert "Tunas Bahari" in listed and officer.get(lead).status_code == 200
    assert f'href="/lapak/{here.slug}/bazar/terbit"' in chair.get(f"/lapak/{here.slug}").text.partition('id="baru"')[2]
    assert "1 kabar belum dilihat" in helper.get("/pendamping").text
    write(lambda db: opened_by_account(db, key, now(), Actor(person_id=here.chair, name="Meike")))
    assert "menunggu kabar diantar" not in officer.get("/dinas").text
    assert 'id="baru"' not in chair.get(f"/lapak/{here.slug}").text
    assert "belum dilihat" not in helper.get("/pendamping").text


def test_the_bar_of_a_phone_is_the_officers_own(shop):
    officer = world.as_person(world.a_shop().officer)
    for path in ("/dinas", "/dinas/kelompok", "/dinas/bazar"):
        [bar] = re.findall(r'(?s)<nav class="bar".*?</nav>', officer.get(path).text)
        assert re.findall(r'<a\s[^>]*?href="([^"]*)"', bar) == ["/dinas", "/dinas/kelompok", "/dinas/bazar", "/akun"], (
            path
        )
