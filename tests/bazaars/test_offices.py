"""Two offices of one city: neither touches the other's bazaars unless invited; superiors read; each has its
letterhead."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from market.bazaars.bazaar import Bazaar
from market.bazaars.whose import InvitedOffice, acted_on_by, may_open, opened_by, worked_on_by
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import Message
from market.pages import watching
from market.pages.workspace.bazaar import after
from market.people.act import note
from market.people.helpers import Officer, appoint
from market.people.office import Office, office_called
from market.people.person import Person
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.promises import test_doors as doors


def another_office(place: str = "71.72", agency: str = "Dinas Koperasi Bitung", reads_only: bool = False) -> int:
    """Somebody who holds another office of the city."""

    def work(db) -> int:
        number = 40 + db.scalar(sa.select(sa.func.count()).select_from(table(Officer)))
        person = world.a_person(db, f"Petugas {number}", number, email=f"p{number}@contoh.id", email_proved_at=now())
        appoint(db, person, place, agency, by_id=None, reads_only=reads_only)
        return person.key

    return write(work)


def reach(person: int) -> None:
    """She has an e-mail that she proved."""

    def work(db) -> None:
        found = Person.get(db, person)
        found.email, found.email_proved_at = "kantor@contoh.id", now()

    write(work)


def office_of(person: int) -> int:
    with read() as db:
        rows = table(Officer)
        return db.scalar(sa.select(rows.c.office_id).where(rows.c.person_id == person, rows.c.ended_at.is_(None)))


def of_bazaars() -> tuple[list[str], list[str]]:
    """Every page and every act of one bazaar of the office."""
    pages = sorted(each for each in doors.GET if each.startswith("/dinas/bazar/{slug}"))
    acts = sorted(each for each in doors.OFFICE_ACTS if each.startswith("/dinas/bazar/{slug}"))
    return pages, acts


def at_bazaars(table_of_doors) -> list[str]:
    """The addresses in a table of a group's own doors at one bazaar."""
    return sorted(each for each in table_of_doors if each.startswith("/lapak/{group}/bazar/{slug}"))


def invited(here, fair, office: int) -> str:
    """The office is asked in; the path of its answer."""
    done(fair.officer.post(fair.desk + "/kantor", data={"office": str(office)}))
    with read() as db:
        rows = table(InvitedOffice)
        return f"/dinas/kantor/bazar/{db.scalar(sa.select(sa.func.max(rows.c.id)))}"


def letters(kind: str) -> list[tuple[int, str]]:
    with read() as db:
        rows = table(Message)
        found = db.execute(sa.select(rows.c.to_id, rows.c.params).where(rows.c.template == kind).order_by(rows.c.id))
        return [(to, params["step"]) for to, params in found]


@wide
def test_an_office_finds_nothing_of_another_one_in_the_same_city(shop):
    """Every page and act of a bazaar, by who holds another office of that city, and by a superior of that one."""
    here = world.a_shop()
    values = doors.filled(here, world.as_person(here.buyer))
    pages, acts = of_bazaars()
    assert len(pages) > 12 and len(acts) > 35
    for reads_only in (False, True):
        other = world.as_person(another_office(reads_only=reads_only))
        assert other.get("/dinas").status_code == 200
        assert values["bazaar"] not in other.get("/dinas/bazar").text
        for pattern in pages:
            assert other.get(doors.address(pattern, values)).status_code == 404, pattern
        for pattern in acts:
            form = doors.filling(here, pattern)
            assert other.post(doors.address(pattern, values), data=form).status_code == 404, pattern


