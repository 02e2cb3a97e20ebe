"""Days to object and to appeal are counted of each group from when it was told, with an end that keeps the bazaar
possible."""

import re
from datetime import datetime, timedelta
from urllib.parse import quote, unquote

import pytest
import sqlalchemy as sa
import time_machine
from fastapi.testclient import TestClient

from market.bazaars.after.appeal import appeal, appeals_of_group_until, appeals_until
from market.bazaars.allotting.objecting_time import UNTOLD_LASTS, objections_until, objects_until, two_days
from market.bazaars.allotting.objection import object_to_draw, require_settled
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.notice import CarriedBy, Notice
from market.bazaars.planning.named_draw import draw_of
from market.bazaars.registering.application import Application, applications_of
from market.kernel.clock import now, zone_of
from market.kernel.db import read, write
from market.kernel.language import shown_moment
from market.kernel.record import table
from market.kernel.refused import Refused
from market.pages.letters import speaking, worded
from market.pages.notice_words import chat, notice_letter
from market.people.access import Actor
from market.people.group import Group
from tests import world
from tests.bazaars import heard
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import wide

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
N = table(Notice)


def brought(template: str, group_ids: set[int] | None = None) -> None:
    """An officer said, now, that she read it out to these groups, or to all."""

    def work(db) -> None:
        for notice in db.scalars(sa.select(Notice).where(N.c.template == template)):
            if group_ids is None or notice.group_id in group_ids:
                notice.bring(CarriedBy.PHONE, by=world.actor(6))

    write(work)


class Drawn:
    """A fair whose number was entered; the moments of its draw."""

    def __init__(self) -> None:
        self.here = world.a_shop()
        self.fair = fairs.a_fair(self.here.officer, groups=3, booths=2)
        done(self.fair.officer.post(self.fair.desk + "/buka"))
        for number in range(3):
            fairs.register(self.fair, number)
        fairs.closed(self.fair)
        fairs.judged(self.fair)
        fairs.drawn(self.fair)
        with read() as db:
            self.told_at = draw_of(db, bazaar_by_slug(db, self.fair.slug).key).told_at
            self.base = self.until(two_days)

    def until(self, rule, *more):
        with read() as db:
            bazaar = bazaar_by_slug(db, self.fair.slug)
            draw = draw_of(db, bazaar.key)
            return rule(draw, bazaar) if rule is two_days else rule(db, draw, bazaar, *more)

    def settled(self) -> bool:
        with read() as db:
            try:
                require_settled(db, bazaar_by_slug(db, self.fair.slug))
            except Refused as refused:
                return refused.code != "objections_open"
        return True

    def application(self, number: int) -> Application:
        group = fairs.group_id(self.fair.groups[number][0])
        with read() as db:
            bazaar = bazaar_by_slug(db, self.fair.slug)
            return next(each for each, of in applications_of(db, bazaar.key) if of.key == group)

    def objects(self, number: int) -> str:
        application = self.application(number)

        def work(db) -> None:
            bazaar = bazaar_by_slug(db, self.fair.slug)
            object_to_draw(db, bazaar, application, "Bukan itu angkanya", by=Actor(name="Ketua"))

        try:
            write(work)
        except Refused as refused:
            return refused.code
        return ""


@wide
def test_nobody_told_holds_the_plan_for_a_day_more_and_no_longer(shop):
    fair = Drawn()
    with time_machine.travel(fair.base + HOUR):
        assert not fair.settled() and fair.objects(0) == "", "nobody told it: its two days have not begun"
        waits = world.as_person(fair.here.officer).get(fair.fair.desk + "/pembagian").text
        assert re.search(rf'dihitung dari kabar itu\.\s+<a href="{fair.fair.desk}/kabar">', waits)
        last = fair.until(objections_until)
        assert fair.base < last <= fair.base + UNTOLD_LASTS + timedelta(hours=9)
    with time_machine.travel(last):
        assert fair.settled() and fair.objects(1) == "objections_over", "one officer must not stop a bazaar"


@wide
def test_whoever_was_told_with_the_number_has_two_days(shop):
    fair = Drawn()
    with time_machine.travel(fair.told_at + timedelta(minutes=20)):
        brought("bazaar_number")
    with time_machine.travel(fair.base + timedelta(minutes=1)):
        assert fair.settled() and fair.objects(0) == "objections_over"


@wide
def test_of_each_the_days_are_counted_from_when_it_was_told(shop):
    with time_machine.travel(now().replace(hour=2) + DAY):  # in the morning there: of a night both end at six
        fair = Drawn()
    first, *others = (fairs.group_id(slug) for slug, _ in fair.fair.groups)
    with time_machine.travel(fair.told_at + timedelta(minutes=20)):
        brought("bazaar_number", set(others))
    late = fair.told_at + timedelta(hours=5)
    with time_machine.travel(late):
        brought("bazaar_number", {first})
    own = fair.until(objects_until, fair.application(0))
    assert own >= late + 2 * DAY and fair.until(objects_until, fair.application(1)) == fair.base
    with time_machine.travel(max(fair.base, own - timedelta(minutes=1))):
        assert not fair.settled() and fair.objects(1) == "objections_over" and fair.objects(0) == ""


