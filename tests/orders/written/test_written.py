"""Orders that a group writes down from a chat: put aside, confirmed by their buyer, called certain, or over."""

import re
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from market.catalog.product import Product
from market.catalog.variant import Variant
from market.inventory.lot import Lot
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.money import rupiah
from market.kernel.record import table
from market.messages.outbox import Message
from market.orders.clockwork import tick
from market.orders.order import Order, OrderLine, SubOrder
from market.orders.terms import own_terms
from market.orders.written.written_order import WrittenOrder
from market.payments.bill import Bill
from market.payments.refund import Refund
from market.payments.refund_account import RefundAccount
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows

PHONE = "0812-0000-0101"


def written(here, *, by=None, **more):
    """(who wrote it, the answer)"""
    writer = world.as_person(by or here.chair)
    form = {"name": "Ibu Ratna", "phone": PHONE, f"quantity-{here.sku}": "3", "landmark": "dekat gereja"} | more
    return writer, writer.post(f"/lapak/{here.slug}/pesanan/catat", data=form)


def held() -> int:
    return sum(lot.held for lot in rows(Lot))


def reprice(here, price: int) -> None:
    def work(db) -> None:
        db.scalars(sa.select(Variant).where(table(Variant).c.sku == here.sku)).one().price = price

    write(work)


def fields(page: str) -> dict[str, str]:
    """The fields of the form as they stand on the page."""
    found = {}
    for tag, name, value in re.findall(r'(<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"[^>]*>)', page, re.DOTALL):
        if 'type="radio"' not in tag or " checked" in tag:
            found[name] = value
    for name, options in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"\s+selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def yes(here, **more) -> dict[str, str]:
    """What its buyer sends to fetch it and pay in cash."""
    return {"name": "Ratna", f"delivery-{here.slug}": "pickup", f"payment-{here.slug}": "cash"} | more


@both
def test_a_chat_order_is_put_aside_and_confirmed_by_its_buyer(shop):
    here = world.a_shop(pieces=10, price=25_000)
    chair, answer = written(here)
    path = done(answer)
    [made] = rows(WrittenOrder)
    assert held() == 3 and made.phone == "+6281200000101"
    page = chair.get(path).text
    assert "https://wa.me/6281200000101?text=" in page and f"http://testserver{made.path}" in page
    buyer = world.client()
    seen = buyer.get(made.path).text
    assert "Ibu Ratna" in seen and "0101" in seen and "0000-0101" not in seen, "her number is not on the page"
    order = done(buyer.post(made.path, data=yes(here, **{f"quantity-{here.sku}": "4"})))
    assert "kunci=" in order and buyer.get(order).status_code == 200
    [parcel], [line] = rows(SubOrder), rows(OrderLine)
    assert (parcel.channel, parcel.typed_by, line.quantity, line.fee) == ("chat", "Meike", 4, 0)
    assert held() == 0 and rows(Lot)[0].allocated == 4 and rows(Bill)[0].amount == 100_000
    [over] = rows(WrittenOrder)
    assert (over.state, over.name, over.phone, over.landmark) == ("confirmed", "", "", ""), "kept in the order alone"
    again = world.client().get(made.path).text
    assert "Sudah dikonfirmasi" in again and rows(Order)[0].key_token not in again, "the first link has died"
    assert world.client().post(made.path, data=yes(here)).status_code == 409
    assert rows(SubOrder)[0].number in chair.get(path).text


def test_the_buyer_reads_what_was_agreed_before_she_names_her_village(shop):
    here = world.a_shop(pieces=10)
    written(here, delivery="own_courier", fee="10.000")
    [made] = rows(WrittenOrder)
    page = world.client().get(made.path).text
    assert "Disepakati: Diantar penjual." in page and "Ongkirnya Rp10.000." in page


@both
def test_what_was_agreed_in_the_chat_stands_in_the_order(shop):
    """ "Diminta untuk Jumat" was shown to the buyer and then gone: the group packed for the day after."""
    here = world.a_shop(pieces=10)
    chair, _answer = written(here, note="Diminta untuk Jumat, 4 Desember")
    [made] = rows(WrittenOrder)
    seen = fields(world.client().get(made.path).text)
    chair.post(f"/lapak/{here.slug}/pesanan/catat/{made.number}", data={
        "name": "Ibu Ratna", "phone": PHONE, f"quantity-{here.sku}": "3", "note": "Diminta untuk Sabtu, 5 Desember",
    })  # fmt: skip
    [made] = rows(WrittenOrder)
    buyer = world.client()
    assert buyer.post(made.path, data=yes(here, mark=seen["mark"])).status_code == 409, "she saw another day"
    refused = buyer.post(made.path, data=yes(here, note="x" * 480))
    assert refused.status_code == 422 and "paling banyak 466 huruf" in refused.text
    done(buyer.post(made.path, data=yes(here, note="Tolong pedasnya dipisah")))
    [order] = rows(Order)
    assert order.note == "Diminta untuk Sabtu, 5 Desember · Tolong pedasnya dipisah"
    assert "Diminta untuk Sabtu" in chair.get(f"/lapak/{here.slug}/pesanan/{order.number}-1").text


