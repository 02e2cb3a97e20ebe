"""Bon: who owes what, paid in parts, each press once; what was paid is said, not booked twice."""

import pytest

from market.kernel.db import read, write
from market.orders.books.recount import recount
from market.orders.channel import SalesChannel
from market.orders.known_by import KnownBy
from market.orders.order import OrderLine
from market.payments.bill import Bill, BillState
from market.payments.payment import Payment
from market.people.person import Person
from market.till.bon import BonPayment, bons
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.books.test_takings import classes, takings
from tests.payments.test_card import rows
from tests.till.phones import Phone, line

ROS = {"buyer": {"name": "Ibu Ros", "phone": "081200000777"}}


def owes(here, pieces: int = 2) -> str:
    """Somebody took goods on credit; the address of her debt."""
    Phone(here.group_id, here.chair).sells(line(here.sku, pieces), paid="bon", **ROS)
    return f"/lapak/{here.slug}/kasir/bon"


def sound() -> None:
    with read() as db:
        assert recount(db) == []


@both
def test_a_debt_is_paid_in_parts(shop):
    here = world.a_shop(pieces=20)
    desk = owes(here)
    member = world.as_person(here.member)
    page = member.get(desk).text
    assert "Ibu Ros" not in member.get(f"/lapak/{here.slug}/uang").text, "a debt stands in one list"
    assert "Ibu Ros" in page and "Rp50.000" in page and takings(here)[0].came == 0
    done(member.post(f"{desk}/1", data={"how": "cash", "amount-1": "20.000"}))
    page = member.get(desk).text
    assert "Rp20.000 masuk, bonnya berkurang" in page and "Rp30.000" in page and rows(Bill)[0].state is BillState.OPEN
    done(member.post(f"{desk}/1", data={"how": "qris", "amount-1": ""}))
    assert [(each.amount, each.paid.value) for each in rows(BonPayment)] == [(20_000, "cash"), (30_000, "qris")]
    page = member.get(desk).text
    assert "Rp30.000 masuk, bonnya lunas" in page and "Tidak ada yang berutang" in page
    assert rows(Bill)[0].state is BillState.SETTLED
    assert classes(takings(here)[0]) == {(SalesChannel.TILL, KnownBy.CASHIER): 50_000}
    assert [each.method.value for each in rows(Payment)] == ["cash", "qris"]
    again = member.post(f"{desk}/1", data={"how": "cash"})
    assert again.status_code == 409 and len(rows(Payment)) == 2, "paid twice: said, and not booked"
    sound()


@both
def test_who_bought_on_credit_several_times_owes_one_sum(shop):
    """By her number, however her name was typed; her cards stood there one by one."""
    here = world.a_shop(pieces=20)
    phone = Phone(here.group_id, here.chair)
    for name, number, pieces in (("Ibu Ros", "081200000777", 2), ("Ros", "081200000777", 1), ("Pak Jon", "", 1)):
        phone.sells(line(here.sku, pieces), paid="bon", buyer={"name": name, "phone": number})
    page = world.as_person(here.member).get(f"/lapak/{here.slug}/kasir/bon").text
    assert page.count("2 bon, semuanya Rp75.000") == 2 and "1 bon" not in page
    with read() as db:
        assert [(each.name, each.left, each.debts) for each in bons(db, here.group_id)] == [
            ("Ibu Ros", 50_000, 2), ("Ros", 25_000, 2), ("Pak Jon", 25_000, 1),
        ]  # fmt: skip


@both
def test_debts_without_a_number_are_nobodys_sum(shop):
    """Two who are called alike, and all who gave no name, stood there as one who owes it all."""
    here = world.a_shop(pieces=20)
    phone = Phone(here.group_id, here.chair)
    for buyer in ({"name": "Ibu Ros"}, {"name": "Ibu Ros"}, {}, {}):
        phone.sells(line(here.sku, 1), paid="bon", buyer=buyer)
    with read() as db:
        assert {(each.left, each.debts, each.of_debtor) for each in bons(db, here.group_id)} == {(25_000, 1, 25_000)}
    reader, page = world.as_person(here.member), f"/lapak/{here.slug}/kasir/bon"
    told = reader.get(page).text
    assert told.count('id="bon-') == 4 and "semuanya" not in told and "Pembeli di tempat" in told
    reader.cookies.set("bahasa", "en")
    assert "Pembeli di tempat" not in reader.get(page).text


