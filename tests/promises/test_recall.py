"""A recall reaches who bought, stops what has not left, and is not ended by the group itself."""

import re
from datetime import timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from market.catalog.product import Product
from market.inventory.lot import Lot
from market.inventory.receiving import receive
from market.kernel.clock import now, today
from market.kernel.db import read, write
from market.kernel.money import rupiah
from market.kernel.record import table
from market.messages.by_hand import letters_of_group
from market.messages.outbox import Message
from market.orders.books.recount import recount
from market.orders.clockwork import tick
from market.orders.life import fewer
from market.orders.life.recall import recall
from market.orders.order import SubOrder, group_sub_order
from market.pages.letters import render
from market.payments.bill import Bill, BillState
from market.payments.claiming import claim
from market.people.access import CLOCK
from market.people.act import Act
from market.people.group import Group
from tests import world
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.payments.test_card import rows
from tests.promises.test_fewer_pieces import bill_of, bought, paid

WITA = ZoneInfo("Asia/Makassar")
NEWS = ("lot_recalled", "recall_ended")


def sold_and_recalled(here: world.Shop):
    """One parcel of the lot left, one waits; then the lot is recalled by the chair."""
    chair = world.as_person(here.chair)
    (path, left), (_, waits) = bought(here, 2), bought(here, 3)
    for number in (left, waits):
        paid(here, number)
    done(chair.post(f"/lapak/{here.slug}/pesanan/{left}/serahkan"))
    return chair, path, left, waits, f"/lapak/{here.slug}/stok/1"


@both
def test_buyers_are_told_and_nothing_of_it_is_sold_or_sent(shop):
    """ "Pembelinya dikabari satu per satu" wrote no letter; recalled goods were packed and sent, 282 could be sold."""
    here = world.a_shop(pieces=20)
    soon = today(WITA) + timedelta(days=60)
    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 1, by=CLOCK, best_before=soon) and None)
    paid(here, bought(here, 1)[1])  # from that one: its letter stays
    chair, path, left, waits, lot = sold_and_recalled(here)
    assert chair.post(lot, data={"act": "recall"}).status_code == 422, "with a reason"
    done(chair.post(lot, data={"act": "recall", "reason": "berbau"}))
    with read() as db:
        letters = letters_of_group(
            db, here.group_id, person_id=here.chair, news=sa.select(table(Message).c.id).where(sa.false())
        ).to_send
        assert [each.template for each in letters][:2] == ["lot_recalled"] * 2, "before what was written earlier"
        assert len(letters) > 2
        told = {m.about: m.params for m in db.scalars(sa.select(Message)) if m.template == "lot_recalled"}
        assert {number: params["sent"] for number, params in told.items()} == {left: True, waits: False}
        assert [act.params["reason"] for act in db.scalars(sa.select(Act)) if act.code == "lot_recall"] == ["berbau"]
    page = chair.get(lot).text
    assert re.search(r'<b class="figure">0</b>bisa dijual', page) and page.count("https://wa.me/") == 2, (
        "a list to tell them by"
    )
    assert "Kode produksinya ditarik" in world.client().get(path).text
    desk = f"/lapak/{here.slug}/pesanan/{waits}"
    assert (
        "jangan dikirim" in chair.get(desk).text and "jangan dikirim" in chair.get(f"{desk[: -len(waits)]}kemas").text
    )
    for act in ("siapkan", "siap", "serahkan"):
        refused = chair.post(f"{desk}/{act}")
        assert refused.status_code == 422 and "kode yang ditarik" in refused.text, act
    assert "/ganti-kode" not in chair.get(desk).text, "there is no other lot"
    assert "belum cukup. Kurangi isinya, atau batalkan" in chair.get(desk).text
    refused = chair.post(f"{desk}/ganti-kode")
    assert refused.status_code == 422 and "dari kode lain. Kurangi" in refused.text
    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 5, by=CLOCK, produced_on=None) and None)
    assert "/ganti-kode" in chair.get(desk).text
    done(chair.post(f"{desk}/ganti-kode"))
    done(chair.post(f"{desk}/serahkan"))
    with read() as db:
        assert recount(db) == []


