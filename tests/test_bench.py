"""What the shop is measured beside still fits its tables: a measurement that stops is one that nobody has."""

from pathlib import Path

from bench import bare
from tests import world


def test_the_bare_order_can_be_written(shop):
    world.a_shop()

    assert bare.rate(Path(shop.removeprefix("sqlite:///")), seconds=0.01) > 0
