"""Whoever has no account finds behind the link of its news what its own page would show, and may object there."""

import re
from datetime import datetime, time, timedelta

import sqlalchemy as sa
import time_machine

from market.bazaars.after.amending import postpone_slot
from market.bazaars.after.appeal import Appeal
from market.bazaars.after.asking_ready import watch_ready
from market.bazaars.after.breaking import break_booth
from market.bazaars.allotting.objection import story_of
from market.bazaars.allotting.standby import stand_by, standing_by
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import Booking
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.reply import RepliedBy, Speaker
from market.bazaars.booking.stands import numbers_held
from market.bazaars.booking.telling import tell_results
from market.bazaars.registering.application import Application, ApplicationState, find_application, the_application
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.people.access import Actor
from market.people.group import Group
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.allotting.test_draw import HOUR, a_closed_fair, enter, freeze
from tests.bazaars.heard import heard
from tests.bazaars.world import done
from tests.conftest import wide


def newest(fair, number: int, template: str) -> str:
    """The link of the newest notice of a group by this template."""
    with read() as db:
        mine = (
            table(Notice).c.group_id == fairs.group_id(fair.groups[number][0]),
            table(Notice).c.template == template,
        )
        return db.scalars(sa.select(Notice).where(*mine).order_by(table(Notice).c.id.desc())).first().path


def opened(link: str):
    phone = world.client()
    done(phone.post(link))
    return phone


def key_of(link: str) -> str:
    return link.partition("?")[2]


@wide
def test_who_was_left_out_reads_why_and_its_place_and_appeals_by_the_link(shop):
    fair = heard(world.a_shop())
    one, two = fair.by_state("bazaar_left_out")
    link = fair.link(one)
    phone = opened(link)
    page, own = phone.get(link).text, fair.chair(one).get(fair.page(one)).text
    for words in ("Poin giliran kelompok ini", "Tempat dalam antrean: 1." if "antrean: 1." in own else "antrean: 2."):
        assert words in own and words in page
    text = "Kami lebih tinggi gilirannya"
    other = world.client()
    assert other.post(f"/kabar/sanggah?{key_of(link)}", data={"text": text}).status_code == 422, "not opened here"
    assert phone.post(f"/kabar/undian?{key_of(link)}", data={"text": text}).status_code == 409, "news of something else"
    done(phone.post(f"/kabar/sanggah?{key_of(link)}", data={"text": text}))
    assert phone.post(f"/kabar/sanggah?{key_of(link)}", data={"text": text}).status_code == 409
    assert "sedang membacanya" in phone.get(link).text and text in fair.chair(one).get(fair.page(one) + "/sanggah").text
    assert fair.by_state("bazaar_done_for") == [one], "the group is told"
    told = newest(fair, one, "bazaar_done_for")
    assert "Lewat tautan kabar, tanpa akun" in opened(told).get(told).text
    with read() as db:
        [made] = db.query(Appeal)
    answer = {"text": "Sudah kami periksa, urutannya benar"}
    done(fair.officer.post(f"{fair.desk}/sesudah/sanggah/{made.key}", data={"answer": answer["text"]}))
    answered = newest(fair, one, "bazaar_appeal_answered")
    assert answer["text"] in opened(answered).get(answered).text
    assert answer["text"] not in opened(fair.link(two)).get(fair.link(two)).text
    seated = fair.by_state("bazaar_seated")[0]
    phone = opened(fair.link(seated))
    assert phone.post(f"/kabar/sanggah?{key_of(fair.link(seated))}", data={"text": text}).status_code == 409