@both
def test_only_somebody_from_outside_ends_a_recall_and_says_why(shop):
    """One tap of the group used to sell recalled goods again."""
    here = world.a_shop(pieces=20)
    chair, _path, _left, waits, lot = sold_and_recalled(here)
    done(chair.post(lot, data={"act": "recall", "reason": "berbau"}))
    assert chair.post(lot, data={"act": "reopen"}).status_code == 409
    assert chair.post(f"{lot}/buka", data={"reason": "sudah bagus"}).status_code == 422
    assert "/buka" not in chair.get(lot).text
    assert f"{lot}/buka" in world.as_person(here.officer).get(f"/dinas/kelompok/{here.slug}").text
    helper = world.as_person(here.facilitator)
    assert helper.post(f"{lot}/buka", data={"reason": ""}).status_code == 422
    done(helper.post(f"{lot}/buka", data={"reason": "Diperiksa lab"}))
    for page in (f"/lapak/{here.slug}/anggota", lot):
        assert "yang ditarik: Diperiksa lab" in chair.get(page).text, "who reopened it, and why"
    with read() as db:
        assert db.get(Lot, 1).sellable > 0
        waiting = db.scalars(sa.select(Message).where(table(Message).c.template == "lot_recalled"))
        assert all(message.unsaid_at for message in waiting), "what was not sent is not said any more"
    done(chair.post(f"/lapak/{here.slug}/pesanan/{waits}/serahkan"))


@both
def test_what_is_cancelled_of_a_stopped_parcel_is_the_recalled_part(shop):
    here = world.a_shop(pieces=2)
    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 5, by=CLOCK) and None)
    _path, number = bought(here, 4)
    paid(here, number)
    with read() as db:
        lots = list(db.scalars(sa.select(Lot).where(table(Lot).c.allocated > 0)))
    world.as_person(here.chair).post(f"/lapak/{here.slug}/stok/{lots[0].key}", data={"act": "recall", "reason": "bau"})

    def work(db) -> None:
        sub = group_sub_order(db, here.group_id, number, lock=True)
        n = min(lots[0].allocated, 3)
        fewer.fewer_by_group(db, sub, world.actor(here.chair), {str(sub.lines[0].key): n}, "bau")

    write(work)
    with read() as db:
        assert db.get(Lot, lots[0].key).allocated == lots[0].allocated - min(lots[0].allocated, 3) and recount(db) == []


@both
def test_who_was_told_hears_once_that_it_is_good_again(shop):
    """Rounds of recalling and reopening within a day write one letter of each, and the last word said is the true
    one."""
    here = world.a_shop(pieces=20)
    chair, _path, left, waits, lot = sold_and_recalled(here)
    helper = world.as_person(here.facilitator)

    def standing() -> list[tuple[str, str]]:
        with read() as db:
            m = table(Message)
            found = sa.select(m.c.about, m.c.template).where(m.c.unsaid_at.is_(None), m.c.template.in_(NEWS))
            return sorted((row.about, row.template) for row in db.execute(found))

    done(chair.post(lot, data={"act": "recall", "reason": "berbau"}))
    write(
        lambda db: db.execute(sa.update(Message).where(table(Message).c.about == left).values(sent_at=now())) and None
    )
    for _ in range(3):
        done(helper.post(f"{lot}/buka", data={"reason": "Diperiksa lab"}))
        assert standing() == sorted([(left, "lot_recalled"), (left, "recall_ended")]), "only who was told hears of it"
        done(chair.post(lot, data={"act": "recall", "reason": "berbau lagi"}))
        assert standing() == sorted([(left, "lot_recalled"), (waits, "lot_recalled")])
    done(helper.post(f"{lot}/buka", data={"reason": "Diperiksa lab"}))
    with read() as db:
        [good] = [m for m in db.scalars(sa.select(Message)) if m.template == "recall_ended" and m.unsaid_at is None]
        assert "ternyata baik: Diperiksa lab" in render(good).body
    write(
        lambda db: db.execute(sa.update(Message).where(table(Message).c.about == left).values(sent_at=now())) and None
    )
    done(chair.post(lot, data={"act": "recall", "reason": "jamur"}))
    assert standing().count((left, "lot_recalled")) == 2, "she heard that it is good: now she hears that it is not"


