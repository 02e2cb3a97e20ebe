"""A group whose people have no e-mail finds what is new on its first page; who saw it, and when, is kept."""

import re
from datetime import date, timedelta

import sqlalchemy as sa
import time_machine

from market.inventory.lot import Lot
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages.keeping import WORDS_KEPT, forget_words
from market.messages.outbox import Channel, Message, tell
from market.orders.reading.helped import waiting_in
from market.people.certificate import Certificate, CertificateKind
from market.people.group import Group
from market.people.membership import Acceptance, join
from market.people.person import Person
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows


def on_pages() -> list[Message]:
    return [each for each in rows(Message) if each.channel is Channel.PAGE]


def ordered(here: world.Shop, token: str = "pesanan-pertama") -> str:
    path, answer = world.buys(world.client(), here.sku, 1, token=token)
    assert path, answer.text
    return re.search(r"/pesanan/([^?]+)", path)[1] + "-1"


def news_in(page: str) -> list[str]:
    part = page.partition('id="baru"')[2].partition("</section>")[0]
    return re.findall(r"<b>\s*([^<]+?)\s*</b>", part)


def upto(page: str) -> str:
    return re.search(r'name="upto"\s+value="(\d+)"', page)[1]


@both
def test_what_is_new_stands_on_the_page_until_somebody_says_it_was_seen(shop):
    here = world.a_shop()
    desk, chair, helper = f"/lapak/{here.slug}", world.as_person(here.chair), world.as_person(here.facilitator)
    assert 'id="baru"' not in chair.get(desk).text
    number = ordered(here)
    page = chair.get(desk).text
    assert news_in(page) == [f"Pesanan baru {number}"] and f'href="{desk}/pesanan/{number}"' in page
    told = helper.get("/pendamping").text
    assert "1 kabar belum dilihat kelompoknya" in told and f'href="{desk}#baru"' in told
    assert here.slug in helper.get("/pendamping?lihat=unseen").text.partition('id="kelompok"')[2]
    before, second = upto(page), ordered(here, "pesanan-kedua")
    done(chair.post(desk + "/dilihat", data={"upto": before}))
    assert news_in(chair.get(desk).text) == [f"Pesanan baru {second}"], "what came meanwhile was not seen"
    done(chair.post(desk + "/dilihat", data={"upto": before}))
    seen, waits = on_pages()
    assert (seen.sent_by_id, seen.sent_by, waits.sent_at) == (here.chair, "Meike", None) and seen.sent_at
    done(chair.post(desk + "/dilihat", data={"upto": str(waits.key)}))
    assert 'id="baru"' not in chair.get(desk).text
    told = helper.get("/pendamping").text
    assert "belum dilihat" not in told
    assert f'href="{desk}">Bantu' not in helper.get("/pendamping?lihat=unseen").text.partition('id="kelompok"')[2]


@both
def test_each_thing_is_told_once_though_chair_and_treasurer_are_told(shop):
    here = world.a_shop()

    def work(db) -> None:
        for person in (here.chair, here.treasurer):
            params = {"who": "Olga", "group": "Tunas Bahari", "path": f"/lapak/{here.slug}/anggota"}
            tell(db, Person.get(db, person).recipient, "member_joined", params, name=f"x/{person}")

    write(work)
    assert len(on_pages()) == 2
    assert len(news_in(world.as_person(here.chair).get(f"/lapak/{here.slug}").text)) == 1
    assert "1 kabar belum dilihat" in world.as_person(here.facilitator).get("/pendamping").text


@both
def test_who_has_an_e_mail_gets_a_letter_and_the_page_says_nothing(shop):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@contoh.id"))
    ordered(here)
    assert on_pages() == [] and 'id="baru"' not in world.as_person(here.chair).get(f"/lapak/{here.slug}").text


@both
def test_who_may_read_it(shop):
    here = world.a_shop()
    desk, number = f"/lapak/{here.slug}", ordered(here)
    phone = world.as_device(here.device).get(desk).text
    assert "1 kabar baru" in phone and number not in phone.partition('id="baru"')[2].partition("</p>")[0]
    assert "/siapa" in world.as_device(here.device).post(desk + "/dilihat", data={"upto": "9"}).headers["location"]
    assert 'id="baru"' not in world.as_person(here.officer).get(desk).text
    assert world.as_person(here.officer).post(desk + "/dilihat", data={"upto": "999"}).status_code == 422
    assert world.as_person(here.other_chair).post(desk + "/dilihat", data={"upto": "999"}).status_code == 404
    for typed in ("", "x", "-1", "9" * 30):
        assert world.as_person(here.chair).post(desk + "/dilihat", data={"upto": typed}).status_code == 422
    assert [each.sent_at for each in on_pages()] == [None]