def test_what_was_agreed_may_fill_all_that_an_order_keeps(shop):
    """Whoever added nothing was refused beside her empty field, for what the group had written."""
    here = world.a_shop(pieces=10)
    written(here, note="y" * 498)
    [made] = rows(WrittenOrder)
    assert world.client().post(made.path, data=yes(here, note="x")).status_code == 422
    done(world.client().post(made.path, data=yes(here)))
    assert rows(Order)[0].note == "y" * 498


def test_a_sum_says_that_the_fee_comes_besides_while_nobody_named_it(shop):
    """Goods alone were told as the sum of what is brought, also in the chat to its buyer."""
    here = world.a_shop(pieces=10, price=25_000)
    chair = world.as_person(here.chair)
    for more, told in (
        ({"delivery": "own_courier"}, True), ({"delivery": "own_courier", "fee": "10.000"}, False),
        ({"delivery": "pickup", "landmark": ""}, False),
    ):  # fmt: skip
        page = chair.get(done(written(here, **more)[1])).text
        assert ("+ ongkir" in page, "%2B%20ongkir" in page) == (told, told), more


@both
def test_nobody_of_the_group_confirms_for_its_buyer(shop):
    here = world.a_shop(pieces=10)
    chair, _answer = written(here)
    [made] = rows(WrittenOrder)
    for each in (chair, world.as_person(here.treasurer), world.as_person(here.facilitator)):
        refused = each.post(made.path, data=yes(here))
        assert refused.status_code == 422 and "dari HP-nya sendiri" in refused.text
    browser = world.client()
    done(browser.post("/masuk", data={"identifier": "0812-000-00001", "password": world.PASSWORD}))
    browser.post("/keluar")
    assert browser.get("/lapak").status_code == 303
    assert browser.post(made.path, data=yes(here)).status_code == 422, "signed out, it is still the group's browser"
    done(world.client().post(made.path, data=yes(here)))


@both
def test_what_nobody_confirms_ends_after_a_day_and_goods_return(shop):
    here = world.a_shop(pieces=10)
    _chair, _answer = written(here)
    [made] = rows(WrittenOrder)
    with time_machine.travel(made.until + timedelta(minutes=1)):
        late = world.client().post(made.path, data=yes(here))
        assert late.status_code == 422 and "sudah lewat" in late.text
        tick()
        assert held() == 0
        [over] = rows(WrittenOrder)
        assert (over.state, over.phone) == ("expired", "")
        assert "tidak berlaku" in world.client().get(made.path).text
        assert "written_expired" in {each.template for each in rows(Message)}


@both
def test_a_group_calls_it_certain_and_it_says_so(shop):
    here = world.a_shop(pieces=10, price=25_000)
    chair, answer = written(here)
    path = done(answer)
    unclear = chair.post(f"{path}/pasti")
    assert unclear.status_code == 422 and "Pilih cara pengiriman" in unclear.text
    told = {"delivery": "own_courier", "method": "transfer", "name": "Ibu Ratna", "phone": PHONE}
    done(chair.post(path, data=told | {f"quantity-{here.sku}": "2"}))
    assert held() == 2
    assert chair.post(f"{path}/pasti").status_code == 422, "what it costs to bring it is not known"
    done(chair.post(path, data=told | {f"quantity-{here.sku}": "2", "fee": "10rb"}))
    desk = done(chair.post(f"{path}/pasti"))
    assert "ditulis kelompok" in chair.get(desk).text and "Diketik oleh Meike" in chair.get(desk).text
    [parcel] = rows(SubOrder)
    assert (parcel.channel, parcel.state, parcel.total) == ("written", "accepted", 60_000)
    assert "ditulis kelompok" in chair.get(f"/lapak/{here.slug}/pesanan?lihat=jalan").text
    assert chair.post(f"{path}/pasti").status_code == 409 and len(rows(SubOrder)) == 1