@both
def test_nobody_is_asked_to_pay_for_recalled_goods(shop):
    """Her page, the pay page, `/lacak`, the chat and the letters asked for Rp87.779 until the group decided."""
    here = world.a_shop(pieces=20)
    chair = world.as_person(here.chair)
    path, number = bought(here, 3)
    asked = bill_of(number).asked
    done(chair.post(f"/lapak/{here.slug}/stok/1", data={"act": "recall", "reason": "berbau"}))
    tick(now() + timedelta(days=3))
    buyer = world.client()
    page, track = buyer.get(path).text, {"number": number, "digits": "7890"}
    pays = buyer.get(path.replace("?", "/bayar?")).text
    for shown in (page, pays, buyer.post("/lacak", data=track).text):
        assert rupiah(asked) not in shown and "Jangan bayar dulu" in shown and "Bayar sebelum" not in shown
    assert "jumlahnya" not in unquote(page) and "Terlanjur membayar?" in pays and "Barangnya sudah dilepas" not in pays
    first = chair.get(f"/lapak/{here.slug}").text
    assert "Kode ditarik, jangan dikirim" in first and number[:-2] in first, "it is the group's turn"
    with read() as db:
        about = sa.select(Message).where(table(Message).c.about == number, table(Message).c.unsaid_at.is_(None))
        letters = {each.template: render(each).body for each in db.scalars(about)}
    assert "order_accepted" not in letters and "Jangan dibayar dulu" in letters["lot_recalled"]

    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 5, by=CLOCK, produced_on=None) and None)
    done(chair.post(f"/lapak/{here.slug}/pesanan/{number}/ganti-kode"))
    page = buyer.get(path).text
    assert rupiah(asked) in page and "Bayar sebelum" in page and bill_of(number).due_at > now() + timedelta(hours=5)
    with read() as db:
        letters = {each.template: render(each).body for each in db.scalars(about)}
    assert "order_accepted" in letters and "Sekarang bisa dibayar" in letters["lots_exchanged"]


@wide
@pytest.mark.parametrize("ends", ["exchange", "reopen"])
def test_who_says_she_paid_is_not_told_to_pay(shop, ends):
    """ "Jangan dibayar dulu", then "Sekarang bisa dibayar", while the group was looking for her money: she paid
    twice."""
    here = world.a_shop(pieces=20)
    _path, number = bought(here, 3)
    write(lambda db: claim(db, bill_of(number)) and None)
    chair = world.as_person(here.chair)
    done(chair.post(f"/lapak/{here.slug}/stok/1", data={"act": "recall", "reason": "berbau"}))
    write(lambda db: db.execute(sa.update(Message).values(sent_at=now())) and None)
    if ends == "exchange":
        write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 5, by=CLOCK, produced_on=None) and None)
        done(chair.post(f"/lapak/{here.slug}/pesanan/{number}/ganti-kode"))
    else:
        helper = world.as_person(here.facilitator)
        done(helper.post(f"/lapak/{here.slug}/stok/1/buka", data={"reason": "Diperiksa lab"}))
    with read() as db:
        letters = {each.template: each.params for each in db.scalars(sa.select(Message)) if each.about == number}
    told = letters["lot_recalled"], letters["lots_exchanged" if ends == "exchange" else "recall_ended"]
    assert [each["unpaid"] for each in told] == [False, False]
    assert bill_of(number).due_at is None, "her claim keeps the clock still"


@wide
def test_a_bill_of_goods_that_left_gets_no_more_time_by_the_end_of_a_recall(shop):
    """Its clock never rested: nothing of it waits, and nobody told its buyer not to pay."""
    here = world.a_shop(pieces=20)
    _chair, _path, left, _waits, lot = sold_and_recalled(here)
    soon = now() + timedelta(minutes=30)
    done(world.as_person(here.chair).post(lot, data={"act": "recall", "reason": "berbau"}))
    owing = {"state": BillState.OPEN, "due_at": soon, "closed_at": None}
    write(lambda db: db.execute(sa.update(Bill).where(table(Bill).c.ref == left).values(**owing)) and None)
    done(world.as_person(here.facilitator).post(f"{lot}/buka", data={"reason": "Diperiksa lab"}))
    assert bill_of(left).due_at == soon