@both
def test_a_helper_who_reads_it_out_says_so_under_her_own_name(shop):
    here = world.a_shop()
    desk, helper = f"/lapak/{here.slug}", world.as_person(here.facilitator)
    ordered(here)
    page = helper.get(desk).text
    assert "Sudah saya bacakan" in page
    done(helper.post(desk + "/dilihat", data={"upto": upto(page)}))
    assert [each.sent_by_id for each in on_pages()] == [here.facilitator]
    assert "membacakan kabar kepada kelompok" in world.as_person(here.chair).get(desk + "/anggota").text


@both
def test_of_two_groups_each_page_has_its_own_news(shop):
    here = world.a_shop()

    def both_groups(db) -> None:
        other = db.query(Group).filter_by(slug=here.other_slug).one()
        other.slug = here.slug + "-dua"  # begins like the other's address
        join(db, other.key, Person.get(db, here.chair), Acceptance.ACCOUNT)

    write(both_groups)
    ordered(here)
    chair = world.as_person(here.chair)
    assert len(news_in(chair.get(f"/lapak/{here.slug}").text)) == 1
    assert 'id="baru"' not in chair.get(f"/lapak/{here.slug}-dua").text


@both
def test_words_that_nobody_looked_at_are_kept_thirty_days(shop):
    here = world.a_shop()
    ordered(here)
    with time_machine.travel(now() + WORDS_KEPT + timedelta(days=1)):
        write(forget_words)
        assert [(each.to, each.params) for each in on_pages()] == [("", {})]
        assert 'id="baru"' not in world.as_person(here.chair).get(f"/lapak/{here.slug}").text


@both
def test_where_whatsapp_is_set_up_it_is_no_news_of_the_page(shop, monkeypatch):
    here = world.a_shop()
    monkeypatch.setattr(settings(), "whatsapp_url", "https://wa.example")
    ordered(here)
    assert on_pages() == []


def test_a_facilitators_filter_takes_nothing_else(shop):
    here = world.a_shop()
    helper = world.as_person(here.facilitator)
    for typed in ("apa", "group_id", "late", "kinds", "<b>", "%00", "x" * 300):
        page = helper.get("/pendamping", params={"lihat": typed})
        assert page.status_code == 200 and "Tunas Bahari" in page.text
    assert "Tidak ada yang menunggu" in helper.get("/pendamping?lihat=tomorrow").text


@both
def test_what_ends_soon_is_counted_by_the_day_of_the_group(shop):
    """23.30 in Kalianda is half past midnight, the next day, where the platform stands; what is over is not sold."""
    with time_machine.travel("2026-11-28T16:30:00+00:00", tick=False):
        here = world.a_shop()
        papers = {"group_id": here.group_id, "kind": CertificateKind.PIRT, "number": "1"}

        def soon(best_before: date, expires_on: date) -> tuple[int, int]:
            def work(db) -> None:
                db.get(Group, here.group_id).village = world.KALIANDA
                db.execute(sa.update(table(Lot)).values(produced_on=date(2026, 11, 1), best_before=best_before))
                db.execute(sa.delete(table(Certificate)))
                Certificate(**papers, expires_on=expires_on).add(db)

            write(work)
            with read() as db:
                found = waiting_in(db, [here.group_id])[here.group_id]
            return found.lots, found.papers

        assert soon(date(2026, 11, 27), date(2027, 1, 27)) == (0, 1), "goods of yesterday; sixty days"
        assert soon(date(2026, 11, 30), date(2027, 1, 28)) == (1, 0), "two days; sixty-one"
        assert soon(date(2026, 12, 1), date(2026, 11, 1)) == (0, 1), "three days; over, and still to be renewed"
        assert soon(date(2026, 11, 28), date(2027, 1, 27)) == (1, 1), "good until midnight"
