"""One message to many groups: seen first, sent once, to whom it reaches at that moment."""

import re

from market.bazaars.booking.announcement import Announcement
from market.bazaars.booking.notice import Notice
from market.bazaars.registering.application import ApplicationState, find_application
from market.kernel.db import read, write
from market.kernel.record import table
from market.people.access import CLOCK
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.heard import Heard, heard, press_of
from tests.bazaars.world import done
from tests.conftest import wide

TEXT = "Besok hujan. Bawa terpal, dan datang pukul 07.00."


def preview(fair: Heard, to: str = "everyone") -> str:
    return fair.officer.get(fair.news_desk + "/pesan", params={"isi": TEXT, "kepada": to}).text


def reached(fair: Heard) -> list[int]:
    return fair.by_state("bazaar_message")


def withdraws(fair: Heard, number: int) -> None:
    """The group is not in the bazaar any more."""

    def work(db) -> None:
        with_group = fairs.group_id(fair.groups[number][0])
        notice = db.query(Notice).where(table(Notice).c.group_id == with_group).first()
        find_application(db, notice.bazaar_id, with_group, lock=True).become(
            ApplicationState.WITHDRAWN, CLOCK, "withdrawn"
        )

    write(work)


@wide
def test_a_message_pressed_twice_goes_once_and_counts_who_is_there(shop):
    fair = heard(world.a_shop())
    page = preview(fair)
    assert "6 kelompok menerimanya" in page and "6 perlu Anda kabari sendiri" in page
    form = {"text": TEXT, "to": "everyone", "press": press_of(page, fair.news_desk + "/pesan")}
    withdraws(fair, 3)  # while the officer reads the preview
    first = done(fair.officer.post(fair.news_desk + "/pesan", data=form))
    assert done(fair.officer.post(fair.news_desk + "/pesan", data=form)) == first
    with read() as db:
        [said] = db.query(Announcement).all()
    assert said.groups == 5 and reached(fair) == [0, 1, 2, 4, 5]
    page = fair.officer.get(first).text
    assert "0 dari 5 terkirim" in page and TEXT in page and "Pesan ditulis untuk 5 kelompok" in page


@wide
def test_a_message_reaches_a_block_a_kind_or_who_has_not_answered(shop):
    fair = heard(world.a_shop())
    seated = fair.by_state("bazaar_seated")
    done(fair.officer.post(f"{fair.news_desk}/{fair.line(seated[0])}/jawab", data={"answer": "yes"}))
    for to, expected in (
        ("block:A", seated),
        ("block:B", []),
        ("category:kain", [n for n in range(6) if n % 2 == 0]),
        ("unanswered", seated[1:]),
    ):
        before = len(reached(fair))
        answer = fair.officer.post(fair.news_desk + "/pesan", data={"text": f"{TEXT} {to}", "to": to})
        if not expected:
            assert answer.status_code == 422 and "tidak ada kelompok seperti itu" in answer.text
            continue
        key = re.search(r"message/(\d+)", done(answer))[1]
        with read() as db:
            told = {n.group_id for n in db.query(Notice).where(table(Notice).c.news == f"message/{key}")}
        assert {fairs.group_id(fair.groups[n][0]) for n in expected} == told, to
        assert before <= len(reached(fair))


def test_groups_without_any_phone_are_said_on_the_page(shop):
    fair = heard(world.a_shop(), groups=120, phones=False, booths=10)
    page = preview(fair)
    assert "120 tanpa nomor dan tanpa e-mail" in page and "0 perlu Anda kabari sendiri" in page
    page = fair.officer.get(fair.news_desk).text
    assert page.count("Surat diserahkan<") == 101, "a page of a hundred, and the ticks of many"
    assert "https://wa.me/" not in page and "Tanpa nomor HP" in page and "halaman=2" in page
    paper = fair.officer.get(fair.news_desk + "/cetak?kabar=result&saring=belum").text
    assert paper.count('class="sign letter"') == 120 and paper.count("/kabar?kunci=") == 120


def test_what_is_typed_is_no_page_of_its_own(shop):
    fair = heard(world.a_shop())
    page = fair.officer.get(fair.news_desk + "/pesan", params={"isi": "<b>awas</b> semua", "kepada": "nobody"}).text
    assert "<b>awas" not in page and "6 kelompok menerimanya" in page
    assert fair.officer.post(fair.news_desk + "/pesan", data={"text": "", "to": "everyone"}).status_code == 422
    long = fair.officer.post(fair.news_desk + "/pesan", data={"text": "x" * 700, "to": "everyone"})
    assert long.status_code == 422 and reached(fair) == []
