"""The morning of a bazaar: the gate, who stands by, offers of ten minutes, a dead block, rain."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import time, timedelta

import sqlalchemy as sa
import time_machine
from fastapi.testclient import TestClient

from market.bazaars.after.day_offer import DayOffer, watch_day_offers
from market.bazaars.after.waiting import waiting_for
from market.bazaars.allotting.points import standings
from market.bazaars.allotting.standby import Standby
from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.booking.booking import BookedBooth, BookedHour, Booking, BookingState
from market.bazaars.booking.found import Attendance
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.reply import Reply
from market.bazaars.booking.stands import free_booths
from market.bazaars.registering.application import applications_of
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.pages.letters import worded
from market.pages.office.bazaars import refilling
from market.people.access import Actor
from market.people.act import Act
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import published, say_yes, slot_ids, told
from tests.bazaars.after.test_on_the_day import standing
from tests.bazaars.after.test_past import HOUR, begins, history
from tests.bazaars.booking.test_season import rests
from tests.bazaars.reporting.test_report import on_page
from tests.bazaars.world import done
from tests.conftest import wide

MINUTE = timedelta(minutes=1)


@dataclass
class Morning:
    """A published bazaar as an officer at the gate has it, with who stands and who waits."""

    here: world.Shop
    fair: fairs.Fair
    asked: list[int]
    today: int = 0

    @property
    def officer(self) -> TestClient:
        return world.as_person(self.here.officer)

    @property
    def first(self) -> int:
        return slot_ids(self.fair.slug)[0]

    @property
    def gate(self) -> str:
        return f"{self.fair.desk}/kehadiran"

    @property
    def day(self) -> str:
        return f"{self.gate}/hari/{slot_ids(self.fair.slug)[self.today]}"

    @property
    def waits(self) -> list[int]:
        return [n for n in range(len(self.fair.groups)) if n not in self.asked]

    def booking(self, number: int, slot: int | None = None) -> int:
        with read() as db:
            b, a = table(Booking), self.application(number)
            mine = sa.select(b.c.id).where(b.c.application_id == a.key, b.c.slot_id == (slot or self.first))
            return db.scalars(mine.order_by(b.c.id.desc())).first()

    def application(self, number: int):
        with read() as db:
            bazaar = bazaar_by_slug(db, self.fair.slug)
            return next(a for a, g in applications_of(db, bazaar.key) if g.name == f"Kelompok {number}")

    def press(self, number: int, here: str, code: int = 303, **more: str) -> str:
        why = {"reason": "Stannya kosong", "last": str(last_row(self.booking(number)))} if here == "absent" else {}
        form = {"here": here, "hari": str(self.first)} | why | more
        answer = self.officer.post(f"{self.gate}/{self.booking(number)}", data=form)
        done(answer, code)
        return answer.headers.get("location", answer.text)

    def ready(self, number: int, act: str = "ready", code: int = 303) -> None:
        form = {"slot": str(self.first), "act": act}
        done(self.fair.chair(number).post(self.fair.page(number) + "/siap", data=form), code)

    def answer(self, number: int, word: str, offer: int, code: int = 303) -> str:
        answer = self.fair.chair(number).post(f"{self.fair.page(number)}/tawaran/{offer}", data={"answer": word})
        done(answer, code)
        return answer.text

    def free(self) -> list[str]:
        with read() as db:
            return free_booths(db, bazaar_by_slug(db, self.fair.slug).key, self.first)


def offers(*states: str) -> list[DayOffer]:
    with read() as db:
        found = list(db.scalars(sa.select(DayOffer).order_by(table(DayOffer).c.id)))
        return [each for each in found if not states or each.state in states]


def stand_by() -> list[int]:
    """Who stands by now, whatever the slot."""
    with read() as db:
        s = table(Standby)
        return list(db.scalars(sa.select(s.c.application_id).where(s.c.ended_at.is_(None))))


def rows(booking: int) -> list[str]:
    with read() as db:
        a = table(Attendance)
        return [
            str(each) for each in db.scalars(sa.select(a.c.found).where(a.c.booking_id == booking).order_by(a.c.id))
        ]


def last_row(booking: int) -> int:
    with read() as db:
        a = table(Attendance)
        return db.scalar(sa.select(sa.func.max(a.c.id)).where(a.c.booking_id == booking)) or 0


def a_morning(groups: int = 5, booths: int = 3) -> Morning:
    here = world.a_shop()
    fair = published(here, groups=groups, booths=booths)
    return Morning(here, fair, say_yes(fair))


def at(morning: Morning, after: timedelta = HOUR, day: int = 0):
    return time_machine.travel(begins(morning.fair.slug)[day] + after, tick=True)


@wide
def test_one_press_undone_and_one_row_for_two(shop):
    m = a_morning()
    one, other = m.asked[:2]
    with at(m, 5 * MINUTE):
        where = m.press(one, "arrived", saring="belum")
        key = m.booking(one)
        assert where.endswith(f"saring=belum&q=&baru={key}#b{key}")
        page = m.officer.get(where).text
        assert f'id="b{key}"' in page and 'value="undo"' in page, "what was pressed stays, with its undo"
        m.press(one, "arrived")
        assert rows(key) == ["arrived"], "a double press is one row"
        last = re.search(r'name="last"\s+value="(\d+)"', page)[1]
        m.press(one, "undo", last=last)
        m.press(one, "undo", 409, last=last)
        assert rows(key) == ["arrived", "unseen"]
        m.press(one, "late", who="Ibu Sience")
        m.press(one, "left")
        m.press(one, "arrived")
        assert rows(key)[2:] == ["late", "left", "late"], "who comes back came when she came first"
        m.press(one, "arrived", who="Ibu Meike")
        assert rows(key)[5:] == ["late"], "another name at the stand makes nobody punctual"
        m.press(one, "undo", last=str(last_row(key)))
        assert "Yang menjaga: Ibu Meike" in m.officer.get(f"{m.gate}/{key}").text
        listed = m.officer.get(m.gate).text
        assert re.search(r"Hadir <b class=\"num\">1<", listed) and re.search(r"Belum <b class=\"num\">2<", listed)
        assert f'id="b{m.booking(other)}"' not in m.officer.get(f"{m.gate}?saring=hadir").text


@wide
def test_a_group_is_found_by_name_booth_and_the_code_on_its_letter(shop):
    m = a_morning()
    one = m.asked[0]
    number, booth = m.application(one).number, standing(m.first)[f"Kelompok {one}"]
    letter = m.fair.chair(one).get(m.fair.page(one)).text
    assert "Kode untuk di gerbang" in letter and "<svg" in letter.partition("Kode untuk di gerbang")[2]
    code = f"/bazar/{m.fair.slug}/gerbang/{number}"
    with at(m, 5 * MINUTE):
        for words in (f"kelompok {one}", booth, f"{booth[0].lower()}-{int(booth[1:])}", number):
            shown = re.findall(r'id="b(\d+)"', m.officer.get(m.gate, params={"q": words}).text)
            assert shown == [str(m.booking(one))], words
        assert "Tidak ada yang cocok" in m.officer.get(m.gate, params={"q": "zzz"}).text
        led = done(m.officer.get(code))
        assert done(m.officer.get(led)) == f"{m.gate}/{m.booking(one)}"
        assert f"Kelompok {one}" in m.officer.get(f"{m.gate}/{m.booking(one)}").text
        for stranger in (world.client(), m.fair.chair(one), world.as_person(m.here.far_officer)):
            for each in (code, f"/bazar/{m.fair.slug}/gerbang/P-XXXX"):
                assert done(stranger.get(each)) == f"/bazar/{m.fair.slug}"
        officer = m.officer
        unknown = done(officer.get(f"{m.gate}/kode/P-XXXX"))
        assert "bukan milik kelompok" in officer.get(unknown).text
        assert m.officer.get("/bazar/tidak-ada/gerbang/P-XXXX").status_code == 404
        assert m.officer.get(f"{m.gate}/99999").status_code == 404


def english_guest() -> TestClient:
    browser = world.client()
    browser.get("/bahasa/en")
    return browser


def test_who_only_looks_is_shown_no_number_to_ring(shop, monkeypatch):
    m = a_morning()
    assert not Actor(reads_only=True).may_ring and Actor().may_ring
    with at(m):
        listed = m.officer.get(m.day.partition("/hari")[0]).text
        gate = re.search(r'href="(/dinas/bazar/[^"?]+/kehadiran/[0-9]+)', listed)[1]
        queue = m.day + "/kosong"
        assert all('href="tel:' in m.officer.get(page).text for page in (gate, queue))
        monkeypatch.setattr(Actor, "may_ring", False)
        assert not any('href="tel:' in m.officer.get(page).text for page in (gate, queue))


@wide
def test_what_is_free_when_the_day_opens_is_offered_without_a_press(shop):
    m = a_morning()
    gone, waits = m.asked[0], m.waits[0]
    with at(m, -12 * HOUR):
        m.ready(waits)

    def gave_back(db) -> None:
        booked, key = table(BookedBooth), m.booking(gone)
        db.execute(sa.delete(booked).where(booked.c.booking_id == key))
        db.execute(sa.update(table(Booking)).where(table(Booking).c.id == key).values(state="withdrawn_late"))

    write(gave_back)
    with at(m, -MINUTE):
        watch_day_offers()
        assert offers() == [], "the day has not begun"
    for _twice in range(2):
        with at(m, MINUTE):
            watch_day_offers()
    [offer] = offers("open")
    assert offer.application_id == m.application(waits).key and told("bazaar_day_offer") == 1


def still_told(template: str) -> list[bool]:
    """Of each letter of this template that is not taken away whether it says that the day was over."""
    with read() as db:
        found = (each for each in db.scalars(sa.select(Message)) if each.template == template)
        return [each.params["late"] for each in found if each.unsaid_at is None]


@wide
def test_who_stands_by_is_offered_the_booth_by_rank_for_ten_minutes(shop, monkeypatch):
    m = a_morning()
    absent, (low, high) = m.asked[0], m.waits
    with at(m, -12 * HOUR):
        assert "Siap datang" in m.fair.chair(low).get(m.fair.page(low)).text
        m.ready(low), m.ready(low), m.ready(high)
        m.ready(m.asked[1], code=409)
        m.ready(low, "not"), m.ready(low)
    with at(m):
        assert offers() == []
        m.press(absent, "absent")
        assert still_told("bazaar_absent_today") == [False], "it may be on its way"
        [offer] = offers("open")
        first = offer.application_id
        low, high = (low, high) if m.application(high).key == first else (high, low)
        assert m.application(high).key == first and told("bazaar_day_offer") == 1
        queue = m.officer.get(m.day + "/kosong").text
        assert "menunggu jawaban" in queue and "https://wa.me/" in queue and 'href="tel:+' in queue
        with monkeypatch.context() as without:
            without.setattr(refilling, "numbers_to_ring", lambda db, groups: {})
            queue = m.officer.get(m.day + "/kosong")
        assert queue.status_code == 200 and "wa.me" not in queue.text, "groups that nobody can ring"
        page = m.fair.chair(high).get(m.fair.page(high)).text
        assert "Ya, kami datang" in page
        m.answer(low, "yes", offer.key, 404)
        rests(m.fair, high, now() + 12 * HOUR)
        assert "Anda masuk dengan kode" in m.answer(high, "no", offer.key, 422)
        rests(m.fair, high, None)
    with at(m, HOUR + 11 * MINUTE):
        m.answer(high, "yes", offer.key, 409)
        watch_day_offers()
        assert [each.state for each in offers()] == ["lapsed", "open"], "the next is asked"
        m.answer(low, "yes", offers("open")[0].key)
        assert standing(m.first)[f"Kelompok {low}"] == offer.booths
        public = world.client().get(f"/bazar/{m.fair.slug}").text
        assert "Urutan antrean" in public and "siap datang" in public
        english = english_guest().get(f"/bazar/{m.fair.slug}").text
        assert "ready to come" in english, "in the language of who reads"
        with read() as db:
            words = [each.params["reason"] for each in db.scalars(sa.select(Message)) if "stepped_in" in each.template]
        assert words and all(each["ready"] and each["place"] for each in words)
    with at(m, HOUR + 20 * MINUTE):
        was = history(m.fair.slug, m.first)
        m.press(absent, "arrived", 422)
        m.press(absent, "arrived", reason="Bannya bocor")
        assert still_told("bazaar_absent_today") == [], "what is not so any more is told to nobody"
        assert history(m.fair.slug, m.first) == was, "the substitute is never evicted"
        assert "datang, stannya sudah ditempati" in m.officer.get(m.gate).text
        m.press(m.asked[1], "absent")
        own = " ".join(m.fair.chair(m.asked[1]).get(m.fair.page(m.asked[1])).text.split())
        assert "tidak hadir" in own and "Stannya kosong (Hendra)" in own, "it reads why, and whom to ask"


@wide
def test_what_an_officer_hears_at_the_gate_is_written_told_and_a_no_waits(shop):
    m = a_morning()
    with at(m, -HOUR):
        for number in m.waits:
            m.ready(number)
        form = {"group": m.application(m.waits[0]).number, "act": "not"}
        done(m.officer.post(m.day + "/siap", data=form))
        with read() as db:
            ended = db.scalars(sa.select(Standby).where(table(Standby).c.ended_at.is_not(None))).one()
        assert (ended.ended_by, ended.ended_by_id, ended.ended_office) == ("Hendra", m.here.officer, True)
        assert told("bazaar_done_for") == 1
        m.ready(m.waits[0])
    with at(m):
        m.press(m.asked[0], "absent")
        [offer] = offers("open")
        first = next(n for n in m.waits if m.application(n).key == offer.application_id)
        answer = f"{m.day}/tawaran/{offer.key}"
        done(m.officer.post(answer, data={"answer": "no"}))
        done(m.officer.post(answer, data={"answer": "no"}), 409)
        assert [each.state for each in offers()] == ["open"] and told("bazaar_reply_noted") == 1
        assert "berlaku" in m.officer.get(m.day + "/kosong").text
        assert "Petugas mencatat: tidak bisa ikut" in m.fair.chair(first).get(m.fair.page(first)).text
    with at(m, HOUR + 11 * MINUTE):
        watch_day_offers()
        was, after = offers()
        assert (was.state, was.answered_by, was.office) == ("declined", "Hendra", True) and after.state == "open"
        second = next(n for n in m.waits if n != first)
        done(m.officer.post(f"{m.day}/tawaran/{after.key}", data={"answer": "no"}))
        m.answer(second, "yes", after.key)
        assert standing(m.first)[f"Kelompok {second}"] == after.booths, "the group itself says otherwise"
    with read() as db:
        replies = list(
            db.scalars(sa.select(Reply).where(table(Reply).c.slot_id == m.first).order_by(table(Reply).c.id))
        )
    assert [(r.said, r.way, r.state) for r in replies] == [
        ("no", "officer", "counts"), ("no", "officer", "overtaken"), ("yes", "account", "counts")
    ]  # fmt: skip
    with read() as db:
        heard = table(Act).c.code.in_(("bazaar_answered", "bazaar_heard_no"))
        acts = {(each.group_id, each.code, each.capacity) for each in db.scalars(sa.select(Act).where(heard))}
    groups = {n: m.application(n).group_id for n in (m.waits[0], first, second)}
    assert acts == {
        (groups[m.waits[0]], "bazaar_answered", "officer"),
        (groups[first], "bazaar_heard_no", "officer"), (groups[second], "bazaar_heard_no", "officer"),
    }, "and stands among what was done for each"  # fmt: skip


@wide
def test_an_offer_of_ten_minutes_is_answered_by_its_link(shop):
    m = a_morning(groups=4, booths=3)
    (waits,) = m.waits
    with at(m, -HOUR):
        m.ready(waits)
    with at(m):
        m.press(m.asked[0], "absent")
        [offer] = offers("open")
        with read() as db:
            link = db.scalars(sa.select(Notice).where(table(Notice).c.occasion == offer.occasion)).one().path
        phone, key = world.client(), link.partition("?")[2]
        done(phone.post(link))
        assert "Ya, kami datang" in phone.get(link).text
        done(phone.post(f"/kabar/jawab?{key}", data={"answer": "no"}))
        assert offers("open") and "Lewat tautan kabar dijawab" in phone.get(link).text, "it waits as any no by a link"
        assert phone.post(f"/kabar/jawab?{key}", data={"answer": "read"}).status_code == 409
        done(phone.post(f"/kabar/jawab?{key}", data={"answer": "yes"}))
        assert standing(m.first)[f"Kelompok {waits}"] == offer.booths
        assert phone.post(f"/kabar/jawab?{key}", data={"answer": "yes"}).status_code == 409


@contextmanager
def offered_to_the_first_who_waits(m):
    """The morning of a booth whose group did not come: its offer."""
    with at(m, -HOUR):
        m.ready(m.waits[0])
    with at(m):
        m.press(m.asked[0], "absent")
        [offer] = offers("open")
        yield offer


@wide
def test_an_offer_taken_and_the_booth_given_by_hand_in_the_same_second(shop):
    m = a_morning()
    one, other = m.waits
    with offered_to_the_first_who_waits(m) as offer:
        mine, office = m.fair.chair(one), m.officer
        by_hand = {"group": m.application(other).number, "booths": offer.booths, "reason": "Sudah di lapangan"}
        with ThreadPoolExecutor(2) as pool:
            yes = pool.submit(mine.post, f"{m.fair.page(one)}/tawaran/{offer.key}", data={"answer": "yes"})
            given = pool.submit(office.post, m.day + "/pengganti", data=by_hand)
            codes = sorted((yes.result().status_code, given.result().status_code))
        assert codes in ([303, 409], [303, 422]), codes
        [there] = [group for group, booth in standing(m.first).items() if booth == offer.booths]
        assert there in (f"Kelompok {one}", f"Kelompok {other}")
        assert offers()[0].state == ("taken" if there == f"Kelompok {one}" else "overtaken")


@wide
def test_who_gives_a_booth_by_hand_that_was_taken_meanwhile_reads_so(shop):
    m = a_morning()
    one, other = m.waits
    with offered_to_the_first_who_waits(m) as offer:
        m.answer(one, "yes", offer.key)
        by_hand = {"group": m.application(other).number, "booths": offer.booths}
        refused = m.officer.post(m.day + "/pengganti", data=by_hand)
        assert refused.status_code == 409 and "kelompok lain baru saja menempatinya" in refused.text


@wide
def test_a_day_that_is_over_says_what_can_still_be_done_and_no_hour_that_is_not_one(shop):
    m = a_morning()
    one, two = m.asked[:2]
    with at(m):
        m.press(one, "arrived")
        assert "boleh dilepas untuk hari ini saja" in m.officer.get(m.gate).text
    with at(m, -HOUR, day=1):
        page = m.officer.get(f"{m.gate}?hari={m.first}").text
        assert "Hari itu sudah lewat" in page and "boleh dilepas" not in page and "/gangguan" not in page
        assert "ditawari otomatis" not in m.officer.get(m.day + "/kosong").text
        m.press(two, "arrived", reason="Hadir sejak pagi, lupa dicatat")
        m.press(one, "absent", reason="Yang datang kelompok lain")
        row = m.officer.get(f"{m.gate}?hari={m.first}&q=Kelompok+{two}").text
        assert re.search(r'class="is-good"\s*>hadir\s*</small>', row), "it did not come the day after"
        assert re.search(r"belum dicatat →\s+hadir\s+\w+, \d+ \w+ \d\d\.\d\d WITA: Hadir sejak", row)
        one_group = m.officer.get(f"{m.gate}/{m.booking(two)}").text
        assert re.search(r'pill is-good"\s*>hadir\s*</span>', one_group)
        own = m.fair.chair(one).get(m.fair.page(one)).text
        assert re.search(r'<b class="is-bad">tidak hadir\s*</b>', own)


@wide
def test_the_list_to_read_out_is_of_the_day_that_runs(shop):
    m = a_morning(groups=4, booths=3)
    gone, stays = m.asked[:2]
    with at(m):
        m.press(gone, "absent")
        by_hand = {"group": m.application(m.waits[0]).number, "booths": m.free()[0], "reason": "Sudah di lapangan"}
        done(m.officer.post(m.day + "/pengganti", data=by_hand))
        assert f"Kelompok {m.waits[0]}<" in m.officer.get(m.fair.desk + "/surat/pindah").text
    with at(m, day=1):
        tomorrow = slot_ids(m.fair.slug)[1]
        kill(replace(m, today=1), [standing(tomorrow)[f"Kelompok {stays}"]])
        listed = m.officer.get(m.fair.desk + "/surat/pindah").text
        assert f"Kelompok {stays}<" in listed and f"Kelompok {m.waits[0]}<" not in listed
        own = " ".join(m.fair.chair(stays).get(m.fair.page(stays)).text.split())
        assert "tidak bisa dipakai lagi. Begitu ada stan kosong" in own, "it reads why it stands nowhere"


@wide
def test_the_late_one_gets_its_own_booth_back_or_any_free_one(shop):
    m = a_morning(groups=4, booths=3)
    one, two = m.asked[:2]
    (waits,) = m.waits
    with at(m):
        m.officer.post(m.day + "/siap", data={"group": m.application(waits).number, "act": "ready"})
        own = standing(m.first)[f"Kelompok {one}"]
        m.press(one, "absent")
        assert offers("open")[0].booths == own
        page = " ".join(m.officer.get(f"{m.gate}/{m.booking(two)}").text.split())
        assert f"{own}, sedang ditawarkan kepada Kelompok {waits}" in page
        m.press(one, "late", reason="Macet")
        assert told("bazaar_day_offer_over") == 1, "who may be on its way hears that the booth is taken"
        assert standing(m.first)[f"Kelompok {one}"] == own and [e.state for e in offers()] == ["overtaken"]
        m.press(one, "absent", reason="Pergi lagi")
        m.answer(waits, "yes", offers("open")[0].key)
        m.press(one, "late", reason="Macet lagi")
        m.press(two, "absent")
        page = m.officer.get(f"{m.gate}/{m.booking(one)}").text
        [spot] = re.findall(r"<option>\s*(\S+)\s*</option>", page)
        move = {"booths": spot, "reason": "Stannya sudah ditempati", "alone": "1"}
        done(m.officer.post(f"{m.gate}/{m.booking(one)}/pindah", data=move))
        assert standing(m.first)[f"Kelompok {one}"] == spot and told("bazaar_placed_today") == 1
        assert "yang datang belakangan menempati stan" in world.client().get(f"/bazar/{m.fair.slug}").text


@wide
def test_the_reason_that_the_gate_offers_is_read_in_each_readers_language(shop):
    m = a_morning()
    key = m.booking(m.asked[0])
    with at(m):
        officer = m.officer
        form = officer.get(f"{m.gate}?saring=belum").text
        assert 'name="why"' in form and "Stannya kosong 45 menit sesudah dibuka" in form
        assert officer.post(f"{m.gate}/{key}", data={"here": "absent"}).status_code == 422, "a script says why"
        done(officer.post(f"{m.gate}/{key}", data={"here": "absent", "why": "empty_booth"}))
        done(
            officer.post(
                f"{m.gate}/{key}", data={"here": "arrived", "why": "came_after", "reason": "Macet", "alone": "1"}
            )
        )
        told = officer.get(f"{m.gate}/{key}").text
        assert "tidak hadir: Stannya kosong 45 menit sesudah dibuka (" in told and "hadir: Macet (" in told
        officer.cookies.set("bahasa", "en")
        told = officer.get(f"{m.gate}/{key}").text
        assert "Its booth was empty 45 minutes after opening (" in told and "Macet (" in told


@wide
def test_two_officers_one_releases_and_one_marks_present(shop):
    m = a_morning()
    one = m.asked[0]
    key = m.booking(one)
    with at(m):
        a, b = m.officer, m.officer
        with ThreadPoolExecutor(2) as pool:
            pressed = [pool.submit(who.post, f"{m.gate}/{key}", data={"here": here, "reason": why})
                       for who, here, why in ((a, "absent", "Kosong"), (b, "arrived", "Saya lihat"))]  # fmt: skip
            codes = sorted(each.result().status_code for each in pressed)
        assert rows(key) in (["absent", "arrived"], ["arrived"]), rows(key)
        assert codes == ([303, 303] if len(rows(key)) == 2 else [303, 409])
        stale = {"here": "absent", "reason": "Kosong", "last": "0"}
        done(m.officer.post(f"{m.gate}/{key}", data=stale), 409)
        assert rows(key)[-1] == "arrived", "a page from before she came does not free her booth"
        assert standing(m.first)[f"Kelompok {one}"], "it stands in its own booth whichever came first"
        other = a_morning_elsewhere(m)
        done(m.officer.post(f"{other}/{key}", data={"here": "arrived"}), 404)


def a_morning_elsewhere(m: Morning) -> str:
    """The gate of another bazaar of the same office."""
    return done(m.officer.post(m.fair.desk + "/salin")) + "/kehadiran"


@wide
def test_a_block_that_dies_twice(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=4, booths=3)
    for zone in ("B", "C"):
        done(fair.officer.post(fair.desk + "/denah/blok", data={"zone": zone, "rows": "1", "per_row": "2"}))
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(4):
        fairs.register(fair, number)
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    m = Morning(here, fair, say_yes(fair))
    assert len(m.asked) == 4
    with at(m):
        for _ in range(2):
            before = standing(m.first)
            block = sorted(
                {booth[0] for booth in before.values()}, key=lambda z: -sum(b[0] == z for b in before.values())
            )[0]
            page = m.officer.get(f"{m.day}/gangguan?blok={block}").text
            tomorrow = {g: b for g, b in standing(slot_ids(m.fair.slug)[1]).items() if b[0] == block}
            later = " ".join(page.partition("Hari-hari berikutnya")[2].split())
            assert tomorrow and all(f"{group}<small>" in later for group in tomorrow)
            form = {"stan": re.findall(r'name="stan"\s+value="([^"]+)"', page), "reason": "Genset mati",
                    "mark": re.search(r'name="mark"\s+value="([^"]*)"', page)[1]}  # fmt: skip
            stale = m.officer.post(m.day + "/blok", data=form | {"mark": "x", "press": "a" * 20})
            assert stale.status_code == 409
            done(m.officer.post(m.day + "/blok", data=form))
            done(m.officer.post(m.day + "/blok", data=form), 409)
            after = standing(m.first)
            dead = [group for group, booth in before.items() if booth[0] == block]
            assert not [booth for booth in after.values() if booth in form["stan"]]
            assert all(after[g] == b for g, b in before.items() if g not in dead), "nobody else had to move"
            listed = m.officer.get(m.fair.desk + "/surat/pindah").text
            assert all(group in listed for group in dead)
        assert len(standing(m.first)) + told("bazaar_without_today") == 4
        assert len(set(standing(m.first).values())) == len(standing(m.first))
        lost = told("bazaar_without_today")
        put_out_goes_first(m)
        dead, page = form["stan"][0], m.officer.get(f"{m.day}/gangguan").text
        assert f'value="{dead}"' in page.partition("/pulih")[2].partition("</form>")[0]
        mended = {"stan": [dead], "reason": "Genset menyala lagi"}
        done(m.officer.post(m.day + "/pulih", data=mended))
        done(m.officer.post(m.day + "/pulih", data=mended), 409)
        assert lost < 2 or [offer.booths for offer in offers("open")] == [dead], "the next one who was put out"
        assert f"Stan {dead} bisa dipakai lagi" in world.client().get(f"/bazar/{m.fair.slug}").text


def put_out_goes_first(m: Morning) -> None:
    """Of those whose booths died the first in rank is offered what comes free, and nobody before it is in the queue."""
    with read() as db:
        first = waiting_for(db, bazaar := bazaar_by_slug(db, m.fair.slug), bazaar.days.of(m.first))[0]
        name, group = first.group.name, int(first.group.name.split()[-1])
    assert first.place == 0 and first.out
    page = " ".join(m.officer.get(f"{m.gate}/{m.booking(group)}").text.split())
    assert "tidak bisa dipakai lagi. Begitu ada" in page and "kelompok lain" not in page
    assert f"{name} tanpa stan: {first.out.was[0]}" in " ".join(m.officer.get(f"{m.gate}?hari={m.first}").text.split())
    m.press(next(n for n in m.asked if f"Kelompok {n}" in standing(m.first)), "absent")
    [offer] = offers("open")
    assert offer.application_id == first.application.key and offer.place == 0
    m.answer(group, "yes", offer.key)
    assert standing(m.first)[name] == offer.booths and told("bazaar_moved_today")
    public = " ".join(world.client().get(f"/bazar/{m.fair.slug}").text.split())
    assert "didahulukan dari antrean" in public and "datang belakangan" not in public


def kill(m: Morning, booths: list[str]) -> None:
    """Just what the page shows before."""
    page = m.officer.get(f"{m.day}/gangguan", params={"stan": booths}).text
    mark = re.search(r'name="mark"\s+value="([^"]*)"', page)[1]
    done(m.officer.post(m.day + "/blok", data={"stan": booths, "reason": "Genset mati", "mark": mark}))


@wide
def test_who_comes_to_a_dead_booth_has_none_and_is_neither_absent_nor_used_a_turn(shop):
    m = a_morning(groups=3, booths=3)
    one, two = m.asked[:2]
    key, name = m.booking(one), f"Kelompok {one}"
    with at(m):
        kill(m, [standing(m.first)[name]])
        listed = " ".join(m.officer.get(m.gate).text.split())
        assert "Tidak bisa dipakai: A" in listed and "Datang, tanpa stan" in listed
        assert "tidak dicatat tidak hadir" in m.press(one, "absent", 422)
        m.press(one, "arrived"), m.press(one, "arrived")
        assert rows(key) == ["no_booth"]
        assert re.search(r"Tanpa stan <b class=\"num\">1<", m.officer.get(m.gate).text)
        tables = on_page(m.officer.get(m.fair.desk + "/laporan").text)
        assert tables["hadir"][0][1:] == ["3", "0", "0", "0", "1", "2"]
        assert [row[2:] for row in tables["gangguan"]] == [["Genset mati", "0", "2"]], "today and tomorrow"
        paper = m.officer.get(m.fair.desk + "/surat/ringkasan").text
        assert "Genset mati" in paper and "Datang, tanpa stan" in paper
        turns = {n: turns_of(m, n) for n in (one, two)}
        assert turns == {one: 0, two: 1}
        m.press(two, "absent")
        [offer] = offers("open")
        m.answer(one, "yes", offer.key)
        assert rows(key) == ["no_booth", "arrived"] and turns_of(m, one) == 1
        m.press(one, "undo", last=str(last_row(key)))
        assert rows(key)[-1] == "unseen" and turns_of(m, one) == 1, "it stands in a booth now"
        m.press(one, "arrived")
        done(m.officer.post(m.day + "/pulih", data={"blok": "A", "reason": "Menyala lagi"}))
        assert told("bazaar_regained") == 1 and "Tidak bisa dipakai:" not in m.officer.get(m.gate).text
        assert "Ya, kami ikut" in m.fair.chair(one).get(m.fair.page(one)).text, "tomorrow is offered to it again"


def turns_of(m: Morning, number: int) -> int:
    """As another bazaar would count them."""
    with read() as db:
        group, other = m.application(number).group_id, Bazaar(name="Lain", village="71.72", made_by_id=m.here.officer)
        other.id = 0
        return standings(db, other, [group])[group].turns


@wide
def test_a_slip_is_taken_back_at_once_and_later_with_a_reason(shop):
    m = a_morning()
    one, two = m.asked[:2]
    with at(m):
        m.press(one, "late"), m.press(one, "arrived")
        assert rows(m.booking(one)) == ["late"], "who is here came as she came"
        m.press(one, "arrived", reason="Salah tekan")
        m.press(one, "late", 422)
        m.press(one, "late", reason="Memang terlambat")
        assert rows(m.booking(one)) == ["late", "arrived", "late"]
        m.press(two, "absent")
        m.press(two, "undo", last=str(last_row(m.booking(two))))
        m.press(two, "absent")
        shown = " ".join(m.officer.get(m.gate).text.split())
        assert "tidak hadir → belum dicatat" in shown, "that it was taken back is read too"
    with at(m, HOUR + 11 * MINUTE):
        last = str(last_row(m.booking(two)))
        assert 'id="reason-here"' in m.press(two, "undo", 422, last=last), "the page has the field that is asked for"
        m.press(two, "undo", last=last, reason="Ada di toilet")
        assert rows(m.booking(two)) == ["absent", "unseen"] * 2


def declined(db, m: Morning, number: int) -> None:
    """It said no to another day."""
    a = m.application(number)
    told = {"bazaar_id": a.bazaar_id, "application_id": a.key, "group_id": a.group_id}
    Booking(slot_id=slot_ids(m.fair.slug)[1], state=BookingState.DECLINED, **told).add(db)


@wide
def test_whose_booth_died_has_nothing_to_correct_to_sell_or_to_use_a_turn(shop):
    m = a_morning(groups=3, booths=3)
    one, two = m.asked[:2]
    key, corrects = m.booking(one), "Koreksi catatan"
    with at(m, -HOUR):
        m.press(two, "arrived")
        assert corrects not in m.officer.get(f"{m.gate}/{m.booking(two)}").text, "no button stands there yet"
    with at(m):
        m.press(two, "late", 422, why="came_after")
        m.press(two, "late", 422, why="empty_booth")
        assert corrects in m.officer.get(f"{m.gate}/{m.booking(two)}").text
        kill(m, [standing(m.first)[f"Kelompok {one}"]])
        assert turns_of(m, one) == 0, "who stays at home because we wrote so uses no turn either"
        m.press(one, "arrived")
        assert f'id="amount-{key}"' not in m.fair.chair(one).get(m.fair.page(one)).text
        sold = m.fair.chair(one).post(f"{m.fair.page(one)}/penjualan/{key}", data={"amount": "90.000", "mark": ""})
        assert sold.status_code in (409, 422)
    with at(m, 9 * HOUR):
        assert corrects not in m.officer.get(f"{m.gate}/{key}").text
        m.press(one, "arrived", 409, reason="Ternyata hadir")
        m.press(two, "absent", 422, reason="", why="empty_booth")
        assert rows(key) == ["no_booth"]


@wide
def test_a_mended_block_is_offered_to_who_stood_there(shop):
    m = a_morning(groups=4, booths=4)
    with at(m):
        own = standing(m.first)
        kill(m, list(own.values()))
        done(m.officer.post(m.day + "/pulih", data={"blok": "A", "reason": "Menyala lagi"}))
        names = {m.application(n).key: f"Kelompok {n}" for n in m.asked}
        assert {names[each.application_id]: each.booths for each in offers("open")} == own
        [first, *_] = m.asked
        [hers] = [each.key for each in offers("open") if names[each.application_id] == f"Kelompok {first}"]
        m.answer(first, "yes", hers)
        booth = own[f"Kelompok {first}"]
        assert f"stan {booth} dipakai lagi" in world.client().get(f"/bazar/{m.fair.slug}").text
        with read() as db:
            [told_so] = [each for each in db.scalars(sa.select(Message)) if each.template == "bazaar_moved_today"]
        assert f"stan {booth} bisa dipakai lagi" in worded(told_so.template, told_so.params, name="Ibu").body


@wide
def test_a_lost_day_comes_back_as_what_it_was_and_not_to_who_gave_up(shop):
    m = a_morning(groups=3, booths=3)
    one, two = m.asked[:2]
    second = slot_ids(m.fair.slug)[1]
    with at(m):
        b = table(Booking)
        kill(m, [standing(second)[f"Kelompok {n}"] for n in (one, two)])
        lost = [m.booking(n, second) for n in (one, two)]

        def since(db):
            db.execute(sa.update(b).where(b.c.id.in_(lost)).values(from_queue=True))
            a = m.application(two)
            told = {"bazaar_id": a.bazaar_id, "application_id": a.key, "group_id": a.group_id}
            Booking(slot_id=m.first, state=BookingState.DECLINED, **told).add(db)

        write(since)
        done(m.officer.post(m.day + "/pulih", data={"blok": "A", "reason": "Menyala lagi"}))
        assert told("bazaar_regained") == 1 and m.booking(two, second) == lost[1]
        with read() as db:
            assert Booking.get(db, m.booking(one, second)).from_queue, "what the queue gave comes from the queue again"


@wide
def test_who_is_passed_over_by_hand_reads_so(shop):
    m = a_morning()
    with at(m):
        m.press(m.asked[0], "absent")
        with read() as db:
            bazaar = bazaar_by_slug(db, m.fair.slug)
            first, second = (
                int(each.group.name.split()[-1]) for each in waiting_for(db, bazaar, bazaar.days.of(m.first))
            )
        form = {"group": m.application(second).number, "booths": m.free()[0], "reason": "Sudah di lapangan"}
        done(m.officer.post(m.day + "/pengganti", data=form))
        write(lambda db: declined(db, m, first))
        told_so = "1 stan diberikan petugas kepada kelompok di belakang Anda"
        pages = {n: " ".join(m.fair.chair(n).get(m.fair.page(n)).text.split()) for n in (first, second)}
        assert told_so in pages[first] and told_so not in pages[second]


def sequences(slug: str) -> list[int]:
    """Of the days of a bazaar in its calendar."""
    return [int(n) for n in re.findall(r"SEQUENCE:(\d+)", world.client().get(f"/bazar/{slug}.ics").text)]


def promised(slot: int) -> int:
    """Hours of a day that groups gave to it."""
    with read() as db:
        b, h = table(Booking), table(BookedHour)
        mine = sa.select(sa.func.count()).select_from(h.join(b, b.c.id == h.c.booking_id)).where(b.c.slot_id == slot)
        return db.scalar(mine)


def promise_away(db, m: Morning, slot: int) -> None:
    """Once a day is shorter, a group promises the hour after it to somebody else."""
    short = db.get_one(Slot, slot)
    key = m.booking(m.asked[0])
    hour = short.ends_at(Bazaar.get(db, short.bazaar_id))
    BookedHour(booking_id=key, group_id=Booking.get(db, key).group_id, hour=hour).add(db)


def in_between(db, m: Morning, slot: int) -> int:
    """And another slot of that evening."""
    promise_away(db, m, slot)
    short = db.get_one(Slot, slot)
    return Slot(bazaar_id=short.bazaar_id, day=short.day, starts=time(14), ends=time(16)).add(db).key


def promised_elsewhere() -> list[bool]:
    """Of the letters of the latest day that was lengthened, whether they say so."""
    with read() as db:
        found = [each for each in db.scalars(sa.select(Message)) if each.template == "bazaar_day_lengthened"]
        last = max(found, key=lambda each: each.key).params["ends_at"]
        return sorted(each.params["elsewhere"] for each in found if each.params["ends_at"] == last)


def given(m: Morning, key: int) -> list[bool]:
    """Whether the hours around the start and the end of a day are its own."""
    with read() as db:
        bazaar = bazaar_by_slug(db, m.fair.slug)
        slot = bazaar.days.of(key)
        return [slot.meets(bazaar, slot.day, time(hour), time(hour + 1)) for hour in (8, 9, 16, 17)]


@wide
def test_no_other_day_is_moved_into_hours_that_a_day_got_back(shop):
    m = a_morning()
    why = {"reason": "Hujan"}
    with at(m, -HOUR):
        done(m.officer.post(m.day + "/pendekkan", data=why | {"ends": "15:00"}))
    with at(m, HOUR):
        first = slot_ids(m.fair.slug)[0]
        assert given(m, first) == [False, True, False, False]
        done(m.officer.post(m.day + "/pendekkan", data=why | {"ends": "17:00"}))
        assert given(m, first) == [False, True, True, False]


@wide
def test_rain_ends_the_day_sooner_but_never_before_now(shop):
    m = a_morning()
    second = slot_ids(m.fair.slug)[1]
    for day, hour, who in ((20, "11:30", "Tari"), (20, "14:30", "Lomba"), (21, "16:00", "Sambutan")):
        item = {"performance_day": fairs.day(day), "performance_at": hour, "performer": who, "stage": "Utama"}
        done(m.fair.officer.post(m.fair.desk + "/acara", data=item))
    lomba = {"performance_day": fairs.day(20), "performance_at": "14:30", "performer": "Lomba", "stage": "Utama"}
    before = sequences(m.fair.slug)
    post, why = m.day + "/pendekkan", {"reason": "Hujan \x0bderas"}
    with at(m, 3 * HOUR):  # noon
        officer = m.officer
        assert "sudah lewat" in officer.post(post, data=why | {"ends": "11.00"}).text
        assert "harus sebelum 17.00" in officer.post(post, data=why | {"ends": "18.00"}).text
        assert officer.post(post, data={"ends": "14.00"}).status_code == 422
        assert "Acara yang mulai sesudah jam baru" in officer.get(m.day + "/gangguan").text
        shortened = done(officer.post(post, data=why | {"ends": "14.00"}))
        assert "1 acara sesudah jam itu batal" in officer.get(shortened).text
        assert told("bazaar_day_shortened") == 3
        tomorrow = f"{m.gate}/hari/{second}/pendekkan"
        done(officer.post(tomorrow, data=why | {"ends": "13:00"}))
        assert promised(second) == 3 * 4
        assert "Paling lama sampai 17.00" in officer.post(tomorrow, data=why | {"ends": "18.00"}).text
        done(officer.post(tomorrow, data=why | {"ends": "13.00"}), 409)
        other = write(lambda db: in_between(db, m, second))
        assert "bertumpang" in officer.post(tomorrow, data=why | {"ends": "15.00"}).text
        write(lambda db: db.delete(db.get_one(Slot, other)))
        done(officer.post(tomorrow, data=why | {"ends": "15:00"}))
        assert promised(second) == 3 * 6 - 1 and told("bazaar_day_lengthened") == 3
        assert promised_elsewhere() == [False, False, True]
        assert "tidak muat lagi" in officer.post(m.fair.desk + "/acara", data=lomba).text
        done(officer.post(post, data=why | {"ends": "15.00"}))
        done(officer.post(m.fair.desk + "/acara", data=lomba))
        assert "<s>Lomba" not in world.client().get(f"/bazar/{m.fair.slug}").text
        assert officer.post(m.fair.desk + "/acara", data=lomba).status_code == 422
        assert officer.get(m.fair.desk + "/laporan.xlsx").status_code == 200, "no sheet holds a hidden sign"
        assert "boleh diperpanjang lagi sampai 17.00" in " ".join(officer.get(m.day + "/gangguan").text.split())
        done(officer.post(post, data=why | {"ends": "14.00"}))
        public = re.sub(r"\s+", " ", world.client().get(f"/bazar/{m.fair.slug}").text)
        assert all(each in public for each in ("09.00–14.00", "09.00–15.00", "Semula:", "Hujan deras"))
        assert re.findall(r"<s>(\w+)</s>", public) == ["Lomba", "Sambutan"]
        again = sequences(m.fair.slug)
        assert all(now > was for was, now in zip(before, again, strict=True)), "calendars take the new end"
        done(officer.post(m.day + "/selesai", data=why))
        assert sequences(m.fair.slug)[0] > again[0]
        assert told("bazaar_day_ended") == 3
        done(officer.post(post, data=why | {"ends": "13.30"}), 409)
        done(officer.post(f"{m.gate}/hari/999/pendekkan", data=why | {"ends": "13.30"}), 404)
        m.ready(m.waits[0], code=409)
    with at(m, HOUR, day=1):  # shorter since yesterday, and lengthened while it runs
        write(lambda db: promise_away(db, m, second))
        done(m.officer.post(tomorrow, data=why | {"ends": "17:00"}))
        assert promised_elsewhere() == [False, False, True] and promised(second) == 3 * 8 - 2


@wide
def test_who_stands_by_hears_that_the_day_is_off_moved_or_over(shop):
    m = a_morning()
    low, high = m.waits
    second, why = slot_ids(m.fair.slug)[1], {"reason": "Ombak tinggi"}
    with at(m, -12 * HOUR):
        m.ready(low), m.ready(high)
    with at(m):
        m.press(m.asked[0], "absent")
        assert len(offers("open")) == 1
        done(m.officer.post(m.day + "/pendekkan", data=why | {"ends": "16.00"}))
        assert told("bazaar_standby_hours") == 2 and len(stand_by()) == 2
        done(m.officer.post(m.day + "/selesai", data=why))
        assert told("bazaar_standby_over") == 2, "one of them with a booth on offer"
        assert [each.state for each in offers()] == ["overtaken"] and stand_by() == []
    later = {"slot": str(second), "act": "ready"}
    with at(m, -12 * HOUR, day=1):
        done(m.fair.chair(low).post(m.fair.page(low) + "/siap", data=later))
        moved = why | {"day": fairs.day(35), "starts": "09:00", "ends": "17:00"}
        done(m.officer.post(f"{m.fair.desk}/sesudah/hari/{second}/pindah", data=moved))
        assert told("bazaar_standby_over") == 3 and stand_by() == [], "it never said that it could come then"
    with at(m, -12 * HOUR, day=1):
        done(m.fair.chair(low).post(m.fair.page(low) + "/siap", data=later))
        done(m.officer.post(f"{m.fair.desk}/sesudah/hari/{second}/batal", data=why))
        assert told("bazaar_standby_over") == 4 and stand_by() == []
        assert "Siap datang tidak berlaku lagi" in m.officer.get(m.fair.desk + "/kabar").text


@wide
def test_the_map_says_who_sells_now(shop):
    m = a_morning(groups=4, booths=3)
    one, two, three = m.asked
    page = f"/bazar/{m.fair.slug}?hari={m.first}"
    assert "now-" not in world.client().get(page).text
    with at(m):
        for number, here in ((one, "arrived"), (two, "arrived")):
            m.press(number, here)
        m.press(two, "left")
        stood = standing(m.first)
        text = world.client().get(page).text
        for number, word in ((one, "open"), (two, "closed"), (three, "awaited")):
            booth = stood[f"Kelompok {number}"]
            assert f'href="#{booth}" class="now-{word}"' in text, word
        m.press(three, "absent")
        assert "now-awaited" not in world.client().get(page).text
        group = m.fair.groups[one][0]
        assert f"stan {stood[f'Kelompok {one}']}" in world.client().get(f"/kelompok/{group}").text
    with at(m, -12 * HOUR):
        first_page = m.fair.chair(one).get(f"/lapak/{group}").text
        assert f"Besok di Bazar Pesisir: stan {stood[f'Kelompok {one}']}" in first_page


@wide
def test_the_queue_goes_on_for_days_to_come_once_the_first_has_begun(shop):
    """It was dead from the moment the first day began."""
    m = a_morning(groups=4, booths=3)
    leaving = m.asked[0]
    with at(m):
        done(m.fair.chair(leaving).post(m.fair.page(leaving) + "/jawab", data={"answer": "withdraw"}))
        assert told("bazaar_offer") == 1
        page = m.fair.chair(m.waits[0]).get(m.fair.page(m.waits[0])).text
        assert "Ya, kami ikut" in page
        done(m.fair.chair(m.waits[0]).post(m.fair.page(m.waits[0]) + "/jawab", data={"answer": "yes"}))
        with read() as db:
            b, h = table(Booking), table(BookedBooth)
            there = sa.select(b.c.slot_id).join(h, h.c.booking_id == b.c.id)
            there = there.where(b.c.application_id == m.application(m.waits[0]).key)
            assert list(db.scalars(there)) == [slot_ids(m.fair.slug)[1]]
