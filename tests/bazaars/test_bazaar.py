"""A bazaar from its plan to the next in the queue, through the pages, on both engines."""

import hashlib
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import icalendar
import pytest
import sqlalchemy as sa

from market.bazaars.allocation.draw_file import lotteries, seed_of
from market.bazaars.allocation.engine import usual_budget
from market.bazaars.allocation.verify import verify
from market.bazaars.allotting.plan import Plan, PlanState, plans_of
from market.bazaars.allotting.runs import run_waiting, watch_offers
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.registering.application import Application
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.later import write_later
from market.kernel.record import table
from market.messages.outbox import Message
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import wide


def states(slug: str) -> list[str]:
    with read() as db:
        bazaar = bazaar_by_slug(db, slug)
        rows = table(Booking)
        return [
            str(s)
            for s in db.scalars(sa.select(rows.c.state).where(rows.c.bazaar_id == bazaar.key).order_by(rows.c.id))
        ]


def templates() -> list[str]:
    with read() as db:
        return [
            m.template
            for m in db.scalars(sa.select(Message).order_by(table(Message).c.id))
            if m.template.startswith("bazaar")
        ]


@wide
def test_from_a_plan_to_the_next_in_the_queue(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer)
    anybody = world.client()
    assert anybody.get(f"/bazar/{fair.slug}").status_code == 404, "a draft is nobody's business"
    done(fair.officer.post(fair.desk + "/buka"))
    home = f"/lapak/{fair.groups[0][0]}"
    assert "Daftar atau jawab" in fair.chair(0).get(home).text
    for number in range(6):
        fairs.register(fair, number)
    assert "Daftar atau jawab" not in fair.chair(0).get(home).text
    fairs.allotted(fair)
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        plan = plans_of(db, bazaar.key)[0]
        assert plan.state is PlanState.DONE and bazaar.seed == seed_of(bazaar.list_hash, "4711") == plan.seed
        data, told = plan.problem_file, plan.file
    verify(data, told)
    order = lotteries(plan.seed, [group["id"] for group in data["groups"]])
    assert {group["id"]: group["lottery"] for group in data["groups"]} == order
    listed = anybody.get(f"/bazar/{fair.slug}/daftar.json").content
    assert "sha256:" + hashlib.sha256(listed).hexdigest() == bazaar.list_hash
    assert len(json.loads(listed)["applicants"]) == 6
    # Nothing of it is visible before publishing.
    for number in range(6):
        page = fair.chair(number).get(fair.page(number)).text
        assert "ikut dibagi" in page and "belum kebagian" not in page.lower() and "Stan Ibu" not in page
    for path in (f"/bazar/{fair.slug}", f"/bazar/{fair.slug}/pembagian", "/bazar.ics"):
        assert not any(group["id"] in anybody.get(path).text for group in data["groups"])
    assert anybody.get(f"/bazar/{fair.slug}/plan.json").status_code == 404
    assert set(templates()) == {"bazaar_frozen", "bazaar_number"}, "the hash and the number, and nothing of the plan"

    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}), 409)
    seated = {each["group"] for each in told["placements"]}
    assert templates().count("bazaar_seated") == len(seated) and templates().count("bazaar_left_out") == 6 - len(seated)
    again = anybody.get(f"/bazar/{fair.slug}/instance.json").json(), anybody.get(f"/bazar/{fair.slug}/plan.json").json()
    assert verify(*again).score == told["score"]

    pages = [fair.chair(number).get(fair.page(number)).text for number in range(6)]
    inside = [n for n, page in enumerate(pages) if "Ya, kami ikut" in page]
    assert "Daftar atau jawab" in fair.chair(inside[0]).get(f"/lapak/{fair.groups[inside[0]][0]}").text
    outside = [n for n, page in enumerate(pages) if "Belum kebagian stan" in page]
    assert len(inside) == len(seated) == 4 and len(outside) == 2
    assert all("naik 40" in pages[n] and "Tempat dalam antrean" in pages[n] for n in outside)
    for number in inside[:3]:
        done(fair.chair(number).post(fair.page(number) + "/jawab", data={"answer": "yes"}))
    done(fair.chair(inside[0]).post(fair.page(inside[0]) + "/jawab", data={"answer": "yes"}), 409)
    assert f"Kelompok {inside[0]}" in anybody.get(f"/bazar/{fair.slug}").text
    done(fair.chair(inside[3]).post(fair.page(inside[3]) + "/jawab", data={"answer": "no"}))
    assert "bazaar_offer" in templates()
    done(fair.chair(inside[0]).post(fair.page(inside[0]) + "/jawab", data={"answer": "withdraw"}))
    offered = [n for n in outside if "Ya, kami ikut" in fair.chair(n).get(fair.page(n)).text]
    assert offered == outside, "both who waited are asked, in their turn"
    done(fair.chair(outside[0]).post(fair.page(outside[0]) + "/jawab", data={"answer": "yes"}))
    found = states(fair.slug)
    assert found.count("withdrawn") == 2 and found.count("declined") == 2 and found.count("confirmed") == 6


