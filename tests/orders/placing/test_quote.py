"""Offers to offices: price by quantity, agreed by link, delivered, handed over on paper, paid weeks later."""

import re
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from market.inventory.lot import Lot
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.language import shown_day, shown_short_day
from market.kernel.spelled import ONES, spelled
from market.messages.outbox import Message
from market.orders.clockwork import tick
from market.orders.order import SubOrder
from market.orders.placing.quote import Quote
from market.pages.acts import act_word
from market.payments.bill import Bill
from market.payments.claim import Claim
from market.payments.ledger import own
from market.people.access import CLOCK
from market.people.act import Act
from market.people.group import Group
from market.people.vouching import reopen
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.life.test_down_payment import offered
from tests.payments.test_card import held, rows, shown


def day(ahead: int) -> str:
    return f"{(now() + timedelta(days=ahead)).date()}"


def offer(here, pieces="12", **more):
    """(the chair, the address of the quote)"""
    chair = world.as_person(here.chair)
    desk = f"/lapak/{here.slug}/penawaran"
    form = {
        "office": "Dinas Sosial Bitung", "contact": "Ibu Ani", "phone": "0812-7777-0001",
        f"quantity-{here.sku}": pieces,
        "email": "ani@dinas.test", "deliver_on": day(1), "delivery_fee": "20.000", "pay_days": "30",
        "valid_until": day(7),
    } | more  # fmt: skip
    return chair, chair.post(desk, data=form)


def link_of(answer) -> str:
    """What the group sends to the office: it is led to its own page, where the link stands."""
    number = done(answer).partition("#")[2]
    return next(quote.path for quote in rows(Quote) if quote.number == number)


@both
def test_a_price_for_many_is_written_down_as_any_other(shop):
    """A facilitator made goods cheaper for offices, and nobody of the group could read who did."""
    here = world.a_shop(pieces=50, price=25_000)
    prices, step = f"/lapak/{here.slug}/penawaran/harga", {"variant": here.sku, "pieces": "1.000", "price": "20.000"}
    done(world.as_person(here.facilitator).post(prices, data=step))
    done(world.as_person(here.chair).post(prices, data=step | {"price": "0"}))
    done(world.as_person(here.chair).post(prices, data=step | {"price": "0"}))
    told = [act_word(each) for each in rows(Act) if each.code.startswith("step_")]
    assert told == [
        f"mengubah harga {here.sku} untuk kantor mulai 1.000: Rp20.000",
        f"menghapus harga {here.sku} untuk kantor mulai 1.000",
    ]


@both
def test_nobody_who_knows_the_link_uses_an_offer_up(shop):
    """Its order kept a token that a checkout could send first; the office's yes then broke on it for ever."""
    here = world.a_shop(pieces=50)
    link = link_of(offer(here)[1])
    for mark in "-/":
        world.buys(world.client(), here.sku, 1, token=f"quote{mark}" + link.rpartition("/")[2])
    done(world.client().post(link, data={"name": "Ani, Kepala Bidang"}))


@both
def test_an_offer_ends_with_the_day_on_which_it_is_to_be_brought(shop):
    """Goods for tomorrow, "berlaku sampai" next week: a yes after tomorrow made an order that was late at once."""
    here = world.a_shop(pieces=50, price=25_000)
    chair, answer = offer(here, deliver_on=day(1), valid_until=day(7))
    link, desk = link_of(answer), f"/lapak/{here.slug}/penawaran"
    listed = " ".join(chair.get(desk).text.split())
    assert "Rp320.000" in listed and f"diantar {shown_short_day((now() + timedelta(days=1)).date())}" in listed
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        late = world.client().post(link, data={"name": "Ani, Kepala Bidang"})
        assert late.status_code == 422 and not rows(SubOrder)
        listed = world.as_person(here.chair).get(desk).text
        assert "tidak dijawab sampai" in listed and "wa.me" not in listed, "nobody is sent what is over"


