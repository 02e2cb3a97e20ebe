"""While a slot runs: who moves or steps in stands by the same rules as everybody, and is told."""

import re
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from market.bazaars.after.breaking import break_booths, repair_booths
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.booth import Booth, booths_of
from market.bazaars.registering.application import Application, applications_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.access import Actor
from market.people.group import Group
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import helping, own_side, published, say_yes, slot_ids, told
from tests.bazaars.after.test_past import HOUR, begins, plan_form
from tests.bazaars.world import done
from tests.conftest import wide
from tests.kept import kept

POWERED = ("A01", "A02", "A03")
STRUCK = r'<a [^>]*class="broken"'


def standing(slot_id: int) -> dict[str, str]:
    """By group the booth it stands in now."""
    with read() as db:
        b, h, o, g = (table(each) for each in (Booking, BookedBooth, Booth, Group))
        wanted = sa.select(g.c.name, o.c.number).select_from(
            h.join(b, b.c.id == h.c.booking_id).join(o, o.c.id == h.c.booth_id).join(g, g.c.id == b.c.group_id)
        )
        return dict(db.execute(wanted.where(h.c.slot_id == slot_id, h.c.until.is_(None))).all())


@kept
def one_circuit(here) -> fairs.Fair:
    """Two groups need 300 watts of a circuit that gives 500: one of them waits. A04 has no power."""
    fair = fairs.a_fair(here.officer, groups=4, booths=4)
    post = fair.officer.post
    done(post(fair.desk + "/denah/sirkuit", data={"name": "C1", "watt": "500"}))
    power = {"booths": list(POWERED), "act": "features", "electricity": "1", "circuit": "C1"}
    done(post(fair.desk + "/denah/ubah", data=power))
    done(post(fair.desk + "/buka"))
    for number in range(4):
        fairs.register(fair, number, **({"needs": "electricity", "watt": "300"} if number < 2 else {}))
    fairs.allotted(fair)
    done(post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    return fair


@wide
def test_nobody_is_put_where_it_does_not_fit(shop):
    here = world.a_shop()
    fair = one_circuit(here)
    asked = say_yes(fair)
    assert len(asked) == 3
    (waits,) = {0, 1} - set(asked)
    powered = f"Kelompok {1 - waits}"
    first, _second = slot_ids(fair.slug)
    desk = f"{fair.desk}/kehadiran"
    with read() as db:
        numbers = {g.name: a.number for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    with time_machine.travel(begins(fair.slug)[0] + HOUR, tick=True):
        officer = world.as_person(here.officer)
        page = officer.get(f"{desk}?hari={first}").text
        keys = {g: b for b, g in re.findall(r'(?s)id="b(\d+)".*?class="grow"\s*><b>(.*?)</b>', page)}

        def move(group: str, to: str, code: int = 303) -> str:
            form = {"booths": to, "reason": "Becek", "hari": str(first)}
            answer = officer.post(f"{desk}/{keys[group]}/pindah", data=form)
            done(answer, code)
            return answer.text

        def step_in(to: str, code: int = 303) -> str:
            form = {"group": numbers[f"Kelompok {waits}"], "booths": to, "reason": "Sudah datang"}
            answer = officer.post(f"{desk}/hari/{first}/pengganti", data=form)
            done(answer, code)
            return answer.text

        others = [group for group in standing(first) if group != powered]
        if "A04" in standing(first).values():
            there = next(group for group, booth in standing(first).items() if booth == "A04")
            move(there, ({*POWERED} - set(standing(first).values())).pop())
        assert "tidak cocok" in move(powered, "A04", 422), "it needs power"
        assert set(standing(first).values()) == {*POWERED}, "and stands where it stood"
        plain = officer.get(f"{desk}?hari={first}").text
        assert "Pengganti untuk hari ini" not in plain, "nobody who waits fits in A04"
        free = standing(first)[others[0]]
        move(others[0], "A04")
        assert "tidak cocok" in step_in(free, 422), "the circuit gives too little for both"
        assert "Pengganti untuk hari ini" not in officer.get(f"{desk}?hari={first}").text
        stood = f"{desk}/{keys[powered]}"
        with helping(here.officer, fair.groups[1 - waits][0]):
            own_side(officer, stood, f"{stood}/pindah", {"booths": free, "reason": "Untuk kami"})
        move(powered, free)
        done(officer.post(f"{desk}/{keys[powered]}", data={"here": "absent", "reason": "Kosong"}))
        queue, by_hand = f"{desk}/hari/{first}/kosong", f"{desk}/hari/{first}/pengganti"
        assert f'value="{numbers[f"Kelompok {waits}"]}"' in officer.get(queue).text
        with helping(here.officer, fair.groups[waits][0]):
            form = {"group": numbers[f"Kelompok {waits}"], "booths": free, "reason": "Untuk kami"}
            own_side(officer, queue, by_hand, form)
        step_in(free)
        assert standing(first)[f"Kelompok {waits}"] == free
    with read() as db:
        letters = [m for m in db.scalars(sa.select(Message)) if m.template == "bazaar_moved_today"]
        assert letters and all(
            m.params["reason"] == "Becek" and m.params["became"] in {"A04", *POWERED} for m in letters
        )
    assert told("bazaar_stepped_in") == 1


@wide
def test_a_mended_booth_is_not_offered_over_the_watts_of_its_circuit(shop):
    here = world.a_shop()
    fair = one_circuit(here)
    asked = say_yes(fair)
    (waits,) = {0, 1} - set(asked)
    powered, second = f"Kelompok {1 - waits}", slot_ids(fair.slug)[1]
    b, h, by = table(Booking), table(BookedBooth), Actor(here.officer, "Hendra")
    own = standing(second)[powered]
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        numbers = {g.name: a.key for a, g in applications_of(db, bazaar.key)}
        theirs = {booth.number: booth.key for booth in booths_of(db, bazaar.key)}

    def breaks(db):
        break_booths(db, bazaar_by_slug(db, fair.slug), [own], reason="Kabel", by=by)

    def meanwhile(db):
        """The one that waited stands at the other booth with power of that circuit."""
        key = numbers[f"Kelompok {waits}"]
        there = next(number for number in POWERED if number != own)
        db.execute(sa.delete(h).where(h.c.slot_id == second, h.c.booth_id == theirs[there]))
        group = Application.get(db, key).group_id
        told = {"bazaar_id": bazaar.key, "application_id": key, "group_id": group, "state": BookingState.CONFIRMED}
        made = Booking(slot_id=second, **told).add(db)
        BookedBooth(booking_id=made.key, slot_id=second, booth_id=theirs[there]).add(db)

    def repairs(db):
        repair_booths(db, bazaar_by_slug(db, fair.slug), [own], reason="Sudah baik", by=by)

    with time_machine.travel(begins(fair.slug)[0] + HOUR, tick=True):
        for act in (breaks, meanwhile, repairs):
            write(act)
    with read() as db:
        mine = (b.c.application_id == numbers[powered], b.c.slot_id == second)
        assert list(db.scalars(sa.select(b.c.state).where(*mine))) == [BookingState.CANCELLED]


@wide
def test_what_broke_later_is_not_struck_on_the_day_before(shop):
    here = world.a_shop()
    fair = published(here)
    say_yes(fair)
    first, second = slot_ids(fair.slug)
    with time_machine.travel(begins(fair.slug)[1] - HOUR, tick=True):
        officer = world.as_person(here.officer)
        done(officer.post(fair.desk + "/sesudah/stan", data={"number": "A01", "reason": "Patah"}))
        for where in (f"/bazar/{fair.slug}", fair.desk + "/pembagian"):
            assert not re.search(STRUCK, officer.get(f"{where}?hari={first}").text), where
            assert re.search(STRUCK, officer.get(f"{where}?hari={second}").text), where


@wide
def test_the_allocation_opens_on_the_first_day_that_is_held(shop):
    here = world.a_shop()
    fair = published(here)
    first, second = slot_ids(fair.slug)
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{first}/batal", data={"reason": "Hujan"}))
    page = fair.officer.get(fair.desk + "/pembagian").text
    assert f"hari={second}&amp;stan=A01" in page and f"hari={first}&amp;stan=A01" not in page


@wide
def test_what_is_said_of_a_bazaar_that_is_over_stays(shop):
    here = world.a_shop()
    fair = published(here, groups=2)
    item = {"performance_at": "10:00", "performer": "Tari Maengket", "stage": "Utama"}
    post = fair.officer.post
    for offset in (20, 21):
        done(post(fair.desk + "/acara", data=item | {"performance_day": fairs.day(offset)}))
    days = begins(fair.slug)
    keys = re.findall(r"/acara/(\d+)/hapus", fair.officer.get(fair.desk + "/acara").text)
    day = [fairs.day(20), fairs.day(21)]
    with time_machine.travel(days[1] + HOUR, tick=True):
        officer = world.as_person(here.officer)
        done(officer.post(fair.desk + "/acara", data=item | {"performance_day": day[0], "stage": "Kecil"}), 409)
        done(officer.post(f"{fair.desk}/acara/{keys[0]}/hapus"), 409)
        today = item | {"performance_day": day[1], "stage": "Kecil"}
        begun = officer.post(fair.desk + "/acara", data=today | {"performance_at": "09:30"})
        assert begun.status_code == 409 and "Jam acara itu sudah lewat" in begun.text
        done(officer.post(fair.desk + "/acara", data=today | {"performance_at": "11:00"}))
        assert re.findall(r"/acara/(\d+)/hapus", officer.get(fair.desk + "/acara").text).count(keys[0]) == 0
        done(officer.post(fair.desk, data=plan_form(fair, story="Ramai sekali.")))
    with time_machine.travel(days[1] + timedelta(days=9), tick=True):
        officer = world.as_person(here.officer)
        for other in ({"name": "Bazar Lain"}, {"story": "Tidak pernah ada."}):
            done(officer.post(fair.desk, data=plan_form(fair, **{"story": "Ramai sekali."} | other)), 409)
        done(officer.post(f"{fair.desk}/acara/{keys[1]}/hapus"), 409)
        assert "Tambah acara" not in officer.get(fair.desk + "/acara").text
        assert not re.search(r">\s*Simpan\s*</button>", officer.get(fair.desk).text)
        assert "Bazar Pesisir" in officer.get(f"/bazar/{fair.slug}").text


@wide
def test_registration_closes_before_the_first_day_whenever_that_is_said(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0)
    done(fair.officer.post(fair.desk + "/buka"))
    for closes in (fairs.day(21), fairs.day(-1), ""):
        done(fair.officer.post(fair.desk, data=plan_form(fair, closes_on=closes)), 422)
    done(fair.officer.post(fair.desk, data=plan_form(fair, closes_on=fairs.day(4), reason="Banyak yang melaut")))


@wide
def test_a_day_is_postponed_between_the_freeze_and_publishing(shop):
    """The list and its names of days stay; everybody who registered is told why."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=3)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(3):
        fairs.register(fair, number)
    later = {"day": fairs.day(40), "starts": "10:00", "ends": "16:00", "reason": "Pilkada"}
    first, _second = slot_ids(fair.slug)
    done(fair.officer.post(f"{fair.desk}/hari/{first}/pindah", data=later), 409)
    fairs.allotted(fair)
    with read() as db:
        was = bazaar_by_slug(db, fair.slug).list_hash
    assert "Tunda hari ini" in fair.officer.get(fair.desk).text
    done(fair.officer.post(f"{fair.desk}/hari/{first}/pindah", data=later | {"reason": ""}), 422)
    done(fair.officer.post(f"{fair.desk}/hari/{first}/pindah", data=later))
    assert told("bazaar_day_moved") == 3
    page = re.sub(r"\s+", " ", world.client().get(f"/bazar/{fair.slug}").text)
    assert "dipindah ke" in page and "Pilkada" in page
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    done(fair.officer.post(f"{fair.desk}/hari/{first}/pindah", data=later), 409)
    assert say_yes(fair) == [0, 1, 2]
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        assert bazaar.list_hash == was and str(bazaar.days.last.day) == later["day"]
        assert bazaar.days.last.name.startswith(fairs.day(20))