@wide
def test_an_offer_ends_and_is_not_accepted_afterwards(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=1)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(3):
        fairs.register(fair, number)
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    inside = next(n for n in range(3) if "Ya, kami ikut" in fair.chair(n).get(fair.page(n)).text)
    rows = table(Booking)
    write(lambda db: db.execute(sa.update(rows).values(answer_by=now())) and None)
    answer = fair.chair(inside).post(fair.page(inside) + "/jawab", data={"answer": "yes"})
    assert answer.status_code == 422 and "sudah lewat" in answer.text
    write_later()  # that it looked
    watch_offers()
    assert "expired" in states(fair.slug) and "bazaar_offer" in templates()
    watch_offers()
    assert templates().count("bazaar_offer") == 1


@wide
def test_races_leave_one_winner(shop):
    """One group from two phones, two officers publishing, two phones answering."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=4, booths=3)
    done(fair.officer.post(fair.desk + "/buka"))
    page = fair.chair(0).get(fair.page(0)).text
    slots = re.findall(r'name="slots"\s+value="(\d+)"', page)
    browsers = [fair.chair(0) for _ in range(8)]

    def sends(browser):
        return browser.post(fair.page(0), data={"slots": slots}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(sends, browsers)) == {303}
    for number in range(1, 4):
        fairs.register(fair, number)
    fairs.allotted(fair)
    with ThreadPoolExecutor(8) as pool:
        codes = list(
            pool.map(
                lambda b: b.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}).status_code,
                [world.as_person(here.officer) for _ in range(8)],
            )
        )
    assert sorted(codes) == [303] + [409] * 7
    with read() as db:
        held = table(BookedBooth)
        assert db.scalar(sa.select(sa.func.count()).select_from(held)) == len(states(fair.slug))
    inside = next(n for n in range(4) if "Ya, kami ikut" in fair.chair(n).get(fair.page(n)).text)
    with ThreadPoolExecutor(8) as pool:
        codes = list(
            pool.map(
                lambda b: b.post(fair.page(inside) + "/jawab", data={"answer": "yes"}).status_code,
                [fair.chair(inside) for _ in range(8)],
            )
        )
    assert sorted(codes) == [303] + [409] * 7


@wide
def test_a_group_stands_once_in_an_hour(shop):
    """Two bazaars at the same hours: it may be asked by both and say yes to one."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1, booths=2)
    desk = done(
        fair.officer.post(
            "/dinas/bazar/baru", data={"name": "Bazar Kedua", "closes_on": fairs.day(5), "draw_at": "Aula"}
        )
    )
    done(fair.officer.post(desk + "/hari", data={"day": fairs.day(20), "starts": "16:30", "ends": "20:00"}))
    done(fair.officer.post(desk + "/denah/blok", data={"zone": "A", "rows": "1", "per_row": "1"}))
    second = fairs.Fair(fair.officer, desk.rsplit("/", 1)[1], fair.groups)
    for each in (fair, second):
        done(each.officer.post(each.desk + "/buka"))
        fairs.register(each, 0)
        fairs.allotted(each)
        done(each.officer.post(each.desk + "/pembagian/terbitkan", data={"version": "1"}))
    done(fair.chair(0).post(fair.page(0) + "/jawab", data={"answer": "yes"}))
    answer = second.chair(0).post(second.page(0) + "/jawab", data={"answer": "yes"})
    assert answer.status_code == 422 and "bazar lain" in answer.text
    assert states(second.slug) == ["offered"]
    done(second.chair(0).post(second.page(0) + "/jawab", data={"answer": "no"}))