@wide
def test_of_a_last_piece_nothing_is_to_be_cancelled_but_the_order(shop):
    """ "Kurangi isinya" was advised where it is not offered."""
    here = world.a_shop(pieces=20)
    _path, number = bought(here, 1)
    paid(here, number)
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number}"
    done(chair.post(f"/lapak/{here.slug}/stok/1", data={"act": "recall", "reason": "berbau"}))
    for said in (chair.get(desk), chair.post(f"{desk}/ganti-kode"), chair.post(f"{desk}/siapkan")):
        words = re.sub(r"\s+", " ", said.text)
        assert "atalkan pesanannya." in words and "urangi isi" not in words
    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 1, by=CLOCK, produced_on=None) and None)
    assert "Ganti dari kode lain, atau batalkan pesanannya." in chair.get(desk).text


def waits_to_be_sent(number: str, template: str) -> list[int | None]:
    """The fee that each such letter about a parcel names."""
    stands = [each for each in rows(Message) if each.unsaid_at is None and each.sent_at is None]
    return [each.params.get("fee") for each in stands if (each.about, each.template) == (number, template)]


@wide
def test_a_courier_is_neither_named_nor_agreed_to_for_recalled_goods(shop):
    """The fee was sent to her and her yes made the order accepted, beside "Jangan bayar dulu"; the letter that asks
    for her yes waited to be sent all the same."""
    here = world.a_shop(pieces=20)
    way = {"delivery-tunas-bahari": "quote", "village": world.GIRIAN, "address": "Jl. Yos Sudarso 41"}
    path, number = bought(here, 2, **way)
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number}"
    done(chair.post(f"{desk}/ongkir", data={"fee": "15.000"}))
    assert "Ongkir Rp15.000 dicatat." in chair.get(desk).text
    assert waits_to_be_sent(number, "order_fee_named")
    done(chair.post(f"/lapak/{here.slug}/stok/1", data={"act": "recall", "reason": "berbau"}))
    assert not waits_to_be_sent(number, "order_fee_named")
    refused = chair.post(f"{desk}/ongkir", data={"fee": "10.000"})
    assert refused.status_code == 422 and "kode yang ditarik" in refused.text
    assert "Kirim ongkir" not in chair.get(desk).text
    agree = path.replace("?", f"/ongkir/{number}?")
    assert "Setuju, ongkir" not in world.client().get(path).text
    refused = world.client().post(agree, data={"fee": "15000"})
    assert refused.status_code == 422 and "tunggu kabarnya" in refused.text
    with time_machine.travel(now() + timedelta(hours=40), tick=True):
        tick()
    assert "waiting" in {each.state.value for each in rows(SubOrder)}, "her time to agree rests"
    done(world.as_person(here.officer).post(f"/lapak/{here.slug}/stok/1/buka", data={"reason": "bau plastik"}))
    assert waits_to_be_sent(number, "order_fee_named") == [15_000], "she is asked again"
    [asked] = [each for each in rows(SubOrder) if each.number == number]
    assert asked.agree_by > now() + timedelta(hours=5)
    done(world.client().post(agree, data={"fee": "15000"}))


