"""A form with several faults tells all of them at once: the second one used to be said after the first was mended."""

import anyio
import pytest

from market.kernel.refused import Faults, Overtaken, Refusals, Refused, together
from market.pages.uploads import with_form
from tests import world
from tests.conftest import both


def _no(refusal: Exception):
    def part():
        raise refusal

    return part


def test_all_that_is_heard_is_told_and_who_was_overtaken_hears_that_alone():
    faults = Faults()
    assert faults.heard(lambda: 7) == 7 and faults.stop() is None
    one, two, three = (Refused("required", field=name) for name in "abc")
    assert faults.heard(_no(one)) is None
    with pytest.raises(Refused) as single:
        faults.stop()
    assert single.value is one
    faults.heard(_no(Refusals([two, three])))
    with pytest.raises(Refusals) as several:
        faults.stop()
    assert several.value.refusals == [one, two, three]
    with pytest.raises(Overtaken):
        together(_no(one), _no(Overtaken("state_moved")))


def test_files_that_are_refused_for_several_things_leave_the_fields_their_say():
    async def files():
        raise Refusals([Refused("photo_too_many", field="photos"), Refused("photo_gone", field="cover")])

    with pytest.raises(Refusals) as several:
        anyio.run(with_form, files(), _no(Refused("required", field="name")))
    assert [each.field for each in several.value.refusals] == ["photos", "cover", "name"]


def marked(answer) -> list[str]:
    """The fields beside which something is said."""
    assert answer.status_code == 422
    names = ("name", "phone", "village", "address", "photos", "price", "quantity", "payment-tunas-bahari")
    return [name for name in names if f'id="{name}-salah"' in answer.text]


@both
def test_a_checkout_tells_all_that_is_wrong(shop):
    here, buyer = world.a_shop(), world.client()
    buyer.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    form = {
        "name": "Ratna",
        "phone": "12",
        "token": "faults-1",
        "delivery-tunas-bahari": "pickup",
        "payment": "transfer",
    }
    assert marked(buyer.post("/checkout", data=form | {"village": "Atlantis"})) == ["phone", "village"]
    brought = {
        "phone": "0812-3456-7890",
        "village": world.BITUNG,
        "delivery-tunas-bahari": "courier",
        "payment": "kerang",
    }
    assert marked(buyer.post("/checkout", data=form | brought)) == ["address", "payment-tunas-bahari"]


@both
def test_new_goods_tell_a_bad_photo_and_a_bad_price_together(shop):
    here = world.a_shop()
    form = {"name": "Abon tuna", "category": "olahan_ikan", "price": "selusin", "unit": "botol", "quantity": "tiga"}
    broken = {"photos": ("foto.jpg", b"\xff\xd8\xff no picture", "image/jpeg")}
    answer = world.as_person(here.chair).post(f"/lapak/{here.slug}/produk/baru", data=form, files=broken)
    assert marked(answer) == ["photos", "price", "quantity"]


@both
def test_a_group_is_founded_with_all_its_faults_told(shop):
    here = world.a_shop()
    form = {"name": "Зоря", "village": "Atlantis", "phone": "12"}
    assert marked(world.as_person(here.buyer).post("/buka-lapak", data=form)) == ["name", "phone", "village"]
