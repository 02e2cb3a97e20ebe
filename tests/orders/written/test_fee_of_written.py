"""What a group sold by its own chat or at its till costs it no part of the platform's, unless the platform says so."""

import pytest

from market.kernel.settings import settings
from market.orders.channel import SalesChannel
from market.orders.order import OrderLine, SubOrder
from market.orders.written.written_order import WrittenOrder
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.written.test_written import fields, written, yes
from tests.payments.test_card import rows
from tests.till.phones import Phone, line

EVERY = [SalesChannel.WEB, SalesChannel.CHAT, SalesChannel.WRITTEN, SalesChannel.TILL]


def sold_each_way(here) -> dict[SalesChannel, int]:
    """The platform's part of one piece of 100.000, whole rupiah, by the way it came into the book."""
    world.buys(world.client(), here.sku)
    written(here, **{f"quantity-{here.sku}": "1"})
    buyer, link = world.client(), rows(WrittenOrder)[0].path
    done(buyer.post(link, data=yes(here, mark=fields(buyer.get(link).text)["mark"])))
    chair, answer = written(here, **{f"quantity-{here.sku}": "1", "delivery": "pickup", "method": "cash"})
    done(chair.post(f"{done(answer)}/pasti"))
    Phone(here.group_id, here.chair).sells(line(here.sku, 1, 100_000))
    of_parcel = {each.key: each.channel for each in rows(SubOrder)}
    return {of_parcel[each.sub_order_id]: each.fee for each in rows(OrderLine)}


@both
@pytest.mark.parametrize(("said", "taken"), [
    ((), {SalesChannel.WEB}),
    (("fee_on_written",), {SalesChannel.WEB, SalesChannel.CHAT, SalesChannel.WRITTEN}),
    (("fee_on_till",), {SalesChannel.WEB, SalesChannel.TILL}),
    (("fee_on_written", "fee_on_till"), set(EVERY)),
])  # fmt: skip
def test_each_kind_costs_what_the_platform_says_of_it(shop, monkeypatch, said, taken):
    monkeypatch.setattr(settings(), "fee_basis_points", 500)
    for name in said:
        monkeypatch.setattr(settings(), name, True)
    found = sold_each_way(world.a_shop(pieces=20, price=100_000))
    assert found == {each: 5_000 if each in taken else 0 for each in EVERY}