@both
def test_taken_back_its_goods_are_for_sale_again(shop):
    here = world.a_shop(pieces=3)
    chair, answer = written(here)
    path = done(answer)
    more = written(here, phone="0812-0000-0102")[1]
    assert more.status_code == 422 and "habis" in more.text.lower(), "all three are put aside"
    done(chair.post(f"{path}/batal"))
    assert held() == 0
    done(written(here, phone="0812-0000-0102")[1])


@both
def test_a_promised_price_holds_and_a_fallen_one_is_a_gift(shop):
    here = world.a_shop(pieces=10, price=25_000)
    _chair, _answer = written(here)
    [made] = rows(WrittenOrder)
    reprice(here, 30_000)
    buyer = world.client()
    assert "25.000" in buyer.get(made.path).text
    reprice(here, 20_000)
    done(buyer.post(made.path, data=yes(here)))
    assert rows(OrderLine)[0].price == 20_000


@both
def test_who_ordered_before_is_known_by_her_number(shop):
    here = world.a_shop(pieces=10)
    world.buys(world.client(), here.sku, 1, phone=PHONE, name="Ratna Wulur")
    chair = world.as_person(here.chair)
    desk = f"/lapak/{here.slug}/pesanan/catat"
    filled = chair.post(f"{desk}/nomor", data={"phone": PHONE, f"quantity-{here.sku}": "2"}).text
    assert 'value="Ratna Wulur"' in filled and re.search(r'name="quantity-[^"]+"[^>]*value="2"', filled)
    unknown = chair.post(f"{desk}/nomor", data={"phone": "0812-0000-0199"})
    assert unknown.status_code == 422 and "belum pernah" in unknown.text


@both
def test_whoever_is_not_of_the_group_finds_nothing(shop):
    here = world.a_shop(pieces=10)
    _chair, answer = written(here)
    path = done(answer)
    for stranger in (world.as_person(here.officer), world.as_person(here.buyer), world.client()):
        for page in (path, f"/lapak/{here.slug}/pesanan/catat"):
            assert stranger.get(page).status_code in (303, 403, 404, 422)
    assert world.client().get("/catatan/nothing-like-it").status_code == 404


def test_bad_input_gets_a_sentence(shop):
    here = world.a_shop(pieces=10)
    for more, told in (
        ({f"quantity-{here.sku}": "0"}, "paling sedikit satu"),
        ({f"quantity-{here.sku}": "-3"}, "belum bisa kami baca"),
        ({f"quantity-{here.other_sku}": "1"}, "tidak dijual lagi oleh kelompok ini"),
        ({"phone": "123"}, "nomor"),
        ({"name": ""}, "perlu diisi"),
        ({"fee": "banyak"}, "belum bisa kami baca"),
        ({"delivery": "rocket"}, ""),
        ({f"quantity-{here.sku}": "11"}, "tinggal 10"),
    ):
        _writer, answer = written(here, **more)
        assert answer.status_code == 422 and told in answer.text.lower(), (more, answer.status_code)
    assert f'href="#quantity-{here.sku}"' in answer.text, "beside the number of what there is too little of"
    assert held() == 0 and not rows(WrittenOrder)


def test_a_number_that_its_buyer_emptied_is_asked_about(shop):
    """It was taken as what the group had written, and she bought what she had struck out."""
    here = world.a_shop(pieces=10)
    _chair, _answer = written(here)
    [made], emptied = rows(WrittenOrder), {f"quantity-{here.sku}": ""}
    for answer in (
        world.client().post(made.path, data=yes(here, **emptied)),
        world.client().post(f"{made.path}/tempat", data=yes(here, sum="1", **emptied)),
        world.client().post(f"{made.path}/tempat", data=yes(here, sum="1", **{f"quantity-{here.sku}": "tiga"})),
    ):
        assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text
    assert not rows(SubOrder) and held() == 3


def test_a_hold_waits_as_long_as_its_order(shop):
    here = world.a_shop(pieces=10)
    _chair, _answer = written(here)
    with time_machine.travel(now() + timedelta(hours=20)):
        tick()
        assert held() == 3, "not half an hour, as a cart"


