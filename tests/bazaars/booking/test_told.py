"""Who was told what: only rows count, a link answers for its group alone, an officer writes down what she heard."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.allotting.runs import watch_offers
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.deadline import locks_of
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.reply import Reply, ReplyState
from market.bazaars.booking.telling import tell_results
from market.bazaars.booking.told import N
from market.bazaars.registering.application import Application
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.later import write_later
from market.kernel.record import table
from market.messages.channels import letter
from market.messages.outbox import Message
from market.people.access import CLOCK
from market.people.act import Act
from market.people.device import Device
from market.people.group import Group, group_by_slug
from market.people.helpers import Facilitation
from market.people.person import Person
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.heard import Heard, heard, once_it_counts
from tests.bazaars.world import done
from tests.conftest import both, wide

MOVED = {"day": fairs.day(25), "starts": "10:00", "ends": "15:00", "reason": "Hujan"}


def states(fair: Heard, number: int) -> set[str]:
    with read() as db:
        group = fairs.group_id(fair.groups[number][0])
        return {b.state.value for b in db.query(Booking).where(table(Booking).c.group_id == group)}


def said(fair: Heard, number: int) -> list[tuple[str, str, str]]:
    with read() as db:
        notice = fair.line(number)
        return [(r.said, r.way, r.state) for r in db.query(Reply).where(table(Reply).c.notice_id == notice)]


def still_waiting(fair: Heard, number: int) -> list[str]:
    """What does not count yet, of all that was said for a group."""
    with read() as db:
        group = fairs.group_id(fair.groups[number][0])
        hers = (table(Application).c.group_id == group, table(Reply).c.state == ReplyState.WAITS)
        wanted = db.query(Reply).join(Application, table(Application).c.id == table(Reply).c.application_id)
        return [each.said for each in wanted.where(*hers).order_by(table(Reply).c.id)]


def opened(fair: Heard, number: int):
    """A phone of the group that has opened its link."""
    phone, link = world.client(), fair.link(number)
    assert "mendapat stan" not in phone.get(link).text, "before the press nothing is told, to no robot either"
    done(phone.post(link))
    return phone


@wide
def test_only_what_is_written_down_counts_as_told(shop):
    fair = heard(world.a_shop())
    page = fair.officer.get(fair.news_desk).text
    assert "0 dari 6 terkirim, 0 dibuka" in page and "6 kelompok belum dikabari" in page
    assert page.count("https://wa.me/") == 6
    one, two = fair.line(0), fair.line(1)
    done(fair.officer.post(f"{fair.news_desk}/{one}", data={"act": "whatsapp"}))
    done(fair.officer.post(f"{fair.news_desk}/banyak", data={"act": "phone", "notices": [str(one), str(two)]}))
    page = fair.officer.get(fair.news_desk + "?saring=semua").text
    assert "2 dari 6 terkirim" in page and "dikirim lewat WhatsApp" in page and "Hendra" in page
    done(fair.officer.post(f"{fair.news_desk}/{two}", data={"act": "take_back"}))
    assert "1 dari 6 terkirim" in fair.officer.get(fair.news_desk).text
    opened(fair, 2)
    page = fair.officer.get(fair.news_desk).text
    assert "1 dari 6 terkirim, 1 dibuka" in page and "4 kelompok belum dikabari" in page


def test_nothing_ticked_says_what_to_tick_and_no_card_is_empty(shop):
    fair = heard(world.a_shop())
    refused = fair.officer.post(f"{fair.news_desk}/banyak", data={"act": "phone"})
    assert refused.status_code == 422 and "Centang dulu kelompoknya." in refused.text
    assert "Sesudah undian" not in fair.officer.get(fair.desk + "/pembagian").text


@wide
def test_a_chat_has_the_words_that_fit_each_group(shop):
    fair = heard(world.a_shop())
    page = fair.officer.get(fair.news_desk).text
    chats = [unquote(each) for each in re.findall(r'href="(https://wa\.me/[^"]+)"', page)]
    seated, left = fair.by_state("bazaar_seated"), fair.by_state("bazaar_left_out")
    assert seated and left
    for number in seated:
        [chat] = [each for each in chats if f"Kelompok {number:03d}" in each]
        assert chat.count(f"Kelompok {number:03d}") == 1, "its name is said once"
        assert re.search(r"Stan A\d\d: \w+, \d+ \w+ \d\d\.\d\d WI", chat), "booth, day and hour, read out too"
        assert "mendapat stan" in chat and "jawab ikut atau tidak" in chat and "/kabar?kunci=" in chat
    for number in left:
        [chat] = [each for each in chats if f"Kelompok {number:03d}" in each]
        assert "belum kebagian" in chat and "jawab" not in chat.lower() and "/lapak/" not in chat


@wide
def test_a_link_opens_one_piece_of_news_in_one_browser(shop):
    fair = heard(world.a_shop())
    [one, other] = fair.by_state("bazaar_seated")[:2]
    phone, link = opened(fair, one), fair.link(one)
    page = phone.get(link).text
    assert "mendapat stan" in page and f"Kelompok {other:03d}" not in page
    assert 'content="noindex' in page
    second = world.client()
    page = second.get(link).text
    assert "sudah dibuka di HP lain" in page and "minta tautan baru" in page and "mendapat stan" not in page
    answer = second.post("/kabar/jawab?" + link.partition("?")[2], data={"answer": "no"})
    assert answer.status_code == 422 and states(fair, one) == {"offered"}
    assert second.post(link).status_code == 422
    assert world.client().get("/kabar?kunci=" + "x" * 43).status_code == 404
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(one)}", data={"act": "renew"}))
    assert phone.get(link).status_code == 404, "the old link is over"
    done(second.post(fair.link(one)))
    done(second.post("/kabar/jawab?" + fair.link(one).partition("?")[2], data={"answer": "yes"}))
    assert states(fair, one) == {"confirmed"} and said(fair, one) == [("yes", "link", "counts")]
    assert states(fair, other) == {"offered"}


@both
def test_an_officer_who_signed_out_opens_no_link_of_a_group(shop):
    """She sends the links: in her own browser, which knows her, she would answer for the group."""
    here = world.a_shop()
    fair = heard(here)
    link, browser = fair.link(fair.by_state("bazaar_seated")[0]), world.client()
    with read() as db:
        phone = db.get(Person, here.officer).phone
    done(browser.post("/masuk", data={"identifier": phone, "password": world.PASSWORD}))
    done(browser.post("/keluar"))
    assert "milik kelompok" in browser.get(link).text
    refused = browser.post(link)
    assert refused.status_code == 422 and "milik kelompok" in refused.text
    group = world.client()
    done(group.post(link))
    done(group.post("/masuk", data={"identifier": phone, "password": world.PASSWORD}))
    done(group.post("/keluar"))
    assert "milik kelompok" not in group.get(link).text, "what the group opened before stays its own"


def test_an_officer_opens_no_link_of_a_group(shop):
    """One of another place reads no registration number beside its name either."""
    here = world.a_shop()
    fair = heard(here)
    link = fair.link(0)
    assert "milik kelompok" in fair.officer.get(link).text and "/gerbang/" in fair.officer.get(link).text
    assert "/gerbang/" not in world.as_person(here.far_officer).get(link).text
    assert fair.officer.post(link).status_code == 422
    with read() as db:
        assert Notice.get(db, fair.line(0)).opened_at is None


@wide
def test_a_no_by_the_link_waits_is_told_and_may_be_taken_back(shop):
    """Whoever was sent the link on may have pressed: no account stands behind it."""
    fair = heard(world.a_shop())
    one, two = fair.by_state("bazaar_seated")[:2]
    phone = opened(fair, one)
    key = fair.link(one).partition("?")[2]
    done(phone.post(f"/kabar/jawab?{key}", data={"answer": "no"}))
    assert states(fair, one) == {"offered"} and said(fair, one) == [("no", "link", "waits")]
    assert phone.post(f"/kabar/jawab?{key}", data={"answer": "no"}).status_code == 409
    assert fair.by_state("bazaar_reply_noted") == [one], "the group is told by every way it has"
    assert "Lewat tautan kabar dijawab: tidak bisa ikut" in fair.chair(one).get(fair.page(one)).text
    done(phone.post(f"/kabar/jawab?{key}", data={"answer": "back"}))
    assert phone.post(f"/kabar/jawab?{key}", data={"answer": "back"}).status_code == 409
    done(phone.post(f"/kabar/jawab?{key}", data={"answer": "no"}))
    told = world.client()
    done(told.post(fair.link(one, "noted")))
    assert "Ya, kami ikut" in told.get(fair.link(one, "noted")).text, "another phone of the group says otherwise"
    done(told.post("/kabar/jawab?" + fair.link(one, "noted").partition("?")[2], data={"answer": "yes"}))
    assert states(fair, one) == {"confirmed"}
    assert [each[2] for each in said(fair, one)] == ["taken_back", "overtaken", "counts"]
    other = opened(fair, two)
    done(other.post("/kabar/jawab?" + fair.link(two).partition("?")[2], data={"answer": "no"}))
    with time_machine.travel(once_it_counts(), tick=True):
        watch_offers()
    assert states(fair, two) == {"declined"}
    assert fair.by_state("bazaar_offer"), "the next in the queue has a notice of its own"
    again = other.post("/kabar/jawab?" + fair.link(two).partition("?")[2], data={"answer": "yes"})
    assert again.status_code == 409 and "sudah menjawab" in again.text
    page = fair.officer.get(fair.news_desk + "?kabar=offer").text
    assert "Tawaran dari antrean" in page and "0 dari 1 terkirim" in page


@wide
def test_a_booth_that_an_officer_gives_up_for_a_group_waits_too(shop):
    fair = heard(world.a_shop())
    one, two = fair.by_state("bazaar_seated")[:2]
    for number in (one, two):
        done(fair.chair(number).post(fair.page(number) + "/jawab", data={"answer": "yes"}))
        done(fair.officer.post(fair.page(number) + "/jawab", data={"answer": "withdraw"}))
        assert states(fair, number) == {"confirmed"}
    assert fair.by_state("bazaar_reply_noted") == sorted([one, two])
    page = fair.chair(one).get(fair.page(one)).text
    assert "Petugas mencatat: tidak jadi ikut" in page and "Kami tetap ikut" in page
    done(fair.chair(one).post(fair.page(one) + "/jawab", data={"answer": "yes"}))
    with time_machine.travel(once_it_counts(), tick=True):
        watch_offers()
    assert states(fair, one) == {"confirmed"} and states(fair, two) == {"withdrawn"}


def test_what_waits_rests_at_night_and_turns_about_six_times_an_hour(shop):
    """Whoever holds a link writes to every chair with each press; what is written at eleven counts in the morning."""
    with time_machine.travel(datetime.combine(now().date(), time(15), UTC), tick=True):  # 23.00 WITA
        fair = heard(world.a_shop())
        one = fair.by_state("bazaar_seated")[0]
        phone, key = opened(fair, one), fair.link(one).partition("?")[2]
        done(phone.post(f"/kabar/jawab?{key}", data={"answer": "no"}))
        assert once_it_counts() > now() + timedelta(hours=8, minutes=50)
        for n in range(5):
            done(phone.post(f"/kabar/jawab?{key}", data={"answer": "no" if n % 2 else "back"}))
        assert phone.post(f"/kabar/jawab?{key}", data={"answer": "no"}).status_code == 429
        done(phone.post(f"/kabar/jawab?{key}", data={"answer": "yes"}))


@wide
def test_yes_to_an_offer_counts_while_giving_up_another_day_waits(shop):
    """And to keep the other day is no answer to the offer."""
    fair = heard(world.a_shop())
    one, two, three = fair.by_state("bazaar_seated")[:3]
    for number in (one, two, three):
        done(fair.chair(number).post(fair.page(number) + "/jawab", data={"answer": "yes"}))
    with read() as db:
        slot = bazaar_by_slug(db, fair.slug).days.slots[0].key
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{slot}/pindah", data=MOVED))
    for number in (one, two, three):
        done(fair.officer.post(fair.page(number) + "/jawab", data={"answer": "withdraw"}))
        assert states(fair, number) == {"offered", "confirmed"}
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(one)}/jawab", data={"answer": "yes"}))
    assert states(fair, one) == {"confirmed"}
    mine = fair.chair(two)
    assert 'value="keep"' in mine.get(fair.page(two)).text
    done(mine.post(fair.page(two) + "/jawab", data={"answer": "keep"}))
    done(mine.post(fair.page(two) + "/jawab", data={"answer": "keep"}), 409)
    assert states(fair, two) == {"offered", "confirmed"}
    assert "Ya, kami ikut" in mine.get(fair.page(two)).text
    withdraws = {"answer": "withdraw"}
    assert fair.officer.post(f"{fair.news_desk}/{fair.line(two)}/jawab", data=withdraws).status_code == 422
    for status in (303, 409):  # no to the offer too: another thing than giving up the other day, and once
        done(fair.officer.post(f"{fair.news_desk}/{fair.line(three)}/jawab", data={"answer": "no"}), status)
    phone, link = world.client(), fair.asked_by(three)
    done(phone.post(link))
    page, key = phone.get(link).text, link.partition("?")[2]
    assert all(f'value="{answer}"' in page for answer in ("keep", "yes", "back")) and 'value="no"' not in page
    done(phone.post(f"/kabar/jawab?{key}", data={"answer": "back"}))
    assert still_waiting(fair, three) == ["withdraw"]
    done(phone.post(f"/kabar/jawab?{key}", data={"answer": "no"}))
    with time_machine.travel(once_it_counts(), tick=True):
        watch_offers()
    assert states(fair, three) == {"declined", "withdrawn"}


@wide
def test_what_was_heard_by_phone_is_counted_and_who_is_silent_is_one_list(shop):
    fair = heard(world.a_shop())
    seated = fair.by_state("bazaar_seated")
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(seated[0])}/jawab", data={"answer": "yes"}))
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(seated[1])}/jawab", data={"answer": "no"}))
    page = fair.officer.get(fair.news_desk + "?kabar=result").text
    assert "0 dari 6 terkirim, 0 dibuka, 2 dari 4 menjawab" in re.sub(r"\s+", " ", page)
    done(fair.officer.post(fair.news_desk + "/pesan", data={"text": "Mohon jawab sebelum malam.", "to": "unanswered"}))
    assert fair.by_state("bazaar_message") == seated[2:], "a no that waits is an answer"
    page = fair.officer.get(fair.news_desk + "?saring=diam").text
    shown = re.findall(r"<b>(Kelompok \d+)</b>", page)
    assert shown == [f"Kelompok {n:03d}" for n in seated[2:]], "the newest news that asks, not the newest"
    for number in seated[2:]:
        done(fair.officer.post(f"{fair.news_desk}/{fair.line(number, news_of(fair))}", data={"act": "whatsapp"}))
    page = fair.officer.get(fair.news_desk + "?saring=tangan").text
    assert re.findall(r"<b>(Kelompok \d+)</b>", page), "it opens where somebody has to be told by hand"
    write(lambda db: db.execute(sa.update(N).where(N.c.news == news_of(fair)).values(opened_at=now())))
    page = fair.officer.get(fair.news_desk + "?saring=tutup").text
    assert re.findall(r"<b>(Kelompok \d+)</b>", page), "it opens where somebody has not opened it"


def news_of(fair: Heard) -> str:
    """The name of the newest message to many."""
    with read() as db:
        return next(
            n.news for n in db.query(Notice).order_by(table(Notice).c.id.desc()) if n.template == "bazaar_message"
        )


@wide
def test_a_yes_that_an_officer_hears_counts_at_once_and_a_no_after_two_hours(shop):
    fair = heard(world.a_shop())
    one, two = fair.by_state("bazaar_seated")[:2]
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(one)}/jawab", data={"answer": "yes"}))
    assert states(fair, one) == {"confirmed"} and said(fair, one) == [("yes", "officer", "counts")]
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(two)}/jawab", data={"answer": "no"}))
    assert states(fair, two) == {"offered"}, "nothing is free yet"
    page = fair.officer.get(fair.news_desk + "?saring=semua").text
    assert "lewat petugas Hendra" in page and "Tarik kembali catatan ini" in page
    assert fair.by_state("bazaar_reply_noted") == sorted([one, two]), "both are told what was written down"
    again = fair.officer.post(f"{fair.news_desk}/{fair.line(two)}/jawab", data={"answer": "no"})
    assert again.status_code == 409
    watch_offers()
    assert states(fair, two) == {"offered"}
    with time_machine.travel(once_it_counts(), tick=True):
        watch_offers()
    assert states(fair, two) == {"declined"} and said(fair, two) == [("no", "officer", "counts")]
    assert fair.by_state("bazaar_offer")


@wide
def test_a_no_that_waits_is_taken_back_or_contradicted(shop):
    fair = heard(world.a_shop())
    one, two = fair.by_state("bazaar_seated")[:2]
    for number in (one, two):
        done(fair.officer.post(f"{fair.news_desk}/{fair.line(number)}/jawab", data={"answer": "no"}))
    with read() as db:
        key = next(r.key for r in db.query(Reply) if r.notice_id == fair.line(one))
    done(fair.officer.post(f"{fair.news_desk}/jawaban/{key}/batal"))
    assert fair.officer.post(f"{fair.news_desk}/jawaban/{key}/batal").status_code == 409
    phone = opened(fair, two)
    assert "Petugas mencatat: tidak bisa ikut" in phone.get(fair.link(two)).text
    done(phone.post("/kabar/jawab?" + fair.link(two).partition("?")[2], data={"answer": "yes"}))
    with time_machine.travel(now() + timedelta(hours=3), tick=True):
        watch_offers()
    assert states(fair, one) == {"offered"} and states(fair, two) == {"confirmed"}
    assert said(fair, two) == [("no", "officer", "overtaken"), ("yes", "link", "counts")]
    assert said(fair, one) == [("no", "officer", "taken_back")]


def test_nobody_hears_for_her_own_group(shop):
    here = world.a_shop()
    fair = heard(here)
    one = fair.by_state("bazaar_seated")[0]
    hearing = f"{fair.news_desk}/{fair.line(one)}/jawab"
    assert f'action="{hearing}"' in fair.officer.get(fair.news_desk).text
    write(lambda db: Facilitation(person_id=here.officer, group_id=fairs.group_id(fair.groups[one][0])).add(db))
    page = fair.officer.get(fair.news_desk).text
    assert f'action="{hearing}"' not in page and "Minta rekan lain yang memutuskan" in page
    answer = fair.officer.post(hearing, data={"answer": "yes"})
    assert answer.status_code == 422 and states(fair, one) == {"offered"}


@wide
def test_a_no_does_not_answer_another_question(shop):
    """What was said before the day moved is no answer to the new day."""
    fair = heard(world.a_shop())
    one = fair.by_state("bazaar_seated")[0]
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(one)}/jawab", data={"answer": "no"}))
    slot = re.search(r"/hari/(\d+)/pindah", fair.officer.get(fair.desk + "/sesudah").text)[1]
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{slot}/pindah", data=MOVED | {"day": fairs.day(26)}))
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{slot}/pindah", data=MOVED))
    desk = fair.officer.get(fair.news_desk).text
    assert "0 dari 0" not in desk and desk.count("tidak perlu dikabarkan lagi") == 1, (
        "the first moving, which nobody heard"
    )
    with time_machine.travel(now() + timedelta(hours=3), tick=True):
        watch_offers()
    assert states(fair, one) == {"offered"} and said(fair, one) == [("no", "officer", "overtaken")]
    phone = opened(fair, one)
    assert "kabar yang lebih baru" in phone.get(fair.link(one)).text
    late = phone.post("/kabar/jawab?" + fair.link(one).partition("?")[2], data={"answer": "yes"})
    assert late.status_code == 409


@wide
def test_after_the_deadline_and_after_the_end_a_link_says_so(shop):
    fair = heard(world.a_shop())
    one, two = fair.by_state("bazaar_seated")[:2]
    first, second = opened(fair, one), opened(fair, two)
    key = fair.link(one).partition("?")[2]
    with time_machine.travel(now() + timedelta(days=4), tick=True):
        watch_offers()
        assert "tidak menunggu jawaban lagi" in first.get(fair.link(one)).text
        late = first.post(f"/kabar/jawab?{key}", data={"answer": "yes"})
        assert late.status_code == 409 and states(fair, one) == {"expired"}
    done(fair.officer.post(fair.desk + "/batal", data={"reason": "Banjir di lapangan"}))
    page = second.get(fair.link(two)).text
    assert "Bazar ini dibatalkan" in page and "Banjir" in page and "Ya, kami ikut" not in page


def a_phone(db, group: Group, kept_by: int) -> int:
    return Device(group_id=group.key, name="HP", added_by_id=kept_by, kept_by_id=kept_by).add(db).key


def test_the_page_of_a_group_is_opened_by_its_people_alone(shop):
    here = world.a_shop()
    fair = heard(here)
    slug, chair = fair.groups[0]
    unnamed = world.as_device(write(lambda db: a_phone(db, group_by_slug(db, slug), chair)))
    for who in (fair.officer, world.as_person(here.facilitator), unnamed):
        who.get(fair.page(0))
    write_later()
    with read() as db:
        assert Notice.get(db, fair.line(0)).opened_at is None
    assert fair.chair(0).get(fair.page(0)).status_code == 200
    write_later()
    with read() as db:
        assert Notice.get(db, fair.line(0)).opened_by == "Ketua 0"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_answering_by_an_account_is_written_down(shop, answer):
    fair = heard(world.a_shop())
    one = fair.by_state("bazaar_seated")[0]
    done(fair.chair(one).post(fair.page(one) + "/jawab", data={"answer": answer}))
    assert said(fair, one) == [(answer, "account", ReplyState.COUNTS)]
    assert BookingState.OFFERED not in states(fair, one)


@wide
def test_what_a_facilitator_answers_for_a_group_is_told_to_it(shop):
    """At once, with her name: no account of the group's stands behind it. Its own word is told to nobody."""
    here = world.a_shop()
    fair = heard(here)
    one, two = fair.by_state("bazaar_seated")[:2]
    helper = world.as_person(here.facilitator)
    for number, answer in ((one, "no"), (two, "yes")):
        group = fairs.group_id(fair.groups[number][0])
        write(lambda db, group=group: Facilitation(group_id=group, person_id=here.facilitator).add(db) and None)
        done(helper.post(fair.page(number) + "/jawab", data={"answer": answer}))
    assert fair.by_state("bazaar_reply_noted") == sorted([one, two])
    assert "declined" in states(fair, one) and states(fair, two) == {"confirmed"}
    for number, words in ((one, "tidak bisa ikut."), (two, "ikut.")):
        phone, link = world.client(), fair.link(number, "noted")
        done(phone.post(link))
        assert f"Rina menjawab atas nama Anda: {words}" in phone.get(link).text