def test_a_pin_shows_whom_it_wrongs_and_needs_a_reason(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=4, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(4):
        fairs.register(fair, number)
    fairs.allotted(fair)
    with read() as db:
        plan = plans_of(db, bazaar_by_slug(db, fair.slug).key)[0]
    left_out = plan.file["rejected"][-1]["group"]
    page = fair.officer.get(fair.desk + f"/pembagian?kelompok={left_out}&stan=A01").text
    assert "Kehilangan tempat" in page
    slot = re.search(r'name="slot"\s+value="(\d+)"', page)[1]
    pin = {"group": left_out, "slot": slot, "booths": "A01"}
    assert fair.officer.post(fair.desk + "/pembagian/tetapkan", data=pin).status_code == 422
    done(fair.officer.post(fair.desk + "/pembagian/tetapkan", data=pin | {"reason": "Demo masak di panggung"}))
    assert fair.officer.post(fair.desk + "/pembagian/hitung").status_code == 422, "another run needs a reason"
    done(fair.officer.post(fair.desk + "/pembagian/hitung", data={"reason": "Ada penempatan tetap"}))
    run_waiting()
    with read() as db:
        again = plans_of(db, bazaar_by_slug(db, fair.slug).key)[0]
    assert again.version == 2 and any(
        p["group"] == left_out and p["booths"] == ["A01"] for p in again.file["placements"]
    )
    verify(again.problem_file, again.file)
    assert again.budget == usual_budget(4, 2) == again.file["budget"], "no more than so small a bazaar needs"
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "2"}))
    public = world.client().get(f"/bazar/{fair.slug}/pembagian").text
    assert "Demo masak di panggung" in public and "Ada penempatan tetap" in public and "Versi 1" in public


def promised_elsewhere(officer, fair, number):
    """One group of a fair says yes to another bazaar on the same days."""
    other = fairs.a_fair(officer, groups=0, booths=2)
    other.groups.extend(fair.groups)
    done(other.officer.post(other.desk + "/buka"))
    fairs.register(other, number)
    fairs.allotted(other)
    done(other.officer.post(other.desk + "/pembagian/terbitkan", data={"version": "1"}))
    done(other.chair(number).post(other.page(number) + "/jawab", data={"answer": "yes"}))


def test_a_pin_that_breaks_a_rule_is_never_made(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=3)
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0, needs=["electricity"], watt="100")
    fairs.register(fair, 1)
    fairs.register(fair, 2)
    fairs.allotted(fair)
    pins = fair.desk + "/pembagian/tetapkan"
    page = fair.officer.get(fair.desk + "/pembagian").text
    number = {name: code for code, name in re.findall(r'<option\s+value="(P-[^"]+)"\s*>\s*([^<]+?)\s*<', page)}
    slot = re.search(r"hari=(\d+)", page)[1]
    wanted = {"slot": slot, "reason": "Dekat panggung"}
    unfit = wanted | {"group": number["Kelompok 0"], "booths": "A01"}  # no booth has electricity
    seen = fair.officer.get(fair.desk + f"/pembagian?kelompok={unfit['group']}&stan=A01&hari={slot}").text
    assert "Kelompok 0 tidak bisa ditetapkan di A01" in seen and "Dekat panggung" not in seen
    assert 'name="booths" value="A01"' not in seen, "what would be refused has no button"
    answer = fair.officer.post(pins, data=unfit)
    assert answer.status_code == 422 and "Kelompok 0 tidak bisa ditetapkan di A01" in answer.text
    fits = wanted | {"group": number["Kelompok 1"], "booths": "A02"}
    done(fair.officer.post(pins, data=fits))
    taken = fair.officer.get(fair.desk + f"/pembagian?kelompok={number['Kelompok 2']}&stan=A02&hari={slot}").text
    assert "ditetapkan di tempat yang sama" in taken and 'name="booths" value="A02"' not in taken
    promised_elsewhere(here.officer, fair, 1)
    again = {"reason": "Satu kelompok di bazar lain"}
    done(fair.officer.post(fair.desk + "/pembagian/hitung", data=again))  # what is promised later changes no list
    done(fair.officer.post(pins, data={"group": fits["group"], "slot": slot}))
    assert "Penempatan tetap<" not in fair.officer.get(fair.desk + "/pembagian").text