@wide
def test_another_office_of_the_city_reads_and_says_nothing_of_a_group_at_a_bazaar(shop, monkeypatch):
    """Nor does an officer of its own office say anything for the group while a code that she was given rests."""
    here = world.a_shop()
    values = doors.filled(here, world.as_person(here.buyer))
    pages = at_bazaars(doors.GET)
    acts = [each for each in at_bazaars(doors.GROUP_ACTS) if "/penjualan/" not in each]  # which is no officer's at all
    assert len(pages) == 3 and len(acts) > 10
    proof, kept, looked = {"proof": ("bukti.pdf", b"%PDF-1.4 %%EOF", "application/pdf")}, [], []
    monkeypatch.setattr(after, "kept_proof", lambda request: kept.append(request))
    monkeypatch.setattr(watching, "later", lambda key, work: looked.append(key[2]))
    for reads_only in (False, True):
        other = world.as_person(another_office(reads_only=reads_only))
        assert values["bazaar"] not in other.get(f"/lapak/{here.slug}/bazar").text
        for pattern in pages:
            assert other.get(doors.address(pattern, values)).status_code == 404, pattern
        for pattern in acts:
            answer = other.post(doors.address(pattern, values), data=doors.filling(here, pattern), files=proof)
            assert answer.status_code == 404, pattern
    assert not [each for each in looked if each.startswith("applications/")], "she came as far as no registration"
    own = world.as_person(here.officer)
    opened = {pattern: own.get(doors.address(pattern, values)).status_code for pattern in pages}
    assert [opened[pattern] for pattern in pages] == [200, 404, 404], "the letter's pages open with the results"
    assert len([each for each in looked if each.startswith("applications/")]) == 3
    rests = now() + timedelta(hours=12)
    write(lambda db: setattr(Person.get(db, here.officer), "restricted_until", rests))
    for pattern in acts:
        answer = own.post(doors.address(pattern, values), data=doors.filling(here, pattern), files=proof)
        assert answer.status_code == 422 and "Anda masuk dengan kode" in answer.text, pattern
    assert not kept, "refused before a proof is kept"


