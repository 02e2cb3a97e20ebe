"""What happened cannot be undone: rows of a begun slot stay, whatever is found out later is a row of its own."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.after.amendment import amendments_of
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import BookedBooth, BookedHour, Booking
from market.bazaars.booking.found import Attendance
from market.bazaars.booking.stands import broken_on, free_booths
from market.bazaars.booth import booths_of
from market.bazaars.registering.application import applications_of
from market.bazaars.slot import Slot, slots_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.group import Group
from market.people.place import place_name
from market.reports.floor_plan_paper import floor_plan_told
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import bookings, published, say_yes, slot_ids, told
from tests.bazaars.world import done
from tests.conftest import wide

HOUR = timedelta(hours=1)
ELSEWHERE = "71.72.05.1002"


def begins(slug: str) -> list[datetime]:
    with read() as db:
        bazaar = bazaar_by_slug(db, slug)
        return [slot.begins_at(bazaar) for slot in slots_of(db, bazaar.key)]


def history(slug: str, slot_id: int) -> dict[str, list[tuple]]:
    """Every row of a slot, as it stands."""
    with read() as db:
        key = bazaar_by_slug(db, slug).key
        b, h, o, s = (table(each) for each in (Booking, BookedBooth, BookedHour, Slot))
        mine = sa.select(b.c.id).where(b.c.bazaar_id == key, b.c.slot_id == slot_id)
        return {
            "slot": [tuple(row) for row in db.execute(sa.select(s).where(s.c.id == slot_id))],
            "booking": [tuple(row) for row in db.execute(sa.select(b).where(b.c.id.in_(mine)).order_by(b.c.id))],
            "booth": [tuple(row) for row in db.execute(sa.select(h).where(h.c.booking_id.in_(mine)).order_by(h.c.id))],
            "hour": [tuple(row) for row in db.execute(sa.select(o).where(o.c.booking_id.in_(mine)).order_by(o.c.id))],
        }


@wide
def test_a_group_that_leaves_after_the_first_day_keeps_that_day(shop):
    """Releasing Sunday erased an attended Saturday."""
    here = world.a_shop()
    fair = published(here)
    leaving = say_yes(fair)[0]
    first, _second = slot_ids(fair.slug)
    saturday, sunday = begins(fair.slug)
    with time_machine.travel(saturday + HOUR, tick=True):
        officer, chair = world.as_person(here.officer), fair.chair(leaving)
        for key in re.findall(r'id="b(\d+)"', officer.get(fair.desk + "/kehadiran").text):
            done(officer.post(f"{fair.desk}/kehadiran/{key}", data={"here": "arrived"}))
        was, report = history(fair.slug, first), officer.get(fair.desk + "/laporan").text
        assert "Lepaskan stan" in chair.get(fair.page(leaving)).text
        done(chair.post(fair.page(leaving) + "/jawab", data={"answer": "withdraw"}))
        assert history(fair.slug, first) == was
        states = [(day, state) for group, day, state, _ in bookings(fair.slug) if group == f"Kelompok {leaving}"]
        assert [state for _, state in states] == ["confirmed", "withdrawn_late"]
        after = officer.get(fair.desk + "/laporan").text
        came = r'data-th="Hadir">(\d+)<'
        assert re.findall(came, after) == re.findall(came, report) == ["3", "0", "3"]
    with time_machine.travel(sunday + 24 * HOUR, tick=True):
        chair = fair.chair(leaving)
        page = chair.get(fair.page(leaving)).text
        assert "Lepaskan stan" not in page and "Sampai jumpa" not in page
        done(chair.post(fair.page(leaving) + "/jawab", data={"answer": "withdraw"}), 409)


@wide
def test_a_bazaar_that_is_over_has_no_button_that_can_only_be_refused(shop):
    here = world.a_shop()
    fair = published(here)
    standing = say_yes(fair)
    slots, days = slot_ids(fair.slug), begins(fair.slug)
    with time_machine.travel(days[-1] + timedelta(days=30), tick=True):
        officer, chair = world.as_person(here.officer), fair.chair(standing[0])
        was = [history(fair.slug, slot) for slot in slots]
        letter = chair.get(fair.page(standing[0])).text
        assert "sudah selesai" in letter and "/tukar" not in letter and "Lepaskan stan" not in letter
        assert "Tanyakan" not in chair.get(fair.page(standing[0]) + "/tukar").text
        assert "Batalkan bazar" not in officer.get(fair.desk).text
        after = officer.get(fair.desk + "/sesudah").text
        assert not {"Tandai rusak", "Tambah hari", "Tunda hari ini", "Batalkan hari ini"} & set(
            re.findall(r">\s*([A-Z][\w ]+?)\s*</button>", after)
        )
        more = {"day": fairs.day(90), "starts": "09:00", "ends": "12:00", "reason": "Ramai"}
        done(officer.post(fair.desk + "/batal", data={"reason": "Hujan"}), 409)
        done(officer.post(fair.desk + "/sesudah/hari", data=more), 409)
        done(officer.post(fair.desk + "/sesudah/stan", data={"number": "A01", "reason": "Banjir"}), 409)
        for slot in slots:
            done(officer.post(f"{fair.desk}/sesudah/hari/{slot}/batal", data={"reason": "Hujan"}), 409)
            done(officer.post(f"{fair.desk}/sesudah/hari/{slot}/pindah", data=more), 409)
        assert [history(fair.slug, slot) for slot in slots] == was


@wide
def test_what_was_written_down_is_corrected_by_a_row_of_its_own(shop):
    here = world.a_shop()
    fair = published(here)
    say_yes(fair)
    first, _second = slot_ids(fair.slug)
    opens = begins(fair.slug)[0]
    page, desk = f"{fair.desk}/kehadiran?hari={first}", f"{fair.desk}/kehadiran/"
    with time_machine.travel(opens + HOUR, tick=True):
        officer = world.as_person(here.officer)
        one, other = re.findall(r'id="b(\d+)"', officer.get(page).text)[:2]
        done(officer.post(desk + one, data={"here": "absent", "reason": "Stannya kosong"}))
        done(officer.post(desk + other, data={"here": "arrived"}))
        last = re.findall(r'name="last" value="(\d+)"', officer.get(desk + other).text)[-1]
        swapped = {"here": "absent", "reason": "Tertukar dengan tetangganya", "last": last}
        done(officer.post(desk + other, data=swapped))
        stood = history(fair.slug, first)["booth"]
        assert len(stood) == 3 and sum(row[-1] is not None for row in stood) == 2, "until when each stood there"
    with time_machine.travel(opens + timedelta(days=9), tick=True):
        officer = world.as_person(here.officer)
        was = history(fair.slug, first)
        assert officer.post(desk + one, data={"here": "arrived"}).status_code == 422, "a reason, please"
        done(officer.post(desk + one, data={"here": "arrived", "reason": "Ada di foto"}))
        shown = [re.sub(r"\s+", " ", officer.get(desk + key).text) for key in (one, other)]
        assert "tidak hadir → hadir: Ada di foto (" in shown[0] and "hadir → tidak hadir: Tertukar" in shown[1]
        assert history(fair.slug, first) == was, "who had the booth, and until when, stays"
        report = officer.get(fair.desk + "/laporan").text
        assert re.findall(r'data-th="Hadir">(\d+)<', report) == ["1", "0", "1"]
    with read() as db:
        rows = table(Attendance)
        told = db.execute(sa.select(rows.c.found, rows.c.was).order_by(rows.c.id)).all()
    assert [tuple(each) for each in told] == [
        ("absent", ""), ("arrived", ""), ("absent", "arrived"), ("arrived", "absent"),
    ]  # fmt: skip


@wide
def test_on_the_day_a_group_moves_and_another_steps_in_from_that_moment(shop):
    here = world.a_shop()
    fair = published(here, groups=4, booths=4)
    standing = say_yes(fair)
    assert len(standing) == 4
    late = fair.chair(3)
    done(late.post(fair.page(3) + "/jawab", data={"answer": "withdraw"}))
    first, second = slot_ids(fair.slug)
    opens = begins(fair.slug)[0]
    desk = f"{fair.desk}/kehadiran"
    move = {"booths": "A04", "reason": "Air menggenang"}
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        number = next(a.number for a, g in applications_of(db, bazaar.key) if g.name == "Kelompok 3")
        free = {"A01", "A02", "A03", "A04"} - set(_stood(first))
    move["booths"] = free.pop()
    key = re.findall(r'id="b(\d+)"', fair.officer.get(f"{desk}?hari={first}").text)[0]
    done(fair.officer.post(f"{desk}/{key}/pindah", data=move), 409)
    with time_machine.travel(opens + HOUR, tick=True):
        officer = world.as_person(here.officer)
        was = history(fair.slug, first)
        assert officer.post(f"{desk}/{key}/pindah", data=move | {"reason": ""}).status_code == 422
        stood = set(_stood(first))
        done(officer.post(f"{desk}/{key}/pindah", data=move))
        (left,) = stood - set(_stood(first))
        done(officer.post(f"{desk}/{key}/pindah", data=move), 409)
        instead = {"group": number, "booths": left, "reason": "Sudah menunggu sejak pagi"}
        assert "Pengganti untuk hari ini" in officer.get(f"{desk}?hari={first}").text
        done(officer.post(f"{desk}/hari/{second}/pengganti", data=instead), 409)
        done(officer.post(f"{desk}/hari/{first}/pengganti", data=instead))
        assert officer.post(f"{desk}/hari/{first}/pengganti", data=instead).status_code == 422
        now = history(fair.slug, first)
        assert (
            now["booking"][: len(was["booking"])] == was["booking"] and len(now["booking"]) == len(was["booking"]) + 1
        )
        kept = [row[:-1] for row in now["booth"][: len(was["booth"])]]
        assert kept == [row[:-1] for row in was["booth"]], "only until when is new"
        done(officer.post(f"{desk}/hari/{first}/selesai", data={"reason": "Angin kencang"}))
        done(officer.post(f"{desk}/hari/{first}/selesai", data={"reason": "Angin kencang"}), 409)
        public = re.sub(r"\s+", " ", world.client().get(f"/bazar/{fair.slug}").text)
        assert f"stan {left} diisi pengganti ({number}). Sudah menunggu" in public and "diakhiri lebih awal" in public
        assert "SEQUENCE:1" in world.client().get(f"/bazar/{fair.slug}.ics").text
    with read() as db:
        kinds = [each.kind.value for each in reversed(amendments_of(db, bazaar_by_slug(db, fair.slug).key))]
    assert kinds == ["moved", "substitute", "slot_ended"]


def _stood(slot_id: int) -> list[str]:
    """The numbers of the booths that are taken now, by their booking."""
    from market.bazaars.booth import Booth

    with read() as db:
        held, booths = table(BookedBooth), table(Booth)
        wanted = sa.select(booths.c.number).join(held, held.c.booth_id == booths.c.id)
        return list(
            db.scalars(wanted.where(held.c.slot_id == slot_id, held.c.until.is_(None)).order_by(held.c.booking_id))
        )


@wide
def test_a_swap_ends_when_the_bazaar_begins(shop):
    here = world.a_shop()
    fair = published(here)
    one, other = say_yes(fair)[:2]
    number = re.search(r'name="to"\s+value="([^"]+)"', fair.chair(one).get(fair.page(one) + "/tukar").text)[1]
    with read() as db:
        names = {a.number: g.name for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    other = int(names[number].split()[1])
    done(fair.chair(one).post(fair.page(one) + "/tukar", data={"to": number}))
    asked = re.search(r"/tukar/(\d+)", fair.chair(other).get(fair.page(other) + "/tukar").text)[1]
    first = slot_ids(fair.slug)[0]
    with time_machine.travel(begins(fair.slug)[0] + HOUR, tick=True):
        chair, was = fair.chair(other), history(fair.slug, first)
        assert "Setuju bertukar" not in chair.get(fair.page(other) + "/tukar").text
        done(chair.post(f"{fair.page(other)}/tukar/{asked}", data={"answer": "yes"}), 409)
        assert history(fair.slug, first) == was


def plan_form(fair: fairs.Fair, **more: str) -> dict[str, str]:
    return {
        "name": "Bazar Pesisir", "closes_on": fairs.day(5), "closes_at": "21:00", "venue": "Lapangan",
        "draw_at": "Aula", "category_limit": "6",
    } | more  # fmt: skip


@wide
def test_where_and_by_which_rules_changes_only_with_a_reason_that_all_read(shop):
    here = world.a_shop()
    fair = published(here, groups=4, booths=3)
    asked = say_yes(fair)
    post = fair.officer.post
    assert post(fair.desk, data=plan_form(fair, venue="Pelabuhan")).status_code == 422
    done(post(fair.desk, data=plan_form(fair, draw_at="Rumah", reason="Dekat")), 409)
    done(post(fair.desk, data=plan_form(fair, venue="Pelabuhan", rules="Bawa tenda.", reason="Lapangan becek")))
    done(post(fair.desk, data=plan_form(fair, venue="Pelabuhan", rules="Bawa tenda.")))
    page = re.sub(r"\s+", " ", world.client().get(f"/bazar/{fair.slug}").text)
    assert "Tempat: Pelabuhan. Semula: Lapangan. Lapangan becek" in page and "Aturan: Bawa tenda." in page
    waiting = 4 - len(asked)
    assert told("bazaar_changed") == 2 * (len(asked) + waiting)
    with read() as db:
        words = [m.params for m in db.scalars(sa.select(Message)) if m.template == "bazaar_changed"]
    assert {each["kind"] for each in words} == {"venue", "rules"}
    with time_machine.travel(begins(fair.slug)[1] + timedelta(days=3), tick=True):
        officer = world.as_person(here.officer)
        late = plan_form(fair, venue="Laut", rules="Bawa tenda.", reason="Salah tulis")
        done(officer.post(fair.desk, data=late), 409)


@pytest.mark.parametrize("shop", ["sqlite"], indirect=True)
def test_a_bazaar_whose_day_passes_while_the_officer_types(shop):
    """A clear sentence, and nothing of it is lost."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=3)
    late = plan_form(fair, closes_on=fairs.day(21))
    done(fair.officer.post(fair.desk, data=late))
    refused = fair.officer.post(fair.desk + "/buka")
    assert refused.status_code == 422 and "sebelum hari pertama" in refused.text
    done(fair.officer.post(fair.desk, data=plan_form(fair)))
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(3):
        fairs.register(fair, number)
    fairs.allotted(fair)
    with time_machine.travel(begins(fair.slug)[0] + HOUR, tick=True):
        officer = world.as_person(here.officer)
        answer = officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"})
        assert answer.status_code == 409 and "tetap tersimpan" in answer.text
        assert bookings(fair.slug) == [] and "4711" in officer.get(fair.desk + "/pembagian").text
        done(officer.post(fair.desk + "/batal", data={"reason": "Terlambat terbit"}))