def states_of_runs() -> list[PlanState]:
    with read() as db:
        return [plan.state for plan in db.scalars(sa.select(Plan))]


def test_a_run_can_be_cancelled(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0)
    fairs.closed(fair)
    assert fair.officer.post(fair.desk + "/pembagian/angka", data={"number": "7"}).status_code == 409, "frozen first"
    queue = fair.officer.get(fair.desk + "/pendaftaran?keadaan=submitted").text
    number = re.search(r"/pendaftaran/(P-[^\"]+)", queue)[1]
    verdict = {"verdict": "eligible", "keadaan": re.search(r'name="keadaan" value="(\w+)"', queue)[1]}
    judge = f"{fair.desk}/pendaftaran/{number}"
    assert done(fair.officer.post(judge, data=verdict)).endswith("/pendaftaran?keadaan=submitted"), "on to the next"
    assert done(fair.officer.post(judge, data=verdict | {"keadaan": "//evil"})).endswith(f"/pendaftaran#{number}")
    fairs.draw_at(fair, now() + timedelta(hours=2), 6)
    done(fair.officer.post(fair.desk + "/pembagian/bekukan"))
    for wrong in ("7; drop", "71", "٧٧٧٧٧٧", "7.1234"):
        assert fair.officer.post(fair.desk + "/pembagian/angka", data={"number": wrong}).status_code == 422, wrong
    write(lambda db: setattr(bazaar_by_slug(db, fair.slug), "frozen_at", None))
    fairs.drawn(fair, "7")
    done(fair.officer.post(fair.desk + "/pembagian/angka", data={"number": "8"}), 409)
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    done(fair.officer.post(fair.desk + "/pembagian/hitung"), 409)
    assert "data-reload" in fair.officer.get(fair.desk + "/pembagian").text
    stop = threading.Event()
    worker = threading.Thread(target=run_waiting, args=(stop,))
    worker.start()
    while states_of_runs() == [PlanState.WAITING]:
        pass
    stop.set()
    worker.join()
    assert states_of_runs() == [PlanState.WAITING], "a worker that stops leaves it to the next"
    done(fair.officer.post(fair.desk + "/pembagian/hitung/1/batal"))
    run_waiting()
    assert states_of_runs() == [PlanState.CANCELLED]


