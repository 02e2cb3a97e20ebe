"""A state changes once, on the record: by a table beside its enum, under a condition, and nowhere else."""

from enum import StrEnum
from pathlib import Path

import pytest

import market.tables  # every table, and so every enum of states
from market.inventory.lot import Lot, LotState
from market.kernel.db import write
from market.kernel.refused import Overtaken
from market.kernel.states import TABLES, moves
from tests import world
from tests.conftest import both

MARKET = Path(market.tables.__file__).parent
LATER = {
     
    "QuoteState", "State",
}  # fmt: skip


def every(kind: type) -> set[type]:
    return set(kind.__subclasses__()).union(*(every(each) for each in kind.__subclasses__()))


def test_every_enum_of_states_has_a_whole_table():
    named = {
        each for each in every(StrEnum) if each.__name__.endswith("State") and each.__module__.startswith("market")
    }
    assert {each.__name__ for each in named - set(TABLES)} == LATER
    for states, table in TABLES.items():
        assert set(table) == set(states), states


def test_a_table_that_forgets_a_state_is_no_table():
    class Half(StrEnum):
        HERE = "here"
        GONE = "gone"

    with pytest.raises(LookupError, match="gone"):
        moves(Half, {Half.HERE: {Half.GONE}})


@both
def test_somebody_was_faster_or_nothing_leads_there(shop):
    world.a_shop()

    def twice(db):
        lot = Lot.get(db, 1)
        lot.set_aside()
        lot.reopen()
        assert lot.state is LotState.OPEN
        assert lot.may_become(LotState.RECALLED) and not lot.may_become(LotState.RECALLED)
        with pytest.raises(Overtaken, match="already_so"):
            lot.set_aside()
        with pytest.raises(LookupError, match="never becomes"):
            lot.become(LotState.ON_HOLD, was=(LotState.RECALLED,))
        assert lot.state is LotState.RECALLED

    write(twice)
