"""Verdicts in number: one press for many, told what it passed over, taken back in one press, nothing lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.notice import Notice
from market.bazaars.registering.application import Application, ReservedShare
from market.bazaars.registering.judging import JudgedLine, Judging
from market.bazaars.registering.saving import save_application
from market.bazaars.slot import slots_of
from market.kernel.clock import now
from market.kernel.db import database, read, write
from market.messages.outbox import Message
from market.people.access import CLOCK, Actor
from market.people.certificate import Certificate, CertificateKind
from market.people.group import Group, GroupKind, GroupState
from market.people.helpers import Facilitation, Officer
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.payments.test_card import rows
from tests.promises.test_bounded_work import Statements

MANY = 500


def registered(fair: fairs.Fair, many: int = 0, **more) -> fairs.Fair:
    """Open, with a registration of each group of the fair and of `many` that nobody works for."""

    def work(db) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        keys = [slot.key for slot in slots_of(db, bazaar.key)]
        groups = [db.query(Group).filter_by(slug=slug).one() for slug, _ in fair.groups]
        groups += [
            Group(slug=f"b-{n}", name=f"Banyak {n:03d}", kind=GroupKind.GROUP, village=world.GIRIAN).add(db)
            for n in range(many)
        ]
        for group in groups:
            asked = {"slots": keys, "needs": [], "zones": [], "by": Actor(name="x"), "goods": "Kerupuk"} | more
            save_application(db, bazaar, group, **asked).application.submit(bazaar, by=CLOCK)

    done(fair.officer.post(fair.desk + "/buka"))
    write(work)
    return fair


def a_colleague(name: str = "Sari", number: int = 71):
    """Another officer of the same place, signed in."""

    def work(db) -> int:
        person = world.a_person(db, name, number)
        Officer(person_id=person.key, place="71.72", agency="Dinas Perikanan Bitung").add(db)
        return person.key

    return world.as_person(write(work))


def lines_of(page: str) -> list[str]:
    return re.findall(r'name="lines"\s+value="([^"]+)"', page)


def listed(fair: fairs.Fair, query: str = "") -> str:
    return fair.officer.get(f"{fair.desk}/pendaftaran{query}").text


def said(browser, fair: fairs.Fair, lines: list[str], verdict: str, note: str = "", **more) -> str:
    """The page that a press of one word on these lines leads to."""
    form = {"lines": lines, "verdict": verdict, "note": note} | more
    return browser.get(done(browser.post(fair.desk + "/pendaftaran", data=form))).text


def states() -> dict[str, int]:
    with read() as db:
        found = db.execute(sa.select(Application.state, sa.func.count()).group_by(Application.state))
        return {str(state): n for state, n in found}


def back_of(page: str) -> str:
    """Where the first button leads that takes a press back."""
    return re.search(r'action="([^"]+/putusan/\d+/batal)"', page)[1]


@wide
def test_one_press_judges_many_and_one_takes_it_back(shop):
    fair = registered(fairs.a_fair(world.a_shop().officer, groups=6))
    page = listed(fair)
    assert len(lines_of(page)) == 6 and len(lines_of(listed(fair, "?keadaan=submitted"))) == 6
    after = said(fair.officer, fair, lines_of(page)[:4], "not_eligible", "Izin belum lengkap", keadaan="submitted")
    assert states() == {"submitted": 2, "not_eligible": 4} and "4 · belum memenuhi syarat" in after
    assert len(lines_of(after)) == 2, "narrowed as before"
    said(fair.officer, fair, lines_of(listed(fair)), "eligible")
    assert states() == {"eligible": 6}
    newest = fair.officer.get(fair.desk + "/pendaftaran").text
    told = fair.officer.get(done(fair.officer.post(back_of(newest)))).text
    assert states() == {"submitted": 2, "not_eligible": 4} and "6 putusan ditarik kembali" in told
    with read() as db:
        kept = db.scalars(sa.select(Application).where(Application.state == "not_eligible")).all()
        assert {a.note for a in kept} == {"Izin belum lengkap"} and all(a.judged_at and a.judged_by_id for a in kept)
    assert fair.officer.post(back_of(newest)).status_code == 409, "once"
    done(fair.officer.post(back_of(told)))
    assert states() == {"submitted": 6}
    assert len(rows(JudgedLine)) == 4 + 6 + 6 + 4 and len(rows(Judging)) == 4, "nothing is lost"
    number = fairs.numbers_of(fair)[0]
    card = fair.officer.get(f"{fair.desk}/pendaftaran/{number}").text
    assert card.count("ditarik kembali") >= 1 and "Hendra" in card


@wide
def test_two_officers_who_judge_the_same_five_hundred_count_each_line_once(shop):
    fair = registered(fairs.a_fair(world.a_shop().officer, groups=1), many=MANY - 1)
    lines = lines_of(listed(fair))
    assert len(lines) == MANY
    colleague = a_colleague()
    asked = ((fair.officer, "eligible", ""), (colleague, "not_eligible", "Stan penuh"))
    with Statements() as statements, ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda each: said(each[0], fair, lines, each[1], each[2]), asked))
    assert len(statements) < 50, statements
    first = 0 if states() == {"eligible": MANY} else 1
    assert states() == {("eligible", "not_eligible")[first]: MANY}
    assert f"{MANY} · " in pages[first] and "dilewati" not in pages[first]
    second = pages[1 - first]
    assert f"{MANY} dilewati" in second and second.count("sudah diputuskan") == MANY
    assert ("Hendra" if first == 0 else "Sari") in second, "by whom"
    assert len(rows(JudgedLine)) == 2 * MANY


@wide
def test_presses_beside_the_groups_own_acts_lose_nothing(shop):
    """Some withdraw or change what they ask while two officers judge and one takes back."""
    fair = registered(fairs.a_fair(world.a_shop().officer, groups=6))
    lines, colleague = lines_of(listed(fair)), a_colleague()

    def group(number: int) -> int:
        browser = fair.chair(number)
        return browser.post(fair.page(number) + "/tarik").status_code

    def officer(browser) -> int:
        form = {"lines": lines, "verdict": "eligible"}
        code = browser.post(fair.desk + "/pendaftaran", data=form).status_code
        browser.post(f"{fair.desk}/pendaftaran/putusan/{rows(Judging)[0].id}/batal")
        return code

    with ThreadPoolExecutor(5) as pool:
        acts = [pool.submit(group, n) for n in range(3)]
        acts += [pool.submit(officer, each) for each in (fair.officer, colleague)]
        codes = [each.result() for each in acts]
    assert set(codes) <= {303, 409}
    assert states()["withdrawn"] == 3 and sum(states().values()) == 6
    counted = {(line.judging_id, line.application_id) for line in rows(JudgedLine)}
    assert len(counted) == len(rows(JudgedLine))


@wide
def test_what_changed_since_is_passed_over_and_told(shop):
    here = world.a_shop()
    fair = registered(fairs.a_fair(here.officer, groups=5))
    lines = lines_of(listed(fair))
    fairs.register(fair, 0, goods="Petasan")
    done(fair.chair(1).post(fair.page(1) + "/tarik"))
    fair.officer.post(f"{fair.desk}/pendaftaran/{fairs.numbers_of(fair)[2]}", data={"verdict": "eligible"})

    def helps(db) -> None:
        group = db.query(Group).filter_by(slug=fair.groups[3][0]).one()
        Facilitation(group_id=group.key, person_id=here.officer, by_id=here.admin).add(db)

    write(helps)
    page = said(fair.officer, fair, lines, "not_eligible", "Penuh")
    assert "4 dilewati" in page and "1 · belum memenuhi syarat" in page
    for told in (
        "isinya berubah",
        "tidak menunggu putusan – ditarik",
        "sudah diputuskan – memenuhi",
        "rekan yang memut",
    ):
        assert told in page, told
    assert states() == {"submitted": 2, "withdrawn": 1, "eligible": 1, "not_eligible": 1}
    page = said(fair.officer, fair, lines_of(listed(fair)), "eligible")
    assert "3 · memenuhi" in page and "1 dilewati" in page, "judged anew as it is now; her own stays a colleague's"


@wide
def test_a_later_word_is_not_taken_back_with_an_earlier_one(shop):
    fair = registered(fairs.a_fair(world.a_shop().officer, groups=3))
    page = said(fair.officer, fair, lines_of(listed(fair)), "eligible")
    number = fairs.numbers_of(fair)[0]
    done(
        fair.officer.post(f"{fair.desk}/pendaftaran/{number}", data={"verdict": "not_eligible", "note": "Sudah pindah"})
    )
    told = fair.officer.get(done(fair.officer.post(back_of(page)))).text
    assert states() == {"submitted": 2, "not_eligible": 1}
    assert "2 putusan ditarik kembali" in told and "1 dilewati" in told and "Sudah pindah" in told


def unsaid() -> set[str]:
    """Of what registrations it waits no more that they are to be completed: of letters and of notices alike."""
    letters = {each.about for each in rows(Message) if each.template == "bazaar_returned" and each.unsaid_at}
    notices = [each for each in rows(Notice) if each.template == "bazaar_returned" and each.unsaid_at]
    assert len(notices) == len(letters)
    return letters


@wide
def test_many_are_sent_back_at_once_told_at_once_and_unsaid_when_taken_back(shop):
    fair = registered(fairs.a_fair(world.a_shop().officer, groups=3))
    page = said(fair.officer, fair, lines_of(listed(fair))[:2], "returned", "Lampirkan foto izin")
    assert "Lampirkan foto izin" in fair.chair(0).get(fair.page(0)).text
    letters = [each for each in rows(Message) if each.template == "bazaar_returned"]
    assert letters and not any(each.unsaid_at for each in letters)
    fairs.register(fair, 1)
    assert len(unsaid()) == 1, "it has completed what was asked"
    done(fair.officer.post(back_of(page)))
    assert states() == {"submitted": 3} and len(unsaid()) == 2
    assert "Lampirkan" not in fair.chair(0).get(fair.page(0)).text
    page = said(fair.officer, fair, lines_of(listed(fair))[:1], "returned", "Foto buram")
    hour_ago = now() - timedelta(hours=1)
    write(lambda db: setattr(bazaar_by_slug(db, fair.slug), "closes_at", hour_ago))  # by the clock alone
    queue = listed(fair)
    assert 'value="returned"' not in queue and 'value="eligible"' in queue
    late = {"lines": lines_of(queue), "verdict": "returned", "note": "x"}
    assert fair.officer.post(fair.desk + "/pendaftaran", data=late).status_code == 422
    fairs.closed(fair)
    done(fair.officer.post(back_of(page)))
    assert states() == {"submitted": 3}, "undone until the list is frozen, also after closing"
    assert fair.officer.post(
        fair.desk + "/pendaftaran", data={"lines": lines_of(listed(fair)), "verdict": "returned", "note": "x"}
    ).status_code == 422  # fmt: skip


def test_a_press_without_ticks_or_reason_changes_nothing_and_keeps_the_ticks(shop):
    fair = registered(fairs.a_fair(world.a_shop().officer, groups=3))
    lines = lines_of(listed(fair, "?soal=ada"))
    at = fair.desk + "/pendaftaran"
    nothing = fair.officer.post(at, data={"verdict": "eligible"})
    assert nothing.status_code == 422 and "Centang dulu" in nothing.text
    form = {"lines": lines[:2], "verdict": "not_eligible", "soal": "ada"}
    answer = fair.officer.post(at, data=form)
    assert answer.status_code == 422 and answer.text.count(" checked") == 2 and states() == {"submitted": 3}
    for bad in ({"verdict": "withdrawn"}, {"verdict": "eligible", "lines": ["x" * 61]}, {"lines": lines}):
        assert fair.officer.post(at, data={"lines": lines} | bad if "verdict" in bad else bad).status_code == 422
    strange = said(fair.officer, fair, ["P-NOPE:zzz", ":", "P-'; drop"], "eligible")
    assert "0 · memenuhi" in strange and states() == {"submitted": 3}
    assert world.as_person(3).post(at, data={"lines": lines, "verdict": "eligible"}).status_code in (303, 404)
    assert states() == {"submitted": 3}


def test_another_bazaars_registrations_are_not_judged_here(shop):
    here = world.a_shop()
    fair = registered(fairs.a_fair(here.officer, groups=2))
    other = fairs.a_fair(here.officer, groups=1, first=7)
    registered(other)
    said(fair.officer, fair, lines_of(listed(other)), "eligible")
    key = rows(Judging)[0].id
    assert states() == {"submitted": 3}
    assert other.officer.post(f"{other.desk}/pendaftaran/putusan/{key}/batal").status_code == 404
    assert fair.officer.get(f"{fair.desk}/pendaftaran/{fairs.numbers_of(other)[0]}").status_code == 404


def test_nothing_is_judged_or_taken_back_once_the_number_is_drawn(shop):
    fair = registered(fairs.a_fair(world.a_shop().officer, groups=2))
    fairs.closed(fair)
    lines = lines_of(listed(fair))
    page = said(fair.officer, fair, lines, "eligible")
    fairs.drawn(fair)
    assert (
        fair.officer.post(fair.desk + "/pendaftaran", data={"lines": lines, "verdict": "eligible"}).status_code == 409
    )
    assert fair.officer.post(back_of(page)).status_code == 409
    assert not lines_of(listed(fair)) and "/batal" not in listed(fair).partition("<main")[2]


@pytest.mark.parametrize("asked", [True, False])
def test_the_reserved_share_follows_what_each_group_said(shop, asked):
    fair = fairs.a_fair(world.a_shop().officer, groups=2)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "reserved_groups": "1", "reserved_for": "difabel"}
    done(fair.officer.post(fair.desk, data=form))
    registered(fair, reserved_share=ReservedShare.SHOWN if asked else ReservedShare.UNUSED)
    page = said(fair.officer, fair, lines_of(listed(fair)), "eligible")
    assert {each.reserved for each in rows(Application)} == {asked}
    done(fair.officer.post(back_of(page)))
    assert {each.reserved for each in rows(Application)} == {False}


@both
def test_no_officer_counts_a_group_for_the_reserved_share_that_said_no(shop):
    """She ticked it, and the group stood in the papers as one of those for whom the share is."""
    fair = fairs.a_fair(world.a_shop().officer, groups=2)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "reserved_groups": "1", "reserved_for": "difabel"}
    done(fair.officer.post(fair.desk, data=form))
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0, reserved_share="unused")
    fairs.register(fair, 1, reserved_share="hidden")
    no, hidden = sorted(rows(Application), key=lambda each: each.key)
    said = {"verdict": "eligible", "reserved": "1"}
    refused = fair.officer.post(f"{fair.desk}/pendaftaran/{no.number}", data=said)
    assert refused.status_code == 422 and "bukan untuk mereka" in refused.text
    page = fair.officer.get(f"{fair.desk}/pendaftaran/{no.number}").text
    assert "tidak memakai bagian yang dijamin" in page and 'name="reserved"' not in page
    done(fair.officer.post(f"{fair.desk}/pendaftaran/{hidden.number}", data=said))
    asked = fair.officer.post(fair.page(0) + "/terlihat", data={"reserved_share": "hidden"})
    assert asked.status_code == 422, "nor does she say yes for it"
    done(fair.chair(1).post(fair.page(1) + "/terlihat", data={"reserved_share": "unused"}))
    fairs.closed(fair)
    fairs.judged(fair)
    fairs.frozen(fair)
    assert {each.reserved for each in rows(Application)} == {False}, "said after the office had found it, too"


@both
def test_the_page_says_what_marking_a_group_means_that_was_never_asked(shop):
    """The box stood there with two words; who ticked it closed the files of the bazaar and did not know."""
    fair = fairs.a_fair(world.a_shop().officer, groups=2)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "reserved_groups": "1", "reserved_for": "difabel"}
    done(fair.officer.post(fair.desk, data=form))
    registered(fair)
    fair_rows = sorted(rows(Application), key=lambda each: each.key)
    write(lambda db: setattr(Application.get(db, fair_rows[1].key), "reserved_share", ReservedShare.SHOWN))
    never, asked = (fair.officer.get(f"{fair.desk}/pendaftaran/{each.number}").text for each in fair_rows)
    assert "belum ditanya: tandai hanya kalau ia setuju" in never and "warga tidak bisa membuka berkas" in never
    assert "belum ditanya" not in asked and "kelompok ini sendiri menjawab" in asked
    said = {"verdict": "eligible", "reserved": "1"}
    done(fair.officer.post(f"{fair.desk}/pendaftaran/{fair_rows[0].number}", data=said))
    marked = sorted(rows(Application), key=lambda each: each.key)[0]
    assert marked.reserved and marked.says_no, "counts as one that does not want to be seen"


def test_after_its_end_the_page_says_that_registration_is_over_and_what_is_next(shop):
    """`Dibuka sampai 10 Desember` stood there on the eleventh."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1)
    done(fair.officer.post(fair.desk + "/buka"))
    assert "Daftarkan kelompok Anda" in world.client().get(f"/bazar/{fair.slug}").text
    assert "Dibuka sampai" in fair.officer.get(fair.desk + "/pendaftaran").text
    with read() as db:
        over = bazaar_by_slug(db, fair.slug).closes_at + timedelta(minutes=1)
    with time_machine.travel(over, tick=False):
        then = world.as_person(here.officer).get(fair.desk + "/pendaftaran").text
        public = world.client().get(f"/bazar/{fair.slug}").text
    assert "Dibuka sampai" not in then and "sudah lewat: tidak ada yang bisa" in then
    assert "Daftarkan kelompok Anda" not in public and "Pendaftaran ditutup" in public