def acts(fair: Heard, number: int) -> list[tuple[str, str]]:
    with read() as db:
        of_group = table(Act).c.group_id == fairs.group_id(fair.groups[number][0])
        found = db.query(Act).where(of_group, table(Act).c.code.like("bazaar%")).order_by(table(Act).c.id)
        return [(each.code, each.capacity) for each in found]


@both
def test_what_others_say_in_a_groups_name_is_written_down_by_whichever_door(shop):
    """At the office's list and at the group's own page an officer hears the same, and a helper answers; what its own
    people say is theirs."""
    here = world.a_shop()
    fair = heard(here)
    listed, own, helped, alone = fair.by_state("bazaar_seated")[:4]
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(listed)}/jawab", data={"answer": "yes"}))
    for answer in ("yes", "withdraw"):
        done(fair.officer.post(fair.page(own) + "/jawab", data={"answer": answer}))
    group = fairs.group_id(fair.groups[helped][0])
    write(lambda db: Facilitation(group_id=group, person_id=here.facilitator).add(db) and None)
    for answer in ("yes", "withdraw"):
        done(world.as_person(here.facilitator).post(fair.page(helped) + "/jawab", data={"answer": answer}))
    done(fair.chair(alone).post(fair.page(alone) + "/jawab", data={"answer": "yes"}))
    assert acts(fair, listed) == [("bazaar_heard_yes", "officer")]
    assert acts(fair, own) == [("bazaar_heard_yes", "officer"), ("bazaar_heard_withdraw", "officer")]
    assert acts(fair, helped) == [("bazaar_answered", "facilitator")] * 2
    assert acts(fair, alone) == []
    assert "melepas stannya" in fair.chair(own).get(f"/lapak/{fair.groups[own][0]}/anggota").text


