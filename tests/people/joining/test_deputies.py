"""A deputy stands in for an officer for a time: with her own yes, under both names, and never as a second person."""

import re
from datetime import date, timedelta

import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.language import shown_day
from market.kernel.record import table
from market.messages.outbox import Message
from market.payments import presser
from market.people import everywhere
from market.people.act import Act
from market.people.approving.closeness import are_close
from market.people.helpers import Officer
from market.people.own_side import is_own
from market.people.owning.not_me import _who_helps
from market.people.person import Person
from market.people.roles.leaving import leave_everything
from market.people.security import SecurityEvent
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both


def day(offset: int) -> str:
    return str(date.fromordinal(now().date().toordinal() + offset))


def reach(*people: int) -> None:
    def work(db) -> None:
        for key in people:
            person = Person.get(db, key)
            person.email, person.email_proved_at = f"{key}@contoh.id", now()

    write(work)


def named(here: world.Shop, begins: int = 0, until: int = 7) -> str:
    """The officer asks the buyer to stand in; the path of that question."""
    reach(here.officer, here.buyer)
    officer = world.as_person(here.officer)
    form = {"identifier": "081200000009", "begins": day(begins), "until": day(until)}
    done(officer.post("/dinas/kantor/pelaksana", data=form))
    with read() as db:
        rows = table(Message)
        params = db.scalars(
            sa.select(rows.c.params).where(rows.c.template == "invited").order_by(rows.c.id.desc())
        ).first()
    return params["path"]


@both
def test_a_deputy_does_what_the_officer_does_under_both_names(shop):
    here = world.a_shop()
    buyer, officer = world.as_person(here.buyer), world.as_person(here.officer)
    question = named(here)
    assert buyer.get("/dinas").status_code == 404, "not before her yes"
    first, last = (shown_day(date.fromisoformat(day(offset))) for offset in (0, 7))
    asked = " ".join(buyer.get(question).text.split())
    assert f"atas namanya dari {first} sampai {last}." in asked, "whole days, and no midnight of the next"
    done(buyer.post(question, data={"answer": "yes"}))
    assert f"pelaksana harian sampai {last} ·" in " ".join(officer.get("/dinas/kantor").text.split())
    with read() as db:
        letters = table(Message)
        told = set(db.scalars(sa.select(letters.c.to_id).where(letters.c.template == "deputy_begun")))
        events = table(SecurityEvent)
        begun = db.scalars(sa.select(events.c.by_id).where(events.c.code == "deputy_begun")).all()
    assert told == {here.officer, here.buyer} and begun == [here.officer]
    page = buyer.get(f"/dinas/kelompok/{here.slug}").text
    assert "Ratna a.n. Hendra" in page
    done(buyer.post(f"/dinas/kelompok/{here.slug}/tutup", data={"note": "Alamatnya tidak ada"}))
    fair = fairs.a_fair(here.buyer, groups=0)
    assert officer.get(fair.desk).status_code == 200, "it is the office's"
    with read() as db:
        acts = table(Act)
        signed = db.execute(sa.select(acts.c.name, acts.c.person_id).where(acts.c.code == "group_suspended")).all()
    assert [tuple(row) for row in signed] == [("Ratna a.n. Hendra", here.buyer)]
    for path, form in (
        ("/dinas/kantor", {"heading": "DINAS RATNA"}),
        ("/dinas/kantor/rekan", {"identifier": "081299999999", "role": "successor"}),
        ("/dinas/kantor/pelaksana", {"identifier": "081299999999", "begins": day(0), "until": day(3)}),
    ):
        assert buyer.post(path, data=form).status_code == 404, "gives nothing on"


@both
def test_officer_and_deputy_are_not_two_people(shop):
    here = world.a_shop()
    question = named(here, until=29)
    done(world.as_person(here.buyer).post(question, data={"answer": "yes"}))
    for later in (0, 29):
        with time_machine.travel(now() + timedelta(days=later), tick=True), read() as db:
            assert are_close(db, here.officer, here.buyer), later
    with read() as db:
        assert not is_own(db, here.buyer, here.group_id)
    write(lambda db: world.join(db, here.group_id, Person.get(db, here.officer), world.Acceptance.ACCOUNT))
    with read() as db:
        assert is_own(db, here.buyer, here.group_id), "what is the officer's own side is hers"
        both_sides = sa.select(presser.W.c.id).join(presser.G, presser.G.c.id == here.group_id)
        elsewhere = set(db.scalars(both_sides.where(presser.OTHER_SIDE)))
    assert {here.officer, here.buyer} & elsewhere == set() and here.far_officer in elsewhere, "nobody else's"


def test_a_deputy_begins_on_the_day_and_is_over_by_the_clock(shop):
    here = world.a_shop()
    question = named(here, begins=2, until=4)
    done(world.as_person(here.buyer).post(question, data={"answer": "yes"}))
    for later, expected in ((0, 404), (3, 200), (6, 404)):
        with time_machine.travel(now() + timedelta(days=later), tick=True):
            browser = world.as_person(here.buyer)
            assert browser.get("/dinas").status_code == expected, later
            assert browser.get("/dinas/bazar").status_code == expected, later
            assert browser.get(f"/lapak/{here.slug}").status_code == expected, later


