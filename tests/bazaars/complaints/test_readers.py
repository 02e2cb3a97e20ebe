"""Who reads complaints about a bazaar: whom an admin names, nobody of the office, and then nobody can complain."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from market.bazaars.bazaar import Bazaar
from market.bazaars.complaints import received
from market.bazaars.complaints.complaint import Complaint
from market.bazaars.whose import InvitedOffice
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.helpers import Officer, appoint
from market.people.person import Person
from market.reports.doctor import complaints as doctor
from tests import world
from tests.bazaars.complaints.test_complaint import OURS, mornings, number_of, says
from tests.bazaars.reporting.held import AGENCY, a_held_bazaar, some_groups
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows

pytestmark = pytest.mark.usefixtures("noon")

PHONE = "081200000009"  # of the buyer, who is to look over the office


@pytest.fixture
def fair(shop):
    """A bazaar whose office has no superior."""
    here = world.a_shop()
    write(lambda db: db.execute(sa.delete(table(Officer)).where(table(Officer).c.person_id == here.superior)) and None)
    return here, a_held_bazaar(here.officer, some_groups(2))


def acts_for_the_office(here) -> None:
    write(lambda db: Officer(person_id=here.admin, place="71.72", agency=AGENCY).add(db) and None)


def asks(here, **more):
    form = {"name": "Kepala", "phone": PHONE, "place": "Kota Bitung", "agency": AGENCY, "role": "superior"} | more
    return world.as_person(here.admin).post("/admin/petugas", data=form)


def says_yes(person: int) -> None:
    browser = world.as_person(person)
    path = re.search(r"/akun/undangan/\d+", browser.get("/akun/undangan").text)[0]
    assert AGENCY in browser.get(path).text
    done(browser.post(path, data={"answer": "yes"}))


@both
def test_an_admin_names_a_superior_who_reads_and_the_office_cannot_end_it(fair):
    here, bazaar = fair
    number = number_of(says(bazaar))
    assert world.as_person(here.buyer).get("/aduan-masuk").status_code == 404
    misspelt = asks(here, agency=AGENCY.replace("Perikanan", "Perikana"))
    assert misspelt.status_code == 422 and "Kantor itu belum ada" in misspelt.text, "no new office that nobody holds"
    done(asks(here))
    done(world.as_person(here.officer).get("/dinas/kantor") and asks(here, phone="081299990077"))
    says_yes(here.buyer)
    superior = world.as_person(here.buyer)
    assert OURS.search(superior.get(f"/aduan-masuk/{number}").text)
    assert superior.get("/dinas").status_code == 200
    officer = world.as_person(here.officer)
    page = officer.get("/dinas/kantor").text
    assert "ditunjuk pengelola" in page and "/rekan/" not in page.replace('action="/dinas/kantor/rekan"', "")
    assert "Kepala" not in page and "+6281299990077" not in page, "nor whom the admin asked"
    with read() as db:
        key = db.scalar(sa.select(table(Officer).c.id).where(table(Officer).c.person_id == here.buyer))
    assert officer.post(f"/dinas/kantor/rekan/{key}/selesai").status_code == 422
    assert "ditunjuk pengelola" in world.client().get(f"/bazar/{bazaar.slug}/aduan").text
    done(world.as_person(here.admin).post(f"/admin/petugas/{key}/selesai"))
    assert superior.get("/aduan-masuk").status_code == 404


@both
def test_a_superior_of_the_office_s_own_reads_once_an_admin_names_her_too(fair):
    here, bazaar = fair
    number = number_of(says(bazaar))
    form = {"identifier": PHONE, "role": "superior"}
    done(world.as_person(here.officer).post("/dinas/kantor/rekan", data=form))
    says_yes(here.buyer)
    assert world.as_person(here.buyer).get("/aduan-masuk").status_code == 404
    done(asks(here))
    says_yes(here.buyer)
    assert world.as_person(here.buyer).get(f"/aduan-masuk/{number}").status_code == 200
    live = [each for each in rows(Officer) if each.person_id == here.buyer and each.ended_at is None]
    assert len(live) == 1


@both
def test_where_an_admin_acts_for_the_office_her_superior_reads_nothing(fair):
    """Also when it was she who named her, by the admin's page or by the office's."""
    here, bazaar = fair
    number = number_of(says(bazaar))
    assert "Anda pernah bekerja untuk" not in world.as_person(here.admin).get("/admin").text
    acts_for_the_office(here)
    assert f"Anda pernah bekerja untuk {AGENCY}." in world.as_person(here.admin).get("/admin").text
    done(asks(here))
    says_yes(here.buyer)
    assert world.as_person(here.buyer).get(f"/aduan-masuk/{number}").status_code == 404


@both
def test_who_works_on_one_bazaar_reads_still_what_is_said_of_another(fair):
    """Her office was asked in elsewhere: that made her one of every bazaar's, and nobody read the complaints."""
    here, bazaar = fair
    number, other = number_of(says(bazaar)), a_held_bazaar(here.officer, [], name="Bazar Lain")

    def asked_in(db) -> None:
        office = appoint(db, Person.get(db, here.admin), "71.72", "Dinas Koperasi Bitung", by_id=None).office_id
        there = db.scalars(sa.select(Bazaar).where(table(Bazaar).c.slug == other.slug)).one()
        InvitedOffice(bazaar_id=there.key, office_id=office, agreed_at=now()).add(db)

    write(asked_in)
    assert world.as_person(here.admin).get(f"/aduan-masuk/{number}").status_code == 200
    assert "Pengelola Dermaga" in world.client().get(f"/bazar/{bazaar.slug}/aduan").text
    assert "tidak ada yang bisa membaca" in world.client().get(f"/bazar/{other.slug}/aduan").text