@wide
def test_another_office_reads_on_a_groups_pages_of_no_bazaar(shop):
    """Neither that one waits for its answer or has news, nor that it uses the reserved share there."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0)
    done(fair.officer.post(fair.desk + "/buka"))
    shared = {"bazaar": "Bazar Pesisir"}
    write(lambda db: note(db, world.actor(here.chair), "bazaar_share_answered", here.group_id, **shared) and None)
    for number in ("P-1", "P-2"):
        write(
            lambda db, n=number: (
                note(db, world.actor(here.chair), "booth_fee_claimed", here.group_id, number=n) and None
            )
        )
    home, desk = f"/lapak/{here.slug}", f"/dinas/kelompok/{here.slug}"
    chair, other = world.as_person(here.chair), world.as_person(another_office())
    above = world.as_person(another_office(reads_only=True))
    assert (
        "Bazar Pesisir" in chair.get(home).text
        and "bagian yang dijamin di Bazar Pesisir" in chair.get(home + "/anggota").text
    )
    for officer, pages in ((other, (home, home + "/anggota", desk)), (above, (desk,))):
        for page in pages:
            answer = officer.get(page)
            assert answer.status_code == 200, page
            assert not [
                word for word in ("Bazar Pesisir", "bagian yang dijamin", "biaya stan") if word in answer.text
            ], page


@wide
def test_an_invited_office_works_there_and_leaves_the_last_word_to_the_holder(shop):
    here = world.a_shop()
    reach(here.officer)
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    key = another_office()
    other, superior = world.as_person(key), world.as_person(another_office(reads_only=True))
    answer = invited(here, fair, office_of(key))
    assert letters("bazaar_office") == [(key, "asked")]
    assert other.get(fair.desk).status_code == 404, "asked is not agreed"
    assert fair.officer.post(answer, data={"answer": "yes"}).status_code == 404, "not the holder's to say"
    assert superior.post(answer, data={"answer": "yes"}).status_code == 422
    asked = "1 kantor mengajak ikut mengurus bazarnya"
    assert asked in other.get("/dinas").text and asked not in superior.get("/dinas").text
    for page in ("/dinas/menunggu/ajakan", "/dinas/bazar"):
        assert answer in other.get(page).text and answer not in superior.get(page).text, page
    done(other.post(answer, data={"answer": "yes"}))
    assert (here.officer, "agreed") in letters("bazaar_office")
    assert other.post(answer, data={"answer": "yes"}).status_code == 404
    assert other.get(fair.desk).status_code == 200 and superior.get(fair.desk).status_code == 200
    done(other.post(fair.desk + "/buka"))
    for number in range(2):
        fairs.register(fair, number)
    fairs.allotted(fair)
    page = other.get(fair.desk + "/pembagian").text
    assert "/pembagian/terbitkan" not in page and "menerbitkan pembagian ini" in page
    for act, form in (
        ("/pembagian/terbitkan", {"version": "1"}), ("/batal", {"reason": "Hujan"}), ("/salin", {}),
        ("/kantor", {"office": str(office_of(here.far_officer))}),
    ):  # fmt: skip
        assert other.post(fair.desk + act, data=form).status_code == 422, act
    assert superior.post(fair.desk + "/buka").status_code == 422
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    done(other.post(f"{fair.desk}/kantor/{answer.rpartition('/')[2]}/selesai"))
    assert other.get(fair.desk).status_code == 404 and superior.get(fair.desk).status_code == 404
    assert {(here.officer, "ended"), (key, "ended")} <= set(letters("bazaar_office"))


@both
def test_who_works_on_one_bazaar_finds_no_other(shop):
    """Whoever had been invited anywhere saw every bazaar of the country in her lists, with what waits there."""
    here = world.a_shop()
    fairs.a_fair(here.officer, groups=1, booths=1)
    fair = fairs.a_fair(here.officer, groups=1, booths=1, first=1)
    key = another_office()
    done(world.as_person(key).post(invited(here, fair, office_of(key)), data={"answer": "yes"}))
    with read() as db:
        rows, hers = table(Bazaar), fair.desk.rpartition("/")[2]
        for condition in (opened_by, worked_on_by, acted_on_by):
            found = list(db.scalars(sa.select(rows.c.slug).where(condition(key))))
            assert found == [hers], condition.__name__
        everywhere = list(db.scalars(sa.select(Bazaar)))
        assert len(everywhere) > 1 and [each.slug for each in everywhere if may_open(db, key, each)] == [hers]
    page = world.as_person(key).get("/dinas/bazar").text
    assert {each.slug for each in everywhere if f'/dinas/bazar/{each.slug}"' in page} == {hers}


def test_who_is_asked_twice_or_not_at_all(shop):
    here = world.a_shop()
    reach(here.officer)
    fair = fairs.a_fair(here.officer, groups=0)
    key = another_office()
    office, own = office_of(key), office_of(here.officer)
    assert fair.officer.post(fair.desk + "/kantor", data={"office": str(own)}).status_code == 422
    far = office_of(here.far_officer)
    assert fair.officer.post(fair.desk + "/kantor", data={"office": str(far)}).status_code == 404, "of another city"
    answer = invited(here, fair, office)
    asked = fair.officer.get(fair.desk + "/kantor").text
    assert "kantor lain di wilayah ini sudah diajak" in asked and "Belum ada kantor lain" not in asked
    assert fair.officer.post(fair.desk + "/kantor", data={"office": str(office)}).status_code == 422
    done(world.as_person(key).post(answer, data={"answer": "no"}))
    assert (here.officer, "declined") in letters("bazaar_office")
    assert world.as_person(key).get(fair.desk).status_code == 404
    invited(here, fair, office)
    done(fair.officer.post(f"{fair.desk}/kantor/2/selesai"))
    assert world.as_person(key).post("/dinas/kantor/bazar/2", data={"answer": "yes"}).status_code == 404


@wide
def test_who_only_reads_for_the_office_that_is_asked_is_shown_no_button(shop):
    """She acts for one office and is the superior of another: what that one is asked is not hers to answer."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0)
    key = another_office()
    acts = another_office(agency="Dinas Pariwisata Bitung")
    write(lambda db: appoint(db, Person.get(db, acts), "71.72", "Dinas Koperasi Bitung", by_id=None, reads_only=True))
    answer = invited(here, fair, office_of(key))
    both = world.as_person(acts)
    assert both.post(answer, data={"answer": "yes"}).status_code == 404
    assert all(answer not in both.get(page).text for page in ("/dinas/menunggu/ajakan", "/dinas/bazar"))
    assert "ikut mengurus bazarnya" not in both.get("/dinas").text
    done(fair.officer.post(fair.desk + "/batal", data={"reason": "Anggaran"}))
    assert answer not in world.as_person(key).get("/dinas/menunggu/ajakan").text, "called off: nothing to work on"