def test_what_speaks_against_each_stands_on_its_line(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=5)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "documents": "nib", "kelurahan_limit": "4"}
    done(fair.officer.post(fair.desk, data=form))
    registered(fair)

    def work(db) -> None:
        groups = [db.query(Group).filter_by(slug=slug).one() for slug, _ in fair.groups]
        for group, days in zip(groups, (None, -1, 10, 400, 400), strict=True):
            group.state = GroupState.CHECKED
            if days is not None:
                Certificate(
                    group_id=group.key, kind=CertificateKind.NIB, number="1", expires_on=now().date() + timedelta(days)
                ).add(db)
        groups[3].state = GroupState.SUSPENDED
        groups[4].state = GroupState.UNCHECKED

    write(work)
    page = listed(fair)
    words = ("izin belum ada", "izin lewat masa berlaku", "izin habis sebelum hari bazar", "lapak ditutup petugas",
             "belum dicek dinas")  # fmt: skip
    for number, word in enumerate(words):
        line = page.partition(f"<b>Kelompok {number}</b>")[2].partition("</li>")[0]
        assert word in line and "kelurahannya melebihi batas" in line, (word, line)
    for query, names in {
        "?soal=runs_out": {"2"}, "?soal=suspended": {"3"}, "?soal=bersih": set(), "?q=kelompok 1": {"1"},
        "?soal=unchecked&keadaan=submitted": {"4"}, "?kelurahan=" + world.GIRIAN: set("01234"), "?kelurahan=x": set(),
        "?soal=%27": set("01234"), "?keadaan=nope": set("01234"), "?halaman=2": set(),
    }.items():  # fmt: skip
        assert set(re.findall(r"<b>Kelompok (\d)</b>", listed(fair, query))) == names, query


