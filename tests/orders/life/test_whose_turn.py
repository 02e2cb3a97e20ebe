"""What a parcel's pages say of whose turn it is, and where money stands, for buyer and group alike."""

import re
from datetime import timedelta

import pytest
import time_machine

from market.kernel.clock import now
from market.kernel.db import write
from market.orders.order import SubOrder
from market.people.membership import Acceptance, join
from market.people.person import Person
from market.web.writing import brief
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import rows
from tests.payments.test_other_sums import transfer

HOME = {"village": world.BITUNG, "address": "Jl. Pantai 1"}


@wide
def test_a_fee_that_waits_for_the_buyer_is_called_so_on_every_page(shop):
    here = world.a_shop()
    buyer, chair = world.as_person(here.buyer), world.as_person(here.chair)
    path, answer = world.buys(buyer, here.sku, **{"delivery-tunas-bahari": "quote"}, **HOME)
    assert path, answer.text
    order = f"/lapak/{here.slug}/pesanan/{rows(SubOrder)[-1].number}"
    assert "Menunggu penjual" in buyer.get(path).text and "Giliran pembeli" not in chair.get(order).text
    done(chair.post(f"{order}/ongkir", data={"fee": "15000"}))
    for page in (
        buyer.get(path),
        buyer.get("/akun"),
        chair.get(order),
        chair.get(f"/lapak/{here.slug}/pesanan?lihat=jalan"),
    ):
        assert "Ongkir belum disetujui" in page.text and "Menunggu penjual" not in page.text, page.url
    group = chair.get(order).text
    assert "Giliran pembeli: ongkir Rp15.000" in group and "Ganti ongkirnya" in group


@wide
def test_an_order_to_be_paid_first_says_when_it_comes_if_it_is_paid_today(shop):
    with time_machine.travel("2026-11-28T09:00:00+00:00", tick=False):
        here = world.a_shop()
        buyer = world.client()
        path, answer = world.buys(buyer, here.sku, **{"delivery-tunas-bahari": "own_courier"}, **HOME)
        assert path, answer.text
        assert "kalau dibayar hari ini, perkiraan sampai Minggu, 29 November" in buyer.get(path).text
    with time_machine.travel("2026-11-29T03:00:00+00:00", tick=False):
        assert "kalau dibayar hari ini, perkiraan sampai Senin, 30 November" in buyer.get(path).text
        number = rows(SubOrder)[-1].number
        done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{number}"))
        page = buyer.get(path).text
        assert "perkiraan sampai" in page and "kalau dibayar" not in page


@wide
def test_who_claims_and_cancels_reads_where_her_money_goes(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    order, treasurer = pay.replace("/bayar", ""), world.as_person(here.treasurer)
    done(buyer.post(pay, data={"claim": bill.ref}))
    assert "sudah berakhir" not in treasurer.get(desk).text
    done(buyer.post(order.replace("?", "/batal?"), data={"parcel": bill.ref}))
    page = buyer.get(order).text
    assert "seluruhnya dikembalikan" in page and "sedang mencocokkan uangnya" not in page
    page = treasurer.get(desk).text
    assert "Pesanannya sudah berakhir" in page, "who looks for the money knows it"
    claim = re.search(r"/klaim/(\d+)/cocok", page)[1]
    done(treasurer.post(f"{desk}/klaim/{claim}/cocok"))
    page = treasurer.get(desk).text
    assert "pesanan dibatalkan, uangnya sudah masuk" in page and "datang terlambat" not in page
    assert "Ke rekening mana uangnya dikembalikan?" in buyer.get(order).text


@wide
def test_a_refused_account_leaves_its_form_open_where_it_was(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    order, treasurer = pay.replace("/bayar", ""), world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    done(buyer.post(order.replace("?", "/batal?"), data={"parcel": bill.ref}))
    refund = re.search(r'name="refund" value="(\d+)"', buyer.get(order).text)[1]
    form = {"refund": refund, "bank": "BSG", "number": "tidak tahu", "holder": "Ratna"}
    refused = buyer.post(order.replace("?", "/rekening?"), data=form)
    assert refused.status_code == 422 and 'value="tidak tahu"' in refused.text
    assert (
        re.search(r'<details class="card" open>\s*<summary>\s*Ke rekening', refused.text)
        and 'id="number-' in refused.text
    )


@wide
def test_the_day_counts_what_came_in_as_the_page_of_the_money_shows_it(shop):
    here = world.a_shop()
    _buyer, _pay, bill, desk = transfer(here)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"{desk}/masuk/{bill.ref}"))
    assert bill.asked > bill.amount
    assert f"{brief(bill.asked)}</b>masuk hari ini" in treasurer.get(f"/lapak/{here.slug}").text.replace("&nbsp;", " ")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (176_722, "Rp177 rb"),
        (273_263, "Rp273 rb"),
        (999_499, "Rp999 rb"),
        (999_500, "Rp1 jt"),
        (1_249_999, "Rp1,2 jt"),
        (1_250_000, "Rp1,3 jt"),
    ],
)
def test_a_short_sum_is_rounded_not_cut(amount, said):
    assert brief(amount) == said


@wide
def test_who_came_after_an_account_was_typed_is_not_asked_to_look_at_it(shop):
    here = world.a_shop()
    typed = {"bank": "BSG", "number": "001 002 003", "holder": "Tunas Bahari"}
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/rekening", data=typed))

    def newcomer(db) -> int:
        person = Person(name="Yuli", password_hash=world.hashed(world.PASSWORD)).add(db)
        join(db, here.group_id, person, Acceptance.ACCOUNT, given_by=here.chair, since=now() + timedelta(seconds=1))
        return person.key

    late = write(newcomer)
    assert "Periksa rekening baru" in world.as_person(here.member).get(f"/lapak/{here.slug}").text
    with time_machine.travel(now() + timedelta(minutes=1), tick=True):
        assert "Periksa rekening baru" not in world.as_person(late).get(f"/lapak/{here.slug}").text