@wide
@pytest.mark.parametrize("reads_only", [False, True])
def test_who_answers_for_a_wider_place_reads_every_office_below(shop, reads_only):
    here = world.a_shop()
    values = doors.filled(here, world.as_person(here.buyer))
    above = world.as_person(another_office("71", "Dinas Perikanan Sulawesi Utara", reads_only))
    assert values["bazaar"] in above.get("/dinas/bazar").text
    pages, acts = of_bazaars()
    for pattern in pages:
        answer = above.get(doors.address(pattern, values))
        if doors.GET[pattern]["superior"] == 200:
            assert answer.status_code == 200, pattern
            page = "text/html" in answer.headers["content-type"] and "/surat/" not in pattern
            assert not page or "Anda melihat sebagai pimpinan" in answer.text, pattern
    for pattern in acts:
        answer = above.post(doors.address(pattern, values), data=doors.filling(here, pattern))
        assert answer.status_code == 422 and "tidak mengubahnya" in answer.text, pattern


def test_each_office_writes_under_its_own_head(shop):
    here = world.a_shop()
    key = another_office()
    other = world.as_person(key)
    done(world.as_person(here.officer).post("/dinas/kantor", data={"heading": "DINAS PERIKANAN"}))
    done(other.post("/dinas/kantor", data={"heading": "DINAS KOPERASI", "contact": "(0438) 21000"}))
    assert other.post("/dinas/kantor", data={"office": str(office_of(here.officer))}).status_code == 404
    ours, theirs = fairs.a_fair(here.officer, groups=0), fairs.a_fair(key, groups=0, first=10)
    for fair, head, not_head in ((ours, "PERIKANAN", "KOPERASI"), (theirs, "KOPERASI", "PERIKANAN")):
        page = fair.officer.get(fair.desk + "/surat/undangan").text
        assert f"DINAS {head}" in page and f"DINAS {not_head}" not in page
    assert "(0438) 21000" in theirs.officer.get(theirs.desk + "/surat/undangan").text
    with read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(table(Office))) == 3
        assert len(set(db.scalars(sa.select(table(Bazaar).c.office_id)))) == 2


def test_one_officer_is_not_there_twice_however_the_agency_is_typed(shop):
    here = world.a_shop()

    def again(db) -> None:
        appoint(db, Person.get(db, here.officer), "71.72", " dinas  perikanan bitung", by_id=None)

    with pytest.raises(Refused, match="colleague_already"):
        write(again)
    with read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(table(Office))) == 2


def test_names_beyond_a_to_z_are_one_office_each_and_each_may_ask_the_same_superior(shop):
    here = world.a_shop()
    for _ in range(2):
        write(lambda db: office_called(db, "71.72", "DINAS KÉSEHATAN"))
    other = another_office(agency="DINAS KÉSEHATAN")
    form = {"identifier": "kepala@contoh.id", "role": "superior"}
    for officer in (world.as_person(here.officer), world.as_person(other)):
        done(officer.post("/dinas/kantor/rekan", data=form))
        done(officer.post("/dinas/kantor/rekan", data=form), 422)