def test_either_ends_it_and_it_ends_with_the_office(shop):
    here = world.a_shop()
    buyer, officer, far = (world.as_person(key) for key in (here.buyer, here.officer, here.far_officer))
    done(buyer.post(named(here), data={"answer": "yes"}))
    with read() as db:
        rows = table(Officer)
        key = db.scalar(sa.select(rows.c.id).where(rows.c.person_id == here.buyer))
    assert far.post(f"/dinas/kantor/pelaksana/{key}/selesai").status_code == 404
    assert f"/pelaksana/{key}/selesai" in officer.get("/dinas/kantor").text
    shut = [bool(re.search(r"<fieldset[^>]* disabled", each.get("/dinas/kantor").text)) for each in (buyer, officer)]
    assert shut == [True, False], "fields that a deputy cannot save take no letters"
    done(buyer.post(f"/dinas/kantor/pelaksana/{key}/selesai"))
    assert buyer.get("/dinas").status_code == 404
    done(buyer.post(named(here), data={"answer": "yes"}))
    assert buyer.get("/dinas").status_code == 200
    done(world.as_person(here.admin).post("/admin/petugas/1/selesai"))
    assert buyer.get("/dinas").status_code == 404, "whom she stood in for holds it no longer"
    with read() as db:
        letters = table(Message)
        ended = set(db.scalars(sa.select(letters.c.to_id).where(letters.c.template == "post_ended")))
    assert {here.officer, here.buyer} <= ended


def test_days_that_make_no_sense_are_refused_with_a_sentence(shop):
    here = world.a_shop()
    officer = world.as_person(here.officer)
    for begins, until, says in ((3, 1, "sesudah hari mulai"), (-9, -3, "belum lewat"), (0, 45, "Paling lama 30 hari")):
        form = {"identifier": "081200000009", "begins": day(begins), "until": day(until)}
        answer = officer.post("/dinas/kantor/pelaksana", data=form)
        assert answer.status_code == 422 and says in answer.text, (begins, until)
    done(world.as_person(here.buyer).post(named(here), data={"answer": "yes"}))
    form = {"identifier": "081200000008", "begins": day(0), "until": day(2)}
    assert officer.post("/dinas/kantor/pelaksana", data=form).status_code == 422, "one at a time"


def deputy_row(here: world.Shop) -> int:
    with read() as db:
        rows = table(Officer)
        return db.scalar(sa.select(sa.func.max(rows.c.id)).where(rows.c.person_id == here.buyer))


def test_one_who_is_to_begin_finds_it_in_her_account_and_may_end_it(shop):
    here = world.a_shop()
    buyer = world.as_person(here.buyer)
    assert done(buyer.post(named(here, begins=2, until=4), data={"answer": "yes"})).startswith("/akun")
    with read() as db:
        letters = table(Message)
        wanted = sa.select(letters.c.to_id, letters.c.params).where(letters.c.template == "deputy_begun")
        paths = {row.to_id: row.params["path"] for row in db.execute(wanted)}
    assert paths == {here.officer: "/dinas/kantor", here.buyer: "/akun"}
    end = f"/dinas/kantor/pelaksana/{deputy_row(here)}/selesai"
    assert end in buyer.get("/akun").text
    assert world.as_person(here.far_officer).post(end).status_code == 404
    done(buyer.post(end))
    assert end not in buyer.get("/akun").text
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        assert world.as_person(here.buyer).get("/dinas").status_code == 404


def test_who_has_not_begun_or_is_over_counts_for_no_officer(shop):
    here = world.a_shop()
    done(world.as_person(here.buyer).post(named(here, begins=2, until=4), data={"answer": "yes"}))
    for later, holds in ((0, False), (3, True), (6, False)):
        with time_machine.travel(now() + timedelta(days=later), tick=True):
            with read() as db:
                helping = _who_helps(db, everywhere.stands_of(db, {here.chair})[here.chair])
            assert (here.buyer in helping) == holds, later
            shown = world.as_person(here.admin).get("/admin").text
            assert (f"/admin/petugas/{deputy_row(here)}/selesai" in shown) == (later < 6), later


def test_a_deputy_takes_back_nothing_that_the_officer_gives_on(shop):
    here = world.a_shop()
    done(world.as_person(here.buyer).post(named(here), data={"answer": "yes"}))
    mine = sa.update(table(Officer)).where(table(Officer).c.person_id == here.superior)
    write(lambda db: db.execute(mine.values(given_by_id=here.officer)) and None)
    form = {"identifier": "081299999999", "role": "successor"}
    officer, buyer = world.as_person(here.officer), world.as_person(here.buyer)
    done(officer.post("/dinas/kantor/rekan", data=form))
    page = officer.get("/dinas/kantor").text
    paths = re.findall(r"/dinas/kantor/(?:undangan/\d+/batal|rekan/\d+/selesai)", page)
    assert len(paths) == 2, "the successor's question and the superior's reading"
    for path in paths:
        assert path not in buyer.get("/dinas/kantor").text and buyer.post(path).status_code == 404, path
        done(officer.post(path))


def test_an_account_that_goes_ends_what_is_to_come(shop):
    here = world.a_shop()
    done(world.as_person(here.buyer).post(named(here, begins=2, until=4), data={"answer": "yes"}))
    write(lambda db: leave_everything(db, Person.get(db, here.buyer)))
    with read() as db:
        assert Officer.get(db, deputy_row(here)).ended_at is not None