@both
def test_more_debts_than_a_page_shows_are_in_its_sum(shop, monkeypatch):
    """The sum was that of the first three hundred, and nothing said that there are more."""
    for module in ("market.till.bon", "market.pages.workspace.drawer.bon"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    here = world.a_shop(pieces=20)
    for n in range(3):
        desk = owes(here, pieces=1)
        page = world.as_person(here.chair).get(desk).text
        assert f"Belum dibayar: Rp{25 * (n + 1)}.000." in page
        assert ("berikutnya muncul di sini" in page) == (n > 0)


@pytest.mark.parametrize("amount", ["60000", "0", "-5", "banyak", "9" * 18])
def test_a_sum_that_cannot_be_gets_a_sentence_beside_its_field(shop, amount):
    here = world.a_shop(pieces=20)
    desk = owes(here)
    answer = world.as_person(here.chair).post(f"{desk}/1", data={"how": "cash", "amount-1": amount})
    assert answer.status_code == 422 and not rows(Payment) and 'id="amount-1' in answer.text


@both
def test_the_same_press_counts_once(shop):
    here = world.a_shop(pieces=20)
    desk = owes(here)
    chair = world.as_person(here.chair)
    press = chair.get(desk).text.split('name="press" value="')[1].split('"')[0]
    for _ in range(3):
        assert chair.post(f"{desk}/1", data={"how": "cash", "amount-1": "10000", "press": press}).status_code == 303
    assert [each.amount for each in rows(Payment)] == [10_000]


def test_a_debt_of_another_group_is_none(shop):
    here = world.a_shop(pieces=20)
    owes(here)
    theirs = f"/lapak/{here.other_slug}/kasir/bon/1"
    assert world.as_person(here.other_chair).post(theirs, data={"how": "cash"}).status_code == 404
    assert not rows(Payment)


@both
def test_nobody_ends_her_own_debt(shop):
    here = world.a_shop(pieces=20)
    with read() as db:
        own = {"buyer": {"name": "Saya sendiri", "phone": Person.get(db, here.member).phone}}
    Phone(here.group_id, here.chair).sells(line(here.sku, 2), paid="bon", **own)
    desk, nota = (f"/lapak/{here.slug}/kasir/{each}" for each in ("bon", "nota"))
    member, chair = world.as_person(here.member), world.as_person(here.chair)
    back = {f"line-{rows(OrderLine)[0].key}": "1", "reason": "Basi", "goods": "thrown"}
    assert member.post(f"{desk}/1", data={"how": "cash"}).status_code == 422
    assert member.post(f"{nota}/1/kembali", data=back).status_code == 422
    assert rows(Bill)[0].amount == 50_000 and not rows(Payment)
    done(chair.post(f"{nota}/1/kembali", data=back))
    done(chair.post(f"{desk}/1", data={"how": "cash"}))
    assert rows(Bill)[0].state is BillState.SETTLED
    sound()


@both
@pytest.mark.parametrize("another", ["in her account", "by a PIN", "nobody"])
def test_a_debtor_ends_no_debt_by_a_pin_that_she_gave(shop, another):
    """The chair owes it and gave the code for the member's PIN; where she gave all of them it is booked so."""
    here = world.a_shop(pieces=20)
    with read() as db:
        own = {"buyer": {"name": "Ketua", "phone": Person.get(db, here.chair).phone}}
    Phone(here.group_id, here.member).sells(line(here.sku, 2), paid="bon", **own)

    def ways(db) -> None:
        for key in (here.treasurer, here.member):
            Person.get(db, key).password_hash = None
        if another == "in her account":
            Person.get(db, here.treasurer).password_hash = world.hashed("x")

    write(ways)
    world.named_by_pin(here.slug, here.treasurer, giver=None if another == "by a PIN" else here.chair)
    phone = world.named_by_pin(here.slug, here.member, giver=here.chair)
    desk, nota = (f"/lapak/{here.slug}/kasir/{each}" for each in ("bon", "nota"))
    back = {f"line-{rows(OrderLine)[0].key}": "1", "reason": "Basi", "goods": "thrown"}
    for path, form in ((f"{nota}/1/kembali", back), (f"{desk}/1", {"how": "cash"})):
        answer = phone.post(path, data=form)
        assert answer.status_code == (303 if another == "nobody" else 422), answer.text
    assert bool(rows(Payment)) is (another == "nobody")
    sound()