@both
def test_an_accepted_offer_is_work_that_somebody_sees(shop):
    """Its address, contact and day used to be lost, it was on no list of work, and its money on no page of money."""
    here = world.a_shop(pieces=50, price=25_000)
    chair, answer = offer(here, address="Jl. Raya Girian 1", deliver_on=day(5))
    link = link_of(answer)
    page = chair.get(f"/lapak/{here.slug}/penawaran").text
    assert f"http://testserver{link}" in page and "https://wa.me/6281277770001?text=" in page, "a way to send it"
    office = world.client()
    path = done(office.post(link, data={"name": "Ani, Kepala Bidang"}))
    over = chair.post(f"/lapak/{here.slug}/penawaran/{rows(Quote)[0].number}/cabut")
    assert over.status_code == 409 and "Penawaran ini sudah disetujui" in over.text
    number = rows(SubOrder)[0].number
    desk, promised = f"/lapak/{here.slug}/pesanan/{number}", shown_day(rows(SubOrder)[0].arrives_by)
    work = (f"/lapak/{here.slug}", f"/lapak/{here.slug}/pesanan", f"/lapak/{here.slug}/pesanan/kemas")
    assert all(number in chair.get(each).text for each in work), "work, and to be packed"
    told = chair.get(desk).text
    for where in (chair.get(work[2]).text, told, chair.get(f"{desk}/nota").text):
        assert "Jl. Raya Girian 1" in where and promised in where and "Ibu Ani" in where
    assert "Jl. Raya Girian 1" in office.get(path).text and "Ibu Ani" in office.get(path).text
    assert f"{desk}/tagihan" in told
    bill = chair.get(f"{desk}/tagihan").text
    assert "Rp320.000" in bill and "BRI" in bill and "tiga ratus dua puluh ribu rupiah" in bill
    treasurer = world.as_person(here.treasurer)
    money = treasurer.get(f"/lapak/{here.slug}/uang").text
    assert "Belum dibayar kantor" in money and "Rp320.000" in money and number in money
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}"))
    assert "Belum dibayar kantor" not in treasurer.get(f"/lapak/{here.slug}/uang").text
    assert chair.get(f"{desk}/tagihan").status_code == 404, "paid: a receipt instead"


@both
def test_an_office_orders_by_quote_and_pays_a_month_after_delivery(shop):
    here = world.a_shop(pieces=50, price=25_000)
    chair = world.as_person(here.chair)
    desk = f"/lapak/{here.slug}/penawaran"
    for pieces, price in (("10", "22.000"), ("40", "20.000")):
        done(chair.post(desk + "/harga", data={"variant": here.sku, "pieces": pieces, "price": price}))
    assert chair.post(desk + "/harga", data={"variant": here.sku, "pieces": "50", "price": "30.000"}).status_code == 422
    assert (
        chair.post(desk + "/harga", data={"variant": here.other_sku, "pieces": "5", "price": "1000"}).status_code == 404
    )
    chair, answer = offer(here)
    link = link_of(answer)
    office = world.client()
    page = office.get(link).text
    assert "Rp22.000" in page and "Rp264.000" in page and "Rp284.000" in page and "30 hari" in page
    assert office.post(link, data={"name": ""}).status_code == 422
    path = done(office.post(link, data={"name": "Ani, Kepala Bidang"}))
    done(office.post(link, data={"name": "Ani, Kepala Bidang"}), 409)
    pay = path.replace("?", "/bayar?")
    assert shown(office, pay) == ("accepted", "unpaid") and next(lot.allocated for lot in rows(Lot)) == 12
    bill = rows(Bill)[0]
    assert (bill.amount, bill.asked, bill.due_at) == (284_000, 284_000, None), "exactly what its papers say"
    told = [(m.template, m.to) for m in rows(Message) if m.channel == "email"]
    assert told == [("order_placed", "ani@dinas.test")]
    order = f"/lapak/{here.slug}/pesanan/{bill.ref}"
    with time_machine.travel(now() + timedelta(days=2), tick=True):
        tick()
        chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
        assert shown(office, pay) == ("accepted", "unpaid"), "no clock of the shop takes it back"
        assert chair.get(order + "/bast").status_code == 404 and chair.get(order + "/kwitansi").status_code == 404
        for act in ("siapkan", "siap", "kirim", "serahkan"):
            done(chair.post(f"{order}/{act}"))
        paper = chair.get(order + "/bast").text
        assert "Dinas Sosial Bitung" in paper and "Yang menerima," in paper
    with time_machine.travel(now() + timedelta(days=33), tick=True):
        tick()
        assert [m.template for m in rows(Message)].count("office_bill_due") >= 1
        count = len(rows(Message))
        tick()
        assert len(rows(Message)) == count, "told once"
        assert shown(office, pay) == ("closed", "unpaid") and "Saya sudah bayar" in office.get(pay).text
        treasurer = world.as_person(here.treasurer)
        done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{bill.ref}", data={"came": str(bill.asked)}))
        assert shown(office, pay) == ("closed", "paid") and held(own(here.group_id)) == [284_000]
        receipt = treasurer.get(order + "/kwitansi").text
        assert "Dinas Sosial Bitung" in receipt and spelled(bill.asked) in receipt


