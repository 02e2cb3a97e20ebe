"""What "Habis" took out by mistake comes back, once, and no later than it is remembered."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.inventory.holdings import holdings
from market.inventory.lot import Lot
from market.inventory.receiving import free_pieces, sell_out
from market.inventory.taken_back import WITHIN, undo_sold_out
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.group import Group
from tests import world
from tests.conftest import both


def there(here) -> int:
    return write(lambda db: free_pieces(db, Group.get(db, here.group_id), here.sku))


def back(here) -> int:
    return write(lambda db: undo_sold_out(db, Group.get(db, here.group_id), here.sku, Actor(name="Sience")))


@both
def test_habis_is_undone_once(shop):
    here = world.a_shop()
    before = there(here)
    write(lambda db: sell_out(db, Group.get(db, here.group_id), here.sku, Actor(name="Sience")))
    assert there(here) == 0
    with read() as db:
        shown = {each.sku: each.gone for each in holdings(db, Group.get(db, here.group_id))}
    assert shown[here.sku] == before
    assert back(here) == before == there(here)
    with pytest.raises(Refused, match="nothing_taken_back"):
        back(here)
    write(lambda db: sell_out(db, Group.get(db, here.group_id), here.sku, Actor(name="Sience")))
    with time_machine.travel(now() + WITHIN + timedelta(seconds=1)), pytest.raises(Refused, match="nothing_taken_back"):
        back(here)


@both
def test_what_was_counted_since_does_not_come_twice(shop):
    """The thumb slipped, she counted ten again, and another pressed the way back: twenty were for sale."""
    here = world.a_shop()
    before = there(here)
    write(lambda db: sell_out(db, Group.get(db, here.group_id), here.sku, Actor(name="Sience")))
    chair = world.as_person(here.chair)
    with read() as db:
        lot = db.scalars(sa.select(Lot).order_by(Lot.id)).first()
    assert chair.post(f"/lapak/{here.slug}/stok/{lot.key}", data={"act": "counted", "quantity": before}).is_redirect
    with pytest.raises(Refused, match="nothing_taken_back"):
        back(here)
    assert there(here) == before and "habis/urung" not in chair.get(f"/lapak/{here.slug}").text
    write(lambda db: sell_out(db, Group.get(db, here.group_id), here.sku, Actor(name="Sience")))
    assert back(here) == before == there(here), "what Habis took after the count comes back"


def test_the_page_offers_it(shop):
    here = world.a_shop()
    chair, group = world.as_person(here.chair), f"/lapak/{here.slug}"
    assert "habis/urung" not in chair.get(group).text
    assert chair.post(f"{group}/stok/habis", data={"variant": here.sku}).status_code == 303
    assert "habis/urung" in chair.get(group).text
    assert chair.post(f"{group}/stok/habis/urung", data={"variant": here.sku}).status_code == 303
    assert "habis/urung" not in chair.get(group).text