@both
def test_the_money_book_says_how_each_sale_is_known(shop):
    """Classes stand apart: what a group wrote down itself is not called a sale of the shop."""
    here = world.a_shop(pieces=10, price=25_000)
    treasurer = world.as_person(here.treasurer)
    money = f"/lapak/{here.slug}/uang"
    assert "bulan ini" not in treasurer.get(f"{money}/buku").text, "nothing came yet"
    world.buys(world.client(), here.sku, 1)
    told = {"delivery": "pickup", "method": "transfer"}
    chair, answer = written(here, **told)
    done(chair.post(f"{done(answer)}/pasti"))
    for number in sorted(each.number for each in rows(SubOrder)):
        done(treasurer.post(f"{money}/masuk/{number}"))
    page = treasurer.get(f"{money}/buku").text
    came = sum(each.asked for each in rows(Bill))  # with the rupiah that tell transfers apart
    assert f"menjual {rupiah(came)} bulan ini" in " ".join(page.split()) and 100_000 < came < 102_000
    assert "lewat toko" in page and "ditulis kelompok" in page
    assert re.search(r"--share: 3[2-6]%", page) and "--share: 100%" in page
    assert "dari pesanan" not in world.as_person(here.officer).get(f"{money}/buku").text, (
        "no officer reads what a group earns"
    )


@both
def test_a_buyer_confirms_what_she_saw(shop):
    """The group wrote other numbers and prices after she opened it: she is shown them first."""
    here = world.a_shop(pieces=20, price=25_000)
    chair, answer = written(here)
    path, [made] = done(answer), rows(WrittenOrder)
    buyer = world.client()
    seen = fields(buyer.get(made.path).text)
    again = {"name": "Ibu Ratna", "phone": PHONE, f"quantity-{here.sku}": "9", "delivery": "courier", "fee": "90rb"}
    done(chair.post(path, data=again))
    moved = buyer.post(made.path, data=yes(here, mark=seen["mark"], press=seen["press"]))
    assert moved.status_code == 409 and not rows(SubOrder)
    seen = fields(buyer.get(made.path).text)
    done(buyer.post(made.path, data=yes(here, mark=seen["mark"], press=seen["press"])))
    assert rows(OrderLine)[0].quantity == 9


@both
def test_an_old_link_shows_nobody_else(shop):
    here = world.a_shop(pieces=10)
    chair, answer = written(here)
    path, [first] = done(answer), rows(WrittenOrder)
    again = {"name": "Ibu Sartje", "phone": "0812-0000-0199", f"quantity-{here.sku}": "1", "landmark": "rumah biru"}
    done(chair.post(path, data=again))
    assert world.client().get(first.path).status_code == 404
    assert "Sartje" in world.client().get(rows(WrittenOrder)[0].path).text


@both
def test_nobody_takes_a_shop_by_a_link(shop):
    here = world.a_shop(pieces=200)
    _chair, _answer = written(here)
    [made] = rows(WrittenOrder)
    many = world.client().post(made.path, data=yes(here, **{f"quantity-{here.sku}": "51"}))
    assert many.status_code == 422 and "Paling banyak 50" in many.text and not rows(SubOrder)
    done(world.client().post(made.path, data=yes(here, **{f"quantity-{here.sku}": "50"})))


@both
def test_who_typed_it_last_stands_there_and_nobody_holds_for_ever(shop):
    here = world.a_shop(pieces=10)
    _chair, answer = written(here)
    path, [made] = done(answer), rows(WrittenOrder)
    helper = world.as_person(here.facilitator)
    form = {"name": "Ibu Ratna", "phone": PHONE, f"quantity-{here.sku}": "2", "delivery": "pickup", "method": "cash"}
    for hours in (20, 40, 60):
        with time_machine.travel(made.begun_at + timedelta(hours=hours)):
            done(helper.post(path, data=form))
    assert rows(WrittenOrder)[0].until <= made.begun_at + timedelta(hours=84), "three days, and never at night"
    with time_machine.travel(made.begun_at + timedelta(hours=61)):
        done(helper.post(f"{path}/pasti"))
        assert rows(SubOrder)[0].typed_by == "Rina"
        assert "order_new" in {each.template for each in rows(Message)}, "the chairs hear what a helper calls certain"


@both
def test_who_fetches_needs_no_village(shop):
    here = world.a_shop(pieces=10)
    _chair, _answer = written(here)
    [made] = rows(WrittenOrder)
    done(world.client().post(made.path, data=yes(here, landmark="dekat gereja")))