@wide
def test_the_number_is_objected_to_by_the_link_and_answered_behind_it(shop):
    moment = now().replace(microsecond=0) - timedelta(days=21)
    fair = a_closed_fair(moment)
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    link = newest(fair, 0, "bazaar_number")
    with time_machine.travel(moment + 2 * HOUR, tick=True):
        phone = opened(link)
        page = phone.get(link).text
        assert "4711" in page and "ke-" in page and "Angkanya tidak benar" in page
        assert world.client().post(f"/kabar/undian?{key_of(link)}", data={"text": "Bukan itu"}).status_code == 422
        done(phone.post(f"/kabar/undian?{key_of(link)}", data={"text": "Yang keluar 4771"}))
        page = phone.get(link).text
        assert "Yang keluar 4771" in page and "menunggu jawaban" in page and "Angkanya tidak benar" not in page
        assert phone.post(f"/kabar/undian?{key_of(link)}", data={"text": "Yang keluar 4771"}).status_code == 409
        assert (
            "Lewat tautan kabar"
            in opened(newest(fair, 0, "bazaar_done_for")).get(newest(fair, 0, "bazaar_done_for")).text
        )
    with read() as db:
        [made] = story_of(db, bazaar_by_slug(db, fair.slug).key).objections
    assert (made.reason, made.made_by, made.made_by_id) == ("Yang keluar 4771", "Kelompok 0", None)
    with time_machine.travel(moment + 3 * HOUR, tick=True):
        done(
            fair.officer.post(f"{fair.desk}/pembagian/keberatan/{made.key}", data={"answer": "Sudah dicocokkan: 4711"})
        )
        answered = newest(fair, 0, "bazaar_objection_answered")
        assert "Sudah dicocokkan: 4711" in opened(answered).get(answered).text
    with time_machine.travel(moment + timedelta(days=4), tick=True):
        later = opened(newest(fair, 1, "bazaar_number"))
        assert "Angkanya tidak benar" not in later.get(newest(fair, 1, "bazaar_number")).text
        late = later.post(f"/kabar/undian?{key_of(newest(fair, 1, 'bazaar_number'))}", data={"text": "Bukan itu"})
        assert late.status_code == 422


