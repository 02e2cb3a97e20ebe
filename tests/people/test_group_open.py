"""A group that nobody has closed: rows say what the record says, in each state."""

from market.kernel.record import table
from market.people.group import Group, GroupState, is_open
from tests.both_ways import yes_or_no
from tests.conftest import both


@both
def test_a_group_is_open_over_rows(shop):
    facts = [(state,) for state in GroupState]
    said = yes_or_no({"state": table(Group).c.state.type}, facts, is_open)
    assert said == [Group(state=state).open for (state,) in facts] and {*said} == {True, False}
