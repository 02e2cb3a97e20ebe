"""Letters: each stands alone, each says when and by whom, and nothing is said to be sent that waits."""

import email
import email.policy
import re
from email.utils import parsedate_to_datetime

import pytest
import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.email import is_email
from market.kernel.names import typed_name, visible
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.channels import Letter, in_an_envelope, one_line, send_due
from market.messages.outbox import Message, Recipient, tell
from market.messages.sending import LAST
from market.orders.event import OrderEvent
from market.orders.order import SubOrder
from market.people.person import Person
from market.people.security import security_event
from tests import world
from tests.conftest import both
from tests.messages.test_messages import Letters, post_office  # noqa: F401

M, EVENTS = table(Message), table(OrderEvent)
TOLD = {
    "number": "D-1-1",
    "order": "D-1",
    "group": "Tunas Bahari",
    "buyer": "Ratna",
    "total": 1,
    "path": "/pesanan/D-1",
}
NO_ADDRESSES = ("x@[.a", "x@", "a,b@c.id", "(x@a.id", '"a@b.id', "a@b@c.id", "x\n@a.id", "é@x.id", "r.s@é.id")


def written_to(*addresses: str) -> None:
    def work(db) -> None:
        for n, address in enumerate(addresses):
            tell(db, Recipient("Ratna", None, address), "order_placed", TOLD, name=f"D-{n}/placed")

    write(work)


@both
def test_what_is_no_address_stops_no_other_letter_and_is_tried_no_more(shop, post_office: Letters):  # noqa: F811
    written_to(*NO_ADDRESSES, "ratna@contoh.id")
    assert send_due() == 1 and len(post_office.got) == 1
    with read() as db:
        left = db.execute(sa.select(M.c.to, M.c.attempts).where(M.c.sent_at.is_(None))).all()
    assert {(each.to, each.attempts) for each in left} == {(bad, LAST) for bad in NO_ADDRESSES}
    mail = email.message_from_bytes(post_office.got[0], policy=email.policy.default)
    assert mail["to"].addresses[0].addr_spec == "ratna@contoh.id"
    assert abs((parsedate_to_datetime(str(mail["date"])) - now()).total_seconds()) < 60, "when it was sent"
    assert str(mail["message-id"]).startswith("<D-"), "by which a receiver tells a repeat"


@pytest.mark.parametrize(
    "text",
    [
        "x@[.a",
        "x@a..id",
        "a,b@c.id",
        "(x@a.id",
        "x@-a.id",
        "x@a",
        ".x@a.id",
        "x@a.id>",
        "@a.id",
        "é@x.id",
        "r.s@é.id",
        "a@192.168.1.1",
    ],
)
def test_what_is_no_address_is_asked_again_at_once(text):
    assert not is_email(text)


@pytest.mark.parametrize("text", ["ratna@contoh.id", "a+b_c'd@x-y.co.id", "r@2.id"])
def test_what_can_be_written_to_is_taken_and_sent(text):
    assert is_email(text)
    to = in_an_envelope(Message(channel="email", to=text, kind="order_placed"), Letter("Halo", "Halo"))["to"]
    assert [each.addr_spec for each in to.addresses] == [text]


def test_a_parameter_of_a_template_is_one_line():
    assert one_line("Halo,\n\nsudah\tmasuk:     https://a.id ") == "Halo, sudah masuk: https://a.id"


@both
def test_who_said_that_money_came_stands_by_name_where_the_group_reads_what_happened(shop):
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku, 2)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}/pesanan/{number}"
    money = f"/lapak/{here.slug}/uang"
    assert treasurer.post(f"{money}/masuk/{number}").status_code == 303
    payment = re.search(r"/uang/dicatat/(\d+)/tarik", treasurer.get(money).text)[1]
    assert treasurer.post(f"{money}/dicatat/{payment}/tarik", data={"reason": "salah lihat"}).status_code == 303
    with read() as db:
        said = dict(db.execute(sa.select(EVENTS.c.code, EVENTS.c.by)).all())
        name = Person.get(db, here.treasurer).name
    assert said["paid"] == said["payment_taken_back"] == name, "a person did it, not Dermaga"
    assert f"· {name}" in world.as_person(here.chair).get(desk).text


@both
def test_whose_order_was_looked_at_reads_the_number_that_she_knows(shop):
    here = world.a_shop()
    buyer = world.as_person(here.buyer)
    path, _ = world.buys(buyer, here.sku, 1)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"

    def work(db) -> None:
        key = db.execute(sa.select(table(SubOrder).c.id).where(table(SubOrder).c.number == number)).scalar_one()
        for kind, thing in (("order", key), ("people", 7)):
            security_event(db, "looked", by_id=here.chair, person_id=here.buyer, kind=kind, key=thing)

    write(work)
    page = buyer.get("/akun/keamanan").text
    assert f"Melihat pesanan {number}" in page and "Melihat daftar anggota" in page
    assert not re.search(r"Melihat [a-z ]+ nomor \d", page), "an id of ours says nothing to her"


def test_all_that_is_wrong_with_a_new_account_is_said_in_one_round(shop):
    typed = {"name": "", "identifier": "08123", "password": "x"}
    page = world.client().post("/daftar", data=typed).text
    named = re.findall(r'href="#([a-z]+)"', page)
    assert {"name", "identifier", "password", "terms"} <= set(named)


@pytest.mark.parametrize(
    "name",
    [
        "Rat\u200bna",
        "Ratna\u202e",
        "\u3164\u3164",
        "\u2800\u2800",
        "a\u115fb",
        "a\ufe0fb",
        "e\u034fo",
        "\u0301\u0301",
        "\u0301 \u20dd",
    ],
)
def test_a_name_of_what_nobody_sees_is_asked_again(name):
    with pytest.raises(Refused, match="name_invisible"):
        visible(name)


def test_a_name_from_a_sheet_is_one_however_many_spaces_are_in_it():
    assert typed_name("Tunas  \u2003Bahari ") == "Tunas Bahari"


@both
def test_the_buyer_has_been_told_only_when_a_letter_left_or_was_ticked(shop):
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku, 2)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    treasurer, chair = world.as_person(here.treasurer), world.as_person(here.chair)
    came = treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}", data={"came": "20.000"})
    assert came.status_code == 303
    desk, first = f"/lapak/{here.slug}/pesanan/{number}", f"/lapak/{here.slug}"
    page = chair.get(desk).text
    assert "masih kurang" in page and "sudah dikabari" not in page and f'href="{first}#kabar"' in page
    for key in re.findall(r"/kabar/(\d+)", chair.get(first).text):
        assert chair.post(f"{first}/kabar/{key}").status_code == 303
    assert "Pembeli sudah dikabari" in chair.get(desk).text