@wide
def test_what_to_complete_stands_behind_the_link(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in (0, 1):
        fairs.register(fair, number)
    [number, *_] = fairs.numbers_of(fair)
    verdict = {"verdict": "returned", "note": "Sebutkan dayanya"}
    done(fair.officer.post(f"{fair.desk}/pendaftaran/{number}", data=verdict))
    with read() as db:
        slug = Group.get(db, the_application(db, bazaar_by_slug(db, fair.slug).key, number).group_id).slug
    back = [slug for slug, _ in fair.groups].index(slug)
    link = newest(fair, back, "bazaar_returned")
    phone = opened(link)
    page = phone.get(link).text
    assert "Sebutkan dayanya" in page and "Tanpa akun, sampaikan kepada panitia" in page
    fairs.register(fair, back)
    page = phone.get(link).text
    assert "Sebutkan dayanya" not in page and "tidak menunggu jawaban lagi" in page


@wide
def test_why_it_is_not_eligible_stands_behind_the_link(shop):
    fair = heard(world.a_shop(), groups=2, told=False)

    def work(db) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        rows = table(Application)
        hers = sa.update(rows).where(rows.c.group_id == fairs.group_id(fair.groups[0][0]))
        db.execute(hers.values(state=ApplicationState.NOT_ELIGIBLE, note="Alamatnya di kota lain"))
        tell_results(db, bazaar)

    write(work)
    link = newest(fair, 0, "bazaar_not_eligible")
    page = opened(link).get(link).text
    assert "Alamatnya di kota lain" in page and "/kabar/sanggah" in page


@wide
def test_how_an_exchange_stands_is_seen_behind_the_link(shop):
    fair = heard(world.a_shop())
    one, other = fair.by_state("bazaar_seated")[:2]
    for number in (one, other):
        done(fair.chair(number).post(fair.page(number) + "/jawab", data={"answer": "yes"}))
    page = fair.chair(one).get(fair.page(one) + "/tukar").text
    to = re.search(rf'value="([^"]+)"\s*required\s*><b>Kelompok {other:03d}', page)[1]
    done(fair.chair(one).post(fair.page(one) + "/tukar", data={"to": to}))
    link = newest(fair, other, "bazaar_swap_asked")
    phone = opened(link)
    page = phone.get(link).text
    assert f"Kelompok {one:03d} (stan A0" in page and "menunggu jawaban" in page and "jawab lewat panitia" in page
    key = re.search(r"action=\"[^\"]*/tukar/(\d+)", fair.chair(other).get(fair.page(other) + "/tukar").text)[1]
    done(fair.chair(one).post(fair.page(one) + f"/tukar/{key}", data={"answer": "yes"}), 404)
    done(fair.chair(other).post(fair.page(other) + f"/tukar/{key}", data={"answer": "tidak"}), 422)
    assert "menunggu jawaban" in phone.get(link).text, "who asked cannot say yes, and what nobody knows is no no"
    done(fair.chair(other).post(fair.page(other) + f"/tukar/{key}", data={"answer": "no"}))
    assert "tidak jadi" in phone.get(link).text
    answered = newest(fair, one, "bazaar_swap_answered")
    page = opened(answered).get(answered).text
    assert "tidak jadi" in page and f"Kelompok {other:03d}" in page


@wide
def test_who_waits_is_asked_once_the_afternoon_before_and_says_siap_by_the_link(shop):
    fair = heard(world.a_shop())
    waits = fair.by_state("bazaar_left_out")
    one, two = waits
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        slot = bazaar.days.first
        day, zone = slot.day - timedelta(days=1), bazaar.zone
    with time_machine.travel(datetime.combine(day, time(15, 59), zone), tick=False):
        watch_ready()
        assert fair.by_state("bazaar_ready_asked") == []
    with time_machine.travel(datetime.combine(day, time(16, 1), zone), tick=True):
        write(lambda db: stand_by_of(db, fair, two))
        watch_ready()
        watch_ready()
        assert fair.by_state("bazaar_ready_asked") == [one], "not who said so already, nor who is asked for its yes"
        with read() as db:
            assert len([n for n in db.query(Notice) if n.template == "bazaar_ready_asked"]) == 1
        link = newest(fair, one, "bazaar_ready_asked")
        phone, key = opened(link), key_of(link)
        assert "Siap datang" in phone.get(link).text
        assert world.client().post(f"/kabar/jawab?{key}", data={"answer": "ready"}).status_code == 422
        done(phone.post(f"/kabar/jawab?{key}", data={"answer": "ready"}))
        assert ready(slot.key) == waits and "Tidak jadi" in phone.get(link).text
        assert one in fair.by_state("bazaar_done_for"), "the group is told what the link said"
        done(phone.post(f"/kabar/jawab?{key}", data={"answer": "not"}))
        assert ready(slot.key) == [two]
        result = opened(fair.link(one))
        other = result.post(f"/kabar/jawab?{key_of(fair.link(one))}", data={"answer": "ready"})
        assert other.status_code == 409, "news of something else"
        write(lambda db: begins_at_ten(db, fair))
        watch_ready()
        assert fair.by_state("bazaar_ready_asked") == waits, "nobody stands by for a day that was moved"


def begins_at_ten(db, fair) -> None:
    bazaar = bazaar_by_slug(db, fair.slug)
    first, by = bazaar.days.first, Actor(name="Dinas")
    postpone_slot(db, bazaar, first.key, first.day, time(10), first.ends, reason="Hujan", by=by)


def stand_by_of(db, fair, number: int) -> None:
    bazaar = bazaar_by_slug(db, fair.slug)
    hers = find_application(db, bazaar.key, fairs.group_id(fair.groups[number][0]))
    stand_by(db, bazaar, bazaar.days.first, hers, by=Speaker(RepliedBy.ACCOUNT, Actor(name="Ketua")))


def ready(slot: int) -> list[int]:
    """By their place in the world which groups could come."""
    with read() as db:
        groups = [Application.get(db, key).group_id for key in standing_by(db, slot)]
        return sorted(int(Group.get(db, key).slug.rpartition("-")[2]) for key in groups)


@wide
def test_who_loses_its_booth_after_the_others_were_asked_is_asked_too(shop):
    """Its booth broke at ten in the evening: it is asked as others are, and not at night."""
    fair = heard(world.a_shop())
    waits, seated = fair.by_state("bazaar_left_out"), fair.by_state("bazaar_seated")
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        day, zone = bazaar.days.first.day - timedelta(days=1), bazaar.zone
        group = fairs.group_id(fair.groups[seated[0]][0])
        booking = next(each for each in db.query(Booking) if each.group_id == group)
        [number] = numbers_held(db, [booking])[booking.key]
    with time_machine.travel(datetime.combine(day, time(16, 1), zone), tick=True):
        watch_ready()
        assert fair.by_state("bazaar_ready_asked") == waits
    with time_machine.travel(datetime.combine(day, time(22), zone), tick=True):
        broken = {"number": number, "reason": "Tendanya roboh"}
        write(lambda db: break_booth(db, bazaar_by_slug(db, fair.slug), **broken, by=world.actor(6)) and None)
        watch_ready()
        assert fair.by_state("bazaar_ready_asked") == waits
    with time_machine.travel(datetime.combine(day + timedelta(days=1), time(6), zone), tick=True):
        watch_ready()
        assert fair.by_state("bazaar_ready_asked") == sorted([*waits, seated[0]])