@wide
def test_of_two_who_answer_at_once_neither_word_is_lost(shop):
    """The group by its link, and an officer who heard something else, in the same moment."""
    fair = heard(world.a_shop())
    for number in fair.by_state("bazaar_seated")[:3]:
        phone, notice = opened(fair, number), fair.line(number)
        key = fair.link(number).partition("?")[2]
        with ThreadPoolExecutor(2) as pool:
            by_link = pool.submit(phone.post, f"/kabar/jawab?{key}", data={"answer": "no"})
            heard_yes = pool.submit(fair.officer.post, f"{fair.news_desk}/{notice}/jawab", data={"answer": "yes"})
            answers = [by_link.result(), heard_yes.result()]
        codes = sorted(each.status_code for each in answers)
        assert codes in ([303, 409], [303, 303]), "a no by the link waits, and the yes is the stronger word"
        assert all("sudah menjawab" in each.text for each in answers if each.status_code == 409)
        assert states(fair, number) == {"confirmed"} and len(said(fair, number)) == codes.count(303)


@wide
def test_a_cancelled_day_and_one_that_ends_are_news_of_those_who_stand_there(shop):
    fair = heard(world.a_shop())
    seated = fair.by_state("bazaar_seated")
    slot = re.search(r"/hari/(\d+)/batal", fair.officer.get(fair.desk + "/sesudah").text)[1]
    done(fair.officer.post(f"{fair.desk}/sesudah/hari/{slot}/batal", data={"reason": "Ombak tinggi"}))
    assert fair.by_state("bazaar_slot_cancelled") == seated
    page = fair.officer.get(fair.news_desk).text
    assert "Satu hari dibatalkan" in page and "0 dari 4 terkirim" in page and "Ombak tinggi" in unquote(page)
    phone = world.client()
    with read() as db:
        group = fairs.group_id(fair.groups[seated[0]][0])
        news = next(n for n in db.query(Notice) if n.group_id == group and n.template == "bazaar_slot_cancelled")
        link = news.path
    done(phone.post(link))
    assert "Ombak tinggi" in phone.get(link).text
    done(phone.post("/kabar/jawab?" + link.partition("?")[2], data={"answer": "read"}))
    assert "sudah membaca" in phone.get(link).text
    assert phone.post("/kabar/jawab?" + link.partition("?")[2], data={"answer": "yes"}).status_code == 409