def words_of(fair: Drawn, number: int, phone: TestClient) -> list[str]:
    """What a group reads of its end: on paper, on the phone sheet, in the chat, and behind its link once it opened
    it."""
    desk, group = fair.fair.desk + "/kabar", fairs.group_id(fair.fair.groups[number][0])
    with read() as db:
        notice = db.scalars(sa.select(Notice).where(N.c.template == "bazaar_number", N.c.group_id == group)).one()
    link, news = notice.path, quote(notice.news, safe="")
    paper, sheet, chats = (
        fair.fair.officer.get(f"{desk}{page}?kabar={news}&saring=semua").text for page in ("/cetak", "/telepon", "")
    )
    name = f"Kelompok {number}"
    texts = [unquote(re.findall(rf"wa\.me/[^\"]*text=([^\"]*{quote(name)}[^\"]*)", chats)[0]), paper, sheet]
    done(phone.post(link))
    return [re.search(rf"{name} boleh berkeberatan ([^:]*):", text)[1] for text in (*texts, phone.get(link).text)]


@wide
def test_what_is_handed_out_names_the_end_that_the_page_names(shop):
    fair, one, other = Drawn(), world.client(), world.client()
    with time_machine.travel(fair.told_at + timedelta(hours=5), tick=False):
        *by_hand, page = words_of(fair, 0, one)
        last = fair.until(objects_until, fair.application(1))
        assert {*by_hand} == {f"dua hari lamanya sejak menerima kabar ini, paling lambat {said(last)}"}
        own = fair.until(objects_until, fair.application(0))
        assert own < last and page == f"sampai {said(own)}", "its two days began with the opening"
        assert {*words_of(fair, 0, one)} == {page}
    with time_machine.travel(fair.told_at + timedelta(hours=9), tick=False):
        brought("bazaar_number", {fairs.group_id(fair.fair.groups[1][0])})
        own = fair.until(objects_until, fair.application(1))
        assert {*words_of(fair, 1, other)} == {f"sampai {said(own)}"}


def said(until: datetime) -> str:
    """As a letter writes it."""
    with speaking("id"):
        return shown_moment(until, zone_of(world.GIRIAN))


@wide
@pytest.mark.parametrize("told", [False, True])
def test_an_appeal_has_its_days_from_when_the_group_was_told(shop, told):
    here = world.a_shop()
    fair = heard.heard(here)
    [left_out, *_] = fair.by_state("bazaar_waitlisted") or fair.by_state("bazaar_queued") or [0]
    group = fairs.group_id(fair.groups[left_out][0])
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        until, begins = appeals_until(bazaar), bazaar.days.first.begins_at(bazaar)
        application = next(each for each, of in applications_of(db, bazaar.key) if of.key == group)
    if told:
        with read() as db:
            template = db.scalars(sa.select(N.c.template).where(N.c.group_id == group, N.c.news == "result")).one()
        brought(template, {group})
    with time_machine.travel(until + HOUR):
        with read() as db:
            own = appeals_of_group_until(db, bazaar_by_slug(db, fair.slug), application)
            assert (own < until + HOUR / 2) is told and own <= begins

        def work(db) -> None:
            appeal(db, bazaar_by_slug(db, fair.slug), application, "Kami memenuhi syarat.", by=Actor(name="Ketua"))

        if told:
            with pytest.raises(Refused, match="appeal_over"):
                write(work)
        else:
            write(work)
    with time_machine.travel(begins), pytest.raises(Refused, match="appeal_over"):
        write(work)


@wide
def test_the_number_brings_the_hash_along_and_one_round_of_calls_is_enough(shop):
    """Who was not told the hash before the number was to be called twice."""
    fair = Drawn()
    with read() as db:
        frozen, number = (
            db.scalars(sa.select(Notice).where(N.c.template == each)).all()
            for each in ("bazaar_frozen", "bazaar_number")
        )
        assert len(frozen) == len(number) > 0 and all(each.unsaid_at for each in frozen)
        assert not any(each.unsaid_at for each in number)
        bazaar = bazaar_by_slug(db, fair.fair.slug)
        assert all(bazaar.list_hash in notice_letter(each, Group.get(db, each.group_id)).body for each in number)


@pytest.mark.parametrize("missing", ["", "Tidak diumumkan"])
@pytest.mark.parametrize("due", ["", "2026-12-11T02:00:00+00:00"])
@pytest.mark.parametrize("of", ["", "2026-12-12T02:00:00+00:00"])
@pytest.mark.parametrize("from_now", ["", "1"])
def test_no_sentence_of_the_number_runs_into_the_next(missing, due, of, from_now):
    """`10.00 WITA.Cocokkan dengan sumbernya` stood in each chat."""
    told = {
        "bazaar": "Bazar", "number": "1438", "hash": "sha256:ab", "group": "Sinar", "zone": "Asia/Makassar",
        "until_at": "2026-12-13T02:00:00+00:00", "of_at": of, "missing": missing, "due_at": due, "from_now": from_now,
        "path": "/kabar",
    }  # fmt: skip
    body = worded("bazaar_number", told, name="Sinar").body
    assert not re.search(r"[.:][A-Z]", body.replace("http:", "").replace("sha256:", "")) and "  " not in body


@pytest.mark.parametrize(("template", "more"), [("bazaar_ready_asked", {}), ("bazaar_number", {"number": "1438"})])
def test_no_chat_ends_a_sentence_twice_or_leads_to_its_link_twice(template, more):
    """`kalau ada stan kosong?. KUB` and `di halaman ini: Buka: http` stood in chats."""
    at = "2026-12-13T02:00:00+00:00"
    told = {
        "bazaar": "Bazar", "group": "Sinar", "zone": "Asia/Makassar", "until_at": at, "begins_at": at, "of_at": at,
        "missing": "", "due_at": "", "day": "2026-12-13", "starts": "09:00", "path": "/x",
    }  # fmt: skip
    notice = Notice(template=template, params=told | more, nonce="x")
    text = unquote(chat(notice, Group(name="Sinar", village="71.72.06.1003"), "+6281200000001"))
    assert not re.search(r"[.?!]\.|: Buka:|[.?!][A-Z]", text.partition("text=")[2]), text