@both
def test_an_offices_bill_has_no_clock_whatever_is_said_of_it(shop):
    """A claim that is refused, or a part that came, must not start the clock of the shop: the goods are delivered."""
    here = world.a_shop(pieces=50)
    _chair, answer = offer(here)
    office = world.client()
    pay = done(office.post(link_of(answer), data={"name": "Ibu Ani"})).replace("?", "/bayar?")
    bill = rows(Bill)[0]
    treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang"
    done(office.post(pay, data={"claim": bill.ref}))
    done(treasurer.post(f"{desk}/klaim/{rows(Claim)[0].key}/belum", data={"reason": "Belum masuk"}))
    assert rows(Bill)[0].due_at is None
    done(treasurer.post(f"{desk}/masuk/{bill.ref}", data={"came": "100.000"}))
    assert (rows(Bill)[0].due_at, rows(Bill)[0].state.value) == (None, "open")
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        tick()
        assert shown(office, pay) == ("accepted", "part_paid")


@both
def test_an_offer_of_more_than_there_is_withdrawn_or_over(shop):
    here = world.a_shop(pieces=5)
    _chair, answer = offer(here, "6")
    link, office = link_of(answer), world.client()
    assert office.post(link, data={"name": "Ani"}).status_code == 422
    assert rows(SubOrder) == [] and rows(Quote)[0].state.value == "open", "nothing half-made"
    chair, answer = offer(here, "2")
    link = link_of(answer)
    number = rows(Quote)[-1].number
    other = f"/lapak/{here.other_slug}/penawaran/{number}/cabut"
    assert world.as_person(here.other_chair).post(other).status_code == 404
    done(chair.post(f"/lapak/{here.slug}/penawaran/{number}/cabut"))
    done(chair.post(f"/lapak/{here.slug}/penawaran/{number}/cabut"), 409)
    done(office.post(link, data={"name": "Ani"}), 409)
    assert "sudah ditarik" in office.get(link).text
    _chair, answer = offer(here, "2")
    link = link_of(answer)
    with time_machine.travel(now() + timedelta(days=9), tick=True):
        assert office.post(link, data={"name": "Ani"}).status_code == 422 and "sudah lewat" in office.get(link).text
    assert office.get(link + "x").status_code == 404


@both
def test_a_closed_group_sells_nothing_by_its_offers(shop):
    here = world.a_shop(pieces=50)
    link = link_of(offer(here)[1])
    write(lambda db: Group.get(db, here.group_id).suspend("Menipu pembeli", CLOCK))
    office = world.client()
    page = office.get(link).text
    assert "sedang ditutup sementara" in page and "Setuju, pesan" not in page
    assert office.post(link, data={"name": "Ani"}).status_code == 422 and not rows(SubOrder)
    assert offer(here)[1].status_code == 422 and len(rows(Quote)) == 1
    recap = done(world.as_person(here.chair).post(f"/lapak/{here.slug}/uang/rekap"))
    assert "sedang ditutup sementara" in office.get(recap).text, "whom it is shown to is told"
    write(lambda db: reopen(db, Group.get(db, here.group_id), by=world.actor(here.officer)))
    assert "sedang ditutup" not in office.get(recap).text
    done(office.post(link, data={"name": "Ani"}))