def test_registration_closes_by_the_second_and_for_strangers(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    far = world.as_person(here.other_chair).post(f"/lapak/{here.other_slug}/bazar/{fair.slug}", data={"slots": ["1"]})
    assert far.status_code == 422 and "penyelenggara" in far.text
    assert fair.chair(0).post(fair.page(0), data={"slots": ["99999"]}).status_code == 422
    assert fair.chair(0).post(fair.page(0), data={}).status_code == 422
    done(
        fair.chair(0).post(
            fair.page(0),
            data={
                "slots": re.findall(r'name="slots"\s+value="(\d+)"', fair.chair(0).get(fair.page(0)).text),
                "then": "draft",
            },
        )
    )
    assert "rancangan" in fair.chair(0).get(f"/lapak/{fair.groups[0][0]}/bazar").text
    # What was sent stays sent when it is changed, whichever button an old page still shows.
    fairs.register(fair, 1)
    sent = fair.chair(1).get(fair.page(1)).text
    assert "Kirim perubahan" in sent and "Simpan dulu" not in sent
    fairs.register(fair, 1, goods="Abon", then="draft")
    with read() as db:
        mine = {a.goods: a.state.value for a in db.scalars(sa.select(Application))}
    assert mine["Abon"] == "submitted"
    done(fair.chair(1).post(fair.page(1) + "/tarik"))
    lists = [(world.client(), "/bazar"), (fair.officer, "/dinas"), (fair.officer, "/dinas/bazar")]
    assert all("pendaftaran dibuka" in reader.get(page).text for reader, page in lists)
    write(lambda db: setattr(bazaar_by_slug(db, fair.slug), "closes_at", now()))
    assert fair.chair(1).post(fair.page(1), data={"slots": ["1"]}).status_code == 409
    for reader, page in lists:
        assert "pendaftaran dibuka<" not in reader.get(page).text, page


def test_an_officer_registers_a_group_without_a_phone(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    assert "Daftarkan" in fair.officer.get(fair.desk + "/pendaftaran/tanpa-hp").text
    page = fair.officer.get(fair.page(1)).text
    slots = re.findall(r'name="slots"\s+value="(\d+)"', page)
    done(fair.officer.post(fair.page(1), data={"slots": slots}))
    number = re.search(r"/pendaftaran/(P-[^\"]+)", fair.officer.get(fair.desk + "/pendaftaran").text)[1]
    done(
        fair.officer.post(f"{fair.desk}/pendaftaran/{number}", data={"verdict": "returned", "note": "Tulis barangnya"})
    )
    assert "Tulis barangnya" in fair.chair(1).get(fair.page(1)).text and "bazaar_returned" in templates()
    fairs.register(fair, 1)
    assert fair.officer.post(f"{fair.desk}/pendaftaran/{number}", data={"verdict": "not_eligible"}).status_code == 422
    done(
        fair.officer.post(
            f"{fair.desk}/pendaftaran/{number}", data={"verdict": "not_eligible", "note": "Izin belum ada"}
        )
    )
    assert "Izin belum ada" not in fair.chair(1).get(fair.page(1)).text, "hidden until published"


PLANS = {
    "columns": b"a,b\n1,2",
    "negative": b"number,zone,row,position,electricity,water,cold,wheelchair,circuit\nA01,A,-1,0,,,,,",
    "twice": b"number,zone,row,position,electricity,water,cold,wheelchair,circuit\nA01,A,0,0,,,,,\nA01,A,0,1,,,,,",
    "one cell": b"number,zone,row,position,electricity,water,cold,wheelchair,circuit\nA01,A,0,0,,,,,\nA02,A,0,0,,,,,",
    "formula": b"number,zone,row,position,electricity,water,cold,wheelchair,circuit\nA01,=1+1,0,0,,,,,",
    "circuit": b"number,zone,row,position,electricity,water,cold,wheelchair,circuit\nA01,A,0,0,1,,,,X9",
    "10,000 rows": b"number,zone,row,position,electricity,water,cold,wheelchair,circuit\n"
    + b"A01,A,0,0,,,,,\n" * 10_000,
    "no text": b"\xff\xfe\x00\x01",
    "empty": b"",
}


@pytest.mark.parametrize("what", PLANS)
def test_a_wrong_floor_plan_changes_nothing(shop, what):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1, booths=3)
    answer = fair.officer.post(fair.desk + "/denah/berkas", files={"file": ("denah.csv", PLANS[what])})
    assert answer.status_code == 422
    assert "Denah 3 stan" in answer.text


def test_the_floor_plan_by_forms_and_back_by_csv(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1, booths=10)
    desk = fair.desk + "/denah"
    done(fair.officer.post(desk + "/sirkuit", data={"name": "C1", "watt": "2200"}))
    done(
        fair.officer.post(
            desk + "/ubah", data={"booths": ["A01", "A02"], "act": "features", "electricity": "1", "circuit": "C1"}
        )
    )
    assert (
        fair.officer.post(desk + "/ubah", data={"booths": ["A01"], "act": "features", "circuit": "C9"}).status_code
        == 422
    )
    assert fair.officer.post(desk + "/ubah", data={"act": "delete"}).status_code == 422
    done(fair.officer.post(desk + "/ubah", data={"booths": ["A10"], "act": "delete"}))
    done(fair.officer.post(desk + "/blok", data={"zone": "B", "rows": "2", "per_row": "5"}))
    text = fair.officer.get(desk + ".csv").text
    assert "A01,A,0,0,1,,,,C1" in text and len(text.strip().splitlines()) == 20
    done(fair.officer.post(desk + "/berkas", files={"file": ("denah.csv", text.encode())}))
    assert fair.officer.get(desk + ".csv").text == text
    copy = done(fair.officer.post(fair.desk + "/salin"))
    assert copy != fair.desk and fair.officer.get(copy + "/denah.csv").text == text
    done(fair.officer.post(fair.desk + "/buka"))
    done(fair.officer.post(desk + "/blok", data={"zone": "C", "rows": "1", "per_row": "1"}), 409)
    save = {"name": "Bazar Pesisir", "closes_on": fairs.day(6), "kelurahan_limit": "3", "category_limit": "6"}
    assert fair.officer.post(fair.desk, data=save).status_code == 422, "rules stay as they were when groups applied"


def test_calendars_tell_of_cancellation(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1, booths=3)
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0)
    anybody = world.client()
    events = icalendar.Calendar.from_ical(anybody.get("/bazar.ics").content).walk("VEVENT")
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED"] * 2
    done(fair.officer.post(fair.desk + "/batal", data={"reason": "Cuaca buruk"}))
    events = icalendar.Calendar.from_ical(anybody.get(f"/bazar/{fair.slug}.ics").content).walk("VEVENT")
    assert [(str(event["STATUS"]), event["SEQUENCE"]) for event in events] == [("CANCELLED", 2)] * 2
    assert "Cuaca buruk" in anybody.get(f"/bazar/{fair.slug}").text and "bazaar_cancelled" in templates()
    schema = json.loads(re.search(r"ld\+json\">(.*?)</script>", anybody.get(f"/bazar/{fair.slug}").text)[1])
    assert schema["@type"] == "Event" and schema["eventStatus"].endswith("EventCancelled")
    assert BookingState.CANCELLED not in states(fair.slug)