@both
def test_an_address_is_asked_for_as_at_the_checkout(shop):
    here = world.a_shop(pieces=10)
    _chair, _answer = written(here)
    [made] = rows(WrittenOrder)
    buyer = world.client()
    brought = {f"delivery-{here.slug}": "own_courier", f"payment-{here.slug}": "", "village": world.BITUNG}
    refused = buyer.post(made.path, data=yes(here, **brought))
    assert refused.status_code == 422 and not rows(SubOrder)
    assert "Pilih cara membayar" in refused.text and "Tulis jalan" in refused.text, "all that is missing at once"
    street = buyer.post(made.path, data=yes(here, address="Jalan Madidir 4"))
    assert street.status_code == 422, "a street without its village, of goods that are fetched"


def ticked(page: str, here) -> str:
    """How it would come to her if she only pressed the main button."""
    way = re.search(rf'name="delivery-{here.slug}"\s+value="([a-z_]+)"[^>]*?checked', page)
    return way[1] if way else ""


@both
def test_what_a_chat_wants_brought_is_not_fetched_by_default(shop):
    """ "Kirim ke Malalayang" stood in it, and whoever pressed only the main button had to fetch it in Bitung."""
    here = world.a_shop(pieces=10)
    for more in ({"landmark": "kirim ke malalayang satu"}, {"landmark": "", "fee": "15rb"}):
        written(here, **more)
    for made in rows(WrittenOrder):
        page = world.client().get(made.path).text
        assert not ticked(page, here) and "Dicatat untuk diantar" in page
    written(here, landmark="", phone="0812-0000-0109")
    assert ticked(world.client().get(rows(WrittenOrder)[-1].path).text, here) == "pickup"


def test_what_was_agreed_is_ticked_before_its_buyer_chooses(shop):
    """ "Kurir" and "Tunai" were written down, and whoever pressed only the main button was asked for a transfer."""
    here = world.a_shop(pieces=10)
    written(here, landmark="", delivery="pickup", method="cash")
    written(here, delivery="courier", method="transfer", phone="0812-0000-0109")
    fetched, sent = rows(WrittenOrder)
    page = world.client().get(fetched.path).text
    assert ticked(page, here) == "pickup" and re.search(r'value="cash"[^>]*?checked', page)
    near = world.client().post(f"{sent.path}/tempat", data={"village": world.BITUNG}).text
    assert 'value="own_courier"' in near and ticked(near, here) == "courier", "not the first that brings it"
    other = {"village": world.BITUNG, f"delivery-{here.slug}": "own_courier"}
    assert ticked(world.client().post(f"{sent.path}/tempat", data=other).text, here) == "own_courier", "she chose"
    along = {"village": world.BITUNG, f"delivery-{here.slug}": "pickup"}  # as a browser sends it
    village = world.client().post(f"{fetched.path}/tempat", data=along).text
    assert ticked(village, here) == "own_courier", "who names a village wants it brought"


def test_who_types_a_village_and_presses_at_once_has_chosen_no_way_yet(shop):
    """The page offered only to fetch it, and ticked that: a village and a street were typed, and the order stood there
    to be fetched."""
    here = world.a_shop(pieces=10)
    written(here, landmark="")
    [made] = rows(WrittenOrder)
    buyer = world.client()
    form = yes(here, **fields(buyer.get(made.path).text)) | {"name": "Ratna"}
    assert form[f"delivery-{here.slug}"] == "pickup"
    asked = buyer.post(made.path, data=form | {"village": "Madidir Ure, Bitung", "address": "Jalan Madidir 4"})
    assert asked.status_code == 422 and "Cara mengirim ke tempat ini ada di bawah" in asked.text and not rows(SubOrder)
    assert 'value="own_courier"' in asked.text and ticked(asked.text, here) == "own_courier"
    done(buyer.post(made.path, data=form))
    assert [each.village for each in rows(Order)] == [""], "who leaves it empty fetches it"


@both
def test_a_promised_fee_holds_by_whatever_way_it_comes(shop):
    here = world.a_shop(pieces=10)
    written(here, fee="15rb")
    [made] = rows(WrittenOrder)
    buyer = world.client()
    assert "Ongkirnya Rp15.000" in buyer.get(made.path).text
    near = buyer.post(f"{made.path}/tempat", data=yes(here, village=world.BITUNG)).text
    assert 'value="courier"' in near and 'value="quote"' not in near, "no fee is asked for that was promised"
    sent = {f"delivery-{here.slug}": "courier", f"payment-{here.slug}": "transfer", "village": world.BITUNG}
    done(world.client().post(made.path, data=yes(here, address="Jalan Madidir 4", **sent)))
    assert [each.delivery_fee for each in rows(SubOrder)] == [15_000]