@pytest.mark.parametrize(
    "wrong",
    [{"pay_days": "61"}, {"pay_days": "-1"}, {"deliver_on": "2020-01-01"}, {"valid_until": "2020-01-01"},
        {"office": ""},
     {"phone": "12"}, {"email": "x"}, {"delivery_fee": "25,50"}],
)  # fmt: skip
def test_a_wrong_offer_is_a_sentence(shop, wrong):
    here = world.a_shop()
    assert offer(here, **wrong)[1].status_code == 422
    assert offer(here, "0")[1].status_code == 422 and offer(here, "banyak")[1].status_code == 422
    assert rows(Quote) == []


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, "nol"), (11, "sebelas"), (19, "sembilan belas"), (100, "seratus"), (1_000, "seribu"),
        (1_250_000, "satu juta dua ratus lima puluh ribu"),
     (111_111, "seratus sebelas ribu seratus sebelas"), (10**9, "satu miliar")],
)  # fmt: skip
def test_amounts_in_words(n, words):
    assert spelled(n) == words


@given(st.integers(1, 10**12 - 1))
def test_words_read_back_are_the_amount(n):
    """An independent reading: ones, tens, hundreds, then thousands and above."""
    sizes = {"miliar": 10**9, "juta": 10**6, "ribu": 10**3}
    total = part = 0
    text = spelled(n).replace("seribu", "satu ribu").replace("seratus", "satu ratus").replace("sebelas", "satu belas")
    text = text.replace("sepuluh", "satu puluh")
    digit = 0
    for word in re.split(" ", text):
        if word in ONES:
            digit = ONES.index(word)
            part += digit
        elif word == "belas":
            part += 10
        elif word == "puluh":
            part += digit * 9
        elif word == "ratus":
            part += digit * 99
        else:
            total, part = total + part * sizes[word], 0
    assert total + part == n


@both
def test_an_office_pays_a_part_before_the_work_and_the_rest_in_its_days(shop):
    here = world.a_shop(pieces=50, price=25_000)
    chair, answer = offer(here, down_percent="50")  # of goods for 300,000; 20,000 more to bring them
    link = link_of(answer)
    office = world.client()
    assert "Uang muka Rp150.000 dibayar sebelum dikerjakan, sisanya Rp170.000 sesudah" in office.get(link).text
    path = done(office.post(link, data={"name": "Ani, Kepala Bidang"}))
    [bill], number = rows(Bill), rows(SubOrder)[0].number
    assert (bill.amount, bill.asked, bill.down_payment, bill.due_at) == (320_000, 150_000, 150_000, None)
    desk, treasurer = f"/lapak/{here.slug}/pesanan/{number}", world.as_person(here.treasurer)
    assert chair.post(f"{desk}/siapkan").status_code == 422
    phone = world.as_device(here.device)
    assert offered(phone, desk) == offered(chair, desk) == set(), "its days begin when it has the goods"
    assert "Uang muka Rp150.000 dibayar sebelum dikerjakan" in chair.get(desk).text
    assert number not in chair.get(f"/lapak/{here.slug}/pesanan/kemas").text, "not before its down payment"
    paper = chair.get(f"{desk}/tagihan").text
    assert "Rp320.000" in paper and "Rp150.000" in paper and "seratus lima puluh ribu rupiah" in paper
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}"))
    assert "Rp170.000" in office.get(path).text and number in chair.get(f"/lapak/{here.slug}/pesanan/kemas").text
    assert offered(phone, desk) == offered(chair, desk) == {"siapkan", "kirim"}
    for act in ("siapkan", "siap", "kirim", "serahkan"):
        done(chair.post(f"{desk}/{act}"))
    paper = chair.get(f"{desk}/tagihan").text
    assert "seratus tujuh puluh ribu rupiah" in paper and "Sudah masuk" in paper
    assert "Rp170.000" in treasurer.get(f"/lapak/{here.slug}/uang").text
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}"))
    assert held(own(here.group_id)) == [320_000] and "Rp320.000" in chair.get(f"{desk}/kwitansi").text