@wide
def test_who_needs_what_no_booth_has_is_known_before_the_draw(shop):
    """All of it on one booth: one with water and another with electricity are none for who needs both."""
    fair = fairs.a_fair(world.a_shop().officer, groups=3, booths=3)
    for booth, need in (("A01", "water"), ("A02", "electricity")):
        done(fair.officer.post(fair.desk + "/denah/ubah", data={"booths": [booth], "act": "features", need: "1"}))
    done(fair.officer.post(fair.desk + "/buka"))
    for number, needs in enumerate((["water"], ["water", "electricity"], [])):
        fairs.register(fair, number, needs=needs)
    assert set(re.findall(r"<b>Kelompok (\d)</b>", listed(fair, "?soal=no_booth"))) == {"1"}
    line = listed(fair).partition("<b>Kelompok 1</b>")[2].partition("</li>")[0]
    assert "tidak ada stan dengan yang dibutuhkannya" in line


def test_the_list_of_many_is_read_in_a_few_statements(shop):
    fair = registered(fairs.a_fair(world.a_shop().officer, groups=1), many=60)
    counted: list[str] = []
    listen = (database().reader, "after_cursor_execute", lambda *a: counted.append(a[2]))
    sa.event.listen(*listen)
    fair.officer.get(fair.desk + "/pendaftaran?semua=1")
    sa.event.remove(*listen)
    assert len(counted) <= 8, counted