@wide
def test_who_was_told_by_nobody_or_is_closed_keeps_its_offer_until_the_lock(shop):
    """Else whoever has to tell a group, or may close one, gives its booth to the next in rank."""
    here = world.a_shop()
    fair = heard(here)
    told, untold, shut = fair.by_state("bazaar_seated")[:3]
    for number in (told, shut):
        done(fair.officer.post(f"{fair.news_desk}/{fair.line(number)}", data={"act": "phone"}))
    closes = f"/dinas/kelompok/{fair.groups[shut][0]}"
    done(fair.officer.post(closes + "/tutup", data={"note": "Laporan pembeli"}))
    with time_machine.travel(now() + timedelta(days=4), tick=True):
        watch_offers()
        assert [states(fair, n) for n in (told, untold, shut)] == [{"expired"}, {"offered"}, {"offered"}]
        assert len(fair.by_state("bazaar_offer")) == 1, "what nobody was told of is free for nobody"
        done(world.as_person(here.officer).post(closes + "/buka"))
        done(fair.chair(shut).post(fair.page(shut) + "/jawab", data={"answer": "yes"}))
        page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
        assert "lapaknya ditutup petugas" in page and "lapaknya dibuka lagi" in page
        with read() as db:
            bazaar = bazaar_by_slug(db, fair.slug)
            locks_at, params = (
                locks_of(bazaar, bazaar.days.first, bazaar.days),
                Notice.get(db, fair.line(untold)).params,
            )
        assert params["until_at"] == locks_at.isoformat(), "who is told now reads until when it may answer now"
    with time_machine.travel(locks_at + timedelta(minutes=1), tick=True):
        watch_offers()
    assert [states(fair, n) for n in (told, untold, shut)] == [{"expired"}, {"expired"}, {"confirmed"}]