@both
def test_where_nobody_reads_them_the_page_says_so_and_none_is_taken(fair, monkeypatch):
    here, bazaar = fair
    page = world.client().get(f"/bazar/{bazaar.slug}/aduan").text
    assert "Pengelola Dermaga" in page and 'name="what"' in page and "tidak ada yang bisa membaca" not in page
    assert not [each for each in doctor() if "nobody reads" in each]
    link = says(bazaar)
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    acts_for_the_office(here)
    page = world.client().get(f"/bazar/{bazaar.slug}/aduan").text
    assert "tidak ada yang bisa membaca" in page and 'name="what"' not in page and "lapor.go.id" in page
    sent = world.client().post(f"/bazar/{bazaar.slug}/aduan", data={"key": key, "what": "Panitia meminta uang"})
    assert sent.status_code == 422 and "jalan lain" in sent.text and len(rows(Complaint)) == 1
    assert "tidak ada yang bisa membaca" in world.client().get(link).text
    assert [each for each in doctor() if each.startswith(f"{AGENCY}: nobody reads")]
    with monkeypatch.context() as held:
        held.setattr(received, "write", lambda _work: pytest.fail("nobody to tell, and everybody waits for it"))
        mornings(1)
    assert [each.told_on for each in rows(Complaint)] == [None], "it waits for a reader"
    assert not [each for each in rows(Message) if each.template == "complaint_made"]
    other = write(lambda db: world.a_person(db, "Pengelola Dua", 88, admin=True).key)
    write(lambda db: setattr(Person.get(db, other), "email", "dua@dermaga.test"))
    mornings(2)
    assert [each.to for each in rows(Message) if each.template == "complaint_made"] == ["dua@dermaga.test"]
    says(bazaar)
    yesterday = rows(Complaint)[0].made_on - timedelta(days=1)
    write(lambda db: db.execute(sa.update(table(Complaint)).values(made_on=yesterday)) and None)
    mornings(2)
    assert [each.to for each in rows(Message) if each.template == "complaint_made"] == ["dua@dermaga.test"] * 2