@wide
def test_maps_and_reports_of_a_past_day_are_as_it_was(shop):
    """Mended on Sunday, a booth was sound on the map of Saturday; a group that moved away changed every old report."""
    here = world.a_shop()
    fair = published(here, groups=2, booths=3)
    say_yes(fair)
    first, second = slot_ids(fair.slug)
    with read() as db:
        [free] = free_booths(db, bazaar_by_slug(db, fair.slug).key, first)
    used = min({"A01", "A02", "A03"} - {free})
    saturday, sunday = begins(fair.slug)
    desk = fair.desk + "/sesudah/stan"
    with time_machine.travel(saturday + HOUR, tick=True):
        officer = world.as_person(here.officer)
        refused = officer.post(desk, data={"number": used, "reason": "Patah"})
        assert refused.status_code == 422 and "sedang ada kelompok" in refused.text, "where does it go?"
        done(officer.post(desk, data={"number": free, "reason": "Patah"}))
    with time_machine.travel(sunday + HOUR, tick=True):
        officer = world.as_person(here.officer)
        done(officer.post(f"{desk}/{free}/baik", data={"reason": "Sudah disekrup"}))
        assert struck(fair, first, officer) == {free} and struck(fair, second, officer) == set()
    with time_machine.travel(sunday + 24 * HOUR, tick=True):
        officer = world.as_person(here.officer)
        pages = [f"{fair.desk}/{each}" for each in ("laporan", "surat/peserta", "surat/keputusan", "surat/ringkasan")]
        write(lambda db: db.execute(sa.update(table(Group)).values(village=ELSEWHERE)) and None)
        for page in pages:
            text = officer.get(page).text
            assert place_name(ELSEWHERE) not in text and (page == pages[-1] or place_name(world.GIRIAN) in text), page
        assert struck(fair, first, officer) == {free} and struck(fair, second, officer) == set()


def struck(fair: fairs.Fair, slot: int, officer) -> set[str]:
    """The booths that maps strike on a day: the public page, the office's, and the one on paper, which agree."""
    public = set(re.findall(r'href="#(A\d\d)" class="broken"', officer.get(f"/bazar/{fair.slug}?hari={slot}").text))
    office = officer.get(f"{fair.desk}/pembagian?hari={slot}").text
    assert public == set(re.findall(r'stan=(A\d\d)#tetapkan" class="broken"', office))
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        day, booths = next(each for each in bazaar.days.slots if each.key == slot), booths_of(db, bazaar.key)
        broken = broken_on(db, bazaar, booths, day)
        told = floor_plan_told(bazaar, booths, [], {}, day, "", broken)["booths"]
    on_paper = {each["number"] for each in told if each["broken"]}
    assert on_paper == public
    return on_paper