def test_a_closed_group_answers_nothing(shop):
    fair = heard(world.a_shop())
    one = fair.by_state("bazaar_seated")[0]
    phone = opened(fair, one)
    write(lambda db: db.query(Group).where(table(Group).c.slug == fair.groups[one][0]).one().suspend("Laporan", CLOCK))
    answer = phone.post("/kabar/jawab?" + fair.link(one).partition("?")[2], data={"answer": "yes"})
    assert answer.status_code == 422 and states(fair, one) == {"offered"}


def test_a_superior_reads_who_was_told_and_holds_no_link(shop):
    here = world.a_shop()
    fair = heard(here)
    page = world.as_person(here.superior).get(fair.news_desk).text
    assert "0 dari 6 terkirim" in page and "kunci=" not in page and "kunci%3D" not in page


def test_the_group_reads_on_its_own_page_what_an_officer_wrote_down(shop):
    fair = heard(world.a_shop())
    one = fair.by_state("bazaar_seated")[0]
    assert "Petugas mencatat" not in fair.chair(one).get(fair.page(one)).text
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(one)}/jawab", data={"answer": "no"}))
    assert "Petugas mencatat: tidak bisa ikut" in fair.chair(one).get(fair.page(one)).text
    done(fair.chair(one).post(fair.page(one) + "/jawab", data={"answer": "yes"}))
    assert "Petugas mencatat" not in fair.chair(one).get(fair.page(one)).text and states(fair, one) == {"confirmed"}