@both
def test_no_fee_is_asked_of_who_fetches_it(shop):
    here = world.a_shop(pieces=10)
    _chair, answer = written(here, delivery="pickup", fee="15.000")
    assert answer.status_code == 422 and "tidak pakai ongkir" in answer.text and not rows(WrittenOrder)
    chair, answer = written(here, delivery="pickup", fee="0")
    path = done(answer).partition("?")[0]
    anew = {"name": "Ibu Ratna", "phone": PHONE, f"quantity-{here.sku}": "3", "delivery": "pickup", "fee": "1.000"}
    assert chair.post(path, data=anew).status_code == 422 and rows(WrittenOrder)[0].fee == 0


@both
def test_what_is_made_first_says_when_and_what_is_paid_first(shop):
    """As at the checkout: twelve days of sewing, and half of it before they begin."""
    here = world.a_shop(pieces=10)
    write(lambda db: db.execute(sa.update(table(Product)).values(made_to_order=True, lead_days=12)) and None)
    write(lambda db: setattr(own_terms(db, here.group_id), "down_percent", 50))
    chair, answer = written(here)
    page = " ".join(world.client().get(rows(WrittenOrder)[0].path).text.split())
    assert "dibuat 12 hari" in page and "uang muka Rp38.000 dulu" in page
    assert "3 bungkus × Rp25.000" in " ".join(chair.get(done(answer)).text.split())


@both
def test_goods_that_were_recalled_are_put_aside_for_nobody(shop):
    here = world.a_shop(pieces=10)
    chair, answer = written(here)
    path, [made] = done(answer), rows(WrittenOrder)
    lot = next(each for each in rows(Lot) if each.held)
    done(chair.post(f"/lapak/{here.slug}/stok/{lot.key}", data={"act": "recall", "reason": "bau tidak sedap"}))
    page = chair.get(path).text
    assert "Tidak disisihkan lagi" in page and "/pasti" not in page
    seen = world.client().get(made.path)
    assert seen.status_code == 200 and "tidak ada lagi" in seen.text and "Konfirmasi pesanan" not in seen.text


@both
def test_an_account_for_money_back_waits_where_the_group_may_have_the_key(shop):
    here = world.a_shop(pieces=10, price=25_000)
    chair, _answer = written(here)
    [made] = rows(WrittenOrder)
    path = done(world.client().post(made.path, data=yes(here, **{f"payment-{here.slug}": "transfer"})))
    [parcel] = rows(SubOrder)
    treasurer = world.as_person(here.treasurer)
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{parcel.number}"))
    done(chair.post(f"/lapak/{here.slug}/pesanan/{parcel.number}/batal", data={"reason": "tidak jadi"}))
    [refund] = rows(Refund)
    number, _, key = path.partition("?")
    sent = {"refund": refund.key, "bank": "BRI", "number": "111222333", "holder": "Siapa"}
    done(world.client().post(f"{number}/rekening?{key}", data=sent))
    assert rows(RefundAccount)[0].waits
    early = treasurer.post(f"/lapak/{here.slug}/uang/kembali/{refund.key}", data={"note": "sudah"})
    assert early.status_code == 422 and rows(Refund)[0].state == "due"


@both
def test_the_village_that_was_written_down_is_where_it_goes(shop):
    """What she had said in the chat was asked again, and until she answered no way of bringing it had a price."""
    here = world.a_shop(pieces=10, price=25_000)
    written(here, landmark="Girian Weru Dua dekat gereja", delivery="own_courier")
    [made] = rows(WrittenOrder)
    page = world.client().get(made.path).text
    form = fields(page)
    assert "Girian Weru Dua, Girian, Kota Bitung" in page and form["village"] == "71.72.06.1005"
    assert form[f"delivery-{here.slug}"] == "own_courier" and form["landmark"] == "Girian Weru Dua dekat gereja"
    another = world.client().post(f"{made.path}/tempat", data=form | {"another": "1"}).text
    assert fields(another)["village"] == "", "hers to change"
    done(world.client().post(made.path, data=yes(here) | {"village": form["village"], "mark": form["mark"]}))


def test_a_sum_before_the_village_says_that_the_fee_comes_besides(shop):
    here = world.a_shop(pieces=10, price=25_000)
    written(here, delivery="own_courier")
    [made] = rows(WrittenOrder)
    sums = world.client().get(made.path).text.partition("data-total")[2].partition("</p>")[0]
    assert "75.000" in sums and "+ ongkir" in sums