@wide
def test_fewer_pieces_end_what_stopped_a_fee(shop):
    """No bill was made yet: her letter was taken away for good."""
    here = world.a_shop(pieces=2)
    until = today(WITA) + timedelta(days=60)
    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 3, by=CLOCK, best_before=until) and None)
    way = {"delivery-tunas-bahari": "quote", "village": world.GIRIAN, "address": "Jl. Yos Sudarso 41"}
    _path, number = bought(here, 4, **way)
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number}"
    done(chair.post(f"{desk}/ongkir", data={"fee": "15.000"}))
    with read() as db:
        [first, *_others] = [each for each in rows(Lot) if each.allocated]
        [sub] = [each for each in rows(SubOrder) if each.number == number]
        line = db.get(SubOrder, sub.key).lines[0].key
    done(chair.post(f"/lapak/{here.slug}/stok/{first.key}", data={"act": "recall", "reason": "berbau"}))
    assert not waits_to_be_sent(number, "order_fee_named")
    left = 4 - first.allocated
    done(chair.post(f"{desk}/kurangi", data={f"keep-{line}": str(left), "reason": "berbau"}))
    assert waits_to_be_sent(number, "order_fee_named") == [15_000]


@both
def test_who_has_not_paid_hears_at_once_that_it_is_good(shop):
    here = world.a_shop(pieces=20)
    _path, number = bought(here, 3)
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/stok/1", data={"act": "recall", "reason": "berbau"}))
    write(lambda db: db.execute(sa.update(Message).values(sent_at=now())) and None)
    helper = world.as_person(here.facilitator)
    done(helper.post(f"/lapak/{here.slug}/stok/1/buka", data={"reason": "Diperiksa lab"}))
    assert bill_of(number).due_at > now() + timedelta(hours=5)
    with read() as db:
        [good] = [each for each in db.scalars(sa.select(Message)) if each.template == "recall_ended"]
        assert good.due_at <= now() and "Sekarang bisa dibayar" in render(good).body


@both
def test_who_gets_other_pieces_is_told(shop):
    here = world.a_shop(pieces=20)
    chair, _path, _left, waits, lot = sold_and_recalled(here)
    done(chair.post(lot, data={"act": "recall", "reason": "berbau"}))
    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 5, by=CLOCK, produced_on=None) and None)
    done(chair.post(f"/lapak/{here.slug}/pesanan/{waits}/ganti-kode"))
    with read() as db:
        mine = [m for m in db.scalars(sa.select(Message)) if m.about == waits and m.unsaid_at is None]
    told = [m for m in mine if m.template in (*NEWS, "lots_exchanged")]
    assert [m.template for m in told] == ["lots_exchanged"] and "Pesanan jalan terus" in render(told[0]).body


@both
def test_a_recall_of_many_buyers_takes_a_few_statements(shop):
    here = world.a_shop(pieces=40)
    sold_and_recalled(here)
    for _ in range(12):
        bought(here, 1)

    def work(db) -> int:
        asked: list[str] = []
        connection = db.connection()
        sa.event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        recall(db, here.group_id, db.get(Lot, 1), world.actor(here.chair), "berbau")
        return len(asked)

    assert write(work) < 20


@both
def test_who_looks_at_a_recalled_lot_reads_of_what_and_keeps_her_page(shop):
    """An officer whose reason was blank read that she may not, on a page of the group that she has none of; and
    "Tersimpan." was all that a chair heard of a recall."""
    here = world.a_shop(pieces=20)
    bought(here, 3)
    chair, officer, desk = world.as_person(here.chair), world.as_person(here.officer), f"/lapak/{here.slug}/stok/1"
    done(chair.post(desk, data={"act": "set_aside"}))
    assert "Ditahan: tidak dijual" in chair.get(desk).text
    done(chair.post(desk, data={"act": "recall", "reason": "berbau"}))
    assert "Ditarik: tidak dijual dan tidak dikirim. 1 pembelinya ada di bawah." in chair.get(desk).text
    with read() as db:
        name = db.scalars(sa.select(table(Product).c.name)).first()
    for reason, told in (("", "perlu diisi"), ("x" * 400, "paling banyak 300 huruf")):
        refused = officer.post(f"{desk}/buka", data={"reason": reason})
        assert refused.status_code == 422 and told in refused.text
        assert "Buka lagi untuk dijual" in refused.text and "Ini hanya bisa dilakukan" not in refused.text
        assert f"<p>{name}</p>" in refused.text
    assert "Buka lagi untuk dijual" in world.as_person(here.facilitator).post(f"{desk}/buka", data={"reason": ""}).text
    done(officer.post(f"{desk}/buka", data={"reason": "Diperiksa lab"}))