@wide
def test_a_letter_to_who_cannot_sign_in_leads_to_the_link_that_needs_no_account(shop):
    fair = heard(world.a_shop(), told=False)
    with_account, without = fair.groups[0][1], fair.groups[1][1]

    def work(db) -> None:
        for number, person in enumerate((with_account, without)):
            found = Person.get(db, person)
            found.email = f"ketua{number}@contoh.id"
            found.password_hash = found.password_hash if number == 0 else None
        tell_results(db, bazaar_by_slug(db, fair.slug))

    write(work)
    with read() as db:
        letters = {
            m.to_id: m for m in db.query(Message) if m.template.startswith("bazaar_") and m.to.endswith("@contoh.id")
        }
        hers = letters[without]
        assert fair.link(1) not in str(hers.params), "a copy of the database opens none"
        assert letter(hers).body.endswith(fair.link(1)), "also at an address that nobody proved"
        assert "/kabar?kunci=" not in letter(letters[with_account]).body
    before = fair.link(1)
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(1)}", data={"act": "renew"}))
    with read() as db:
        assert fair.link(1) != before
        assert letter(Message.get(db, hers.key)).body.endswith(fair.link(1)), "one that waits leads to the new link"


@wide
def test_a_yes_that_she_said_on_the_phone_is_no_news_to_bring(shop):
    """After 83 answers heard on the phone the first page still sent the office to 85 groups."""
    fair = heard(world.a_shop())
    numbers = [str(fair.line(n)) for n in range(6)]
    waits = "kelompok menunggu kabar diantar"
    assert f"6 {waits}" in fair.officer.get("/dinas").text
    done(fair.officer.post(f"{fair.news_desk}/banyak", data={"act": "phone", "notices": numbers}))
    assert waits not in fair.officer.get("/dinas").text
    standing = fair.by_state("bazaar_seated")
    for n in standing[:3]:
        done(fair.officer.post(f"{fair.news_desk}/{fair.line(n)}/jawab", data={"answer": "yes"}))
    assert waits not in fair.officer.get("/dinas").text
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(standing[3])}/jawab", data={"answer": "no"}))
    assert f"1 {waits}" in fair.officer.get("/dinas").text, "a no frees its booth: that is told"


@wide
def test_all_letters_that_were_printed_are_handed_over_in_two_presses(shop):
    """The boxes were there, and no way to tick 86 of them; what is done with them stood under 21,000 pixels."""
    fair = heard(world.a_shop())
    page = fair.officer.get(fair.news_desk).text
    link = re.search(r'data-tick-all="notices"\s+data-form="banyak"\s+href="([^"]+)"', page)[1].replace("&amp;", "&")
    ticked = fair.officer.get(fair.news_desk + link).text
    boxes = [
        re.search(r'value="([0-9]+)"', box)[1] for box in re.findall(r'<input[^>]*name="notices"[^>]*checked', ticked)
    ]
    assert len(boxes) == 6 and "Lepas semua centang" in ticked and 'href="#banyak"' in ticked
    done(fair.officer.post(f"{fair.news_desk}/banyak", data={"act": "paper", "notices": boxes}))
    assert "6 dari 6 terkirim" in fair.officer.get(fair.news_desk).text