def test_a_bazaar_without_anything_says_what_is_missing(shop):
    """Zero days, zero booths, a closing in the past; then zero groups, drawn and published all the same."""
    here = world.a_shop()
    officer = world.as_person(here.officer)
    desk = done(officer.post("/dinas/bazar/baru", data={"name": "Bazar Kosong"}))
    assert "hari" in officer.post(desk + "/buka").text.lower()
    done(officer.post(desk + "/hari", data={"day": fairs.day(20), "starts": "09:00", "ends": "17:00"}))
    assert officer.post(desk + "/buka").status_code == 422, "no booths"
    done(officer.post(desk + "/denah/blok", data={"zone": "A", "rows": "1", "per_row": "2"}))
    assert officer.post(desk + "/buka").status_code == 422, "no end of registration"
    late = {"name": "Bazar Kosong", "closes_on": fairs.day(-1), "reserved_groups": "500", "reserved_for": "difabel"}
    assert "Batas pendaftaran sudah lewat." in officer.post(desk, data=late).text, "as soon as it is planned"
    assert officer.post(desk + "/buka").status_code == 422, "still no end of registration"
    done(officer.post(desk, data=late | {"closes_on": fairs.day(5)}))
    assert "di mana angkanya diambil" in officer.post(desk + "/buka").text, "no place of the draw"
    done(officer.post(desk, data=late | {"closes_on": fairs.day(5), "draw_at": "Aula"}))
    fair = fairs.Fair(officer, desk.rsplit("/", 1)[1], [])
    done(officer.post(desk + "/buka"))
    fairs.allotted(fair)
    done(officer.post(desk + "/pembagian/terbitkan", data={"version": "1"}))
    again = (world.client().get(f"/bazar/{fair.slug}/{name}.json").json() for name in ("instance", "plan"))
    assert verify(*again).score == 0, "500 reserved for nobody is no shortage"


def test_two_officers_pin_two_groups_to_one_booth(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(3):
        fairs.register(fair, number)
    fairs.allotted(fair)
    page = fair.officer.get(fair.desk + "/pembagian").text
    numbers = re.findall(r'<option value="(P-[^"]+)"', page)[:2]
    slot = re.search(r"hari=(\d+)", page)[1]
    pins = [{"group": number, "slot": slot, "booths": "A01", "reason": "Panggung"} for number in numbers]
    officers = [world.as_person(here.officer) for _ in pins]
    with ThreadPoolExecutor(2) as pool:
        codes = list(
            pool.map(lambda n: officers[n].post(fair.desk + "/pembagian/tetapkan", data=pins[n]).status_code, range(2))
        )
    assert sorted(codes) == [303, 409]
    wrong = pins[0] | {"booths": "A01 A09"}
    assert fair.officer.post(fair.desk + "/pembagian/tetapkan", data=wrong).status_code == 422
