"""What is told of few: no count of fewer than five, and nothing that a total less the others gives away."""

from hypothesis import given, settings
from hypothesis import strategies as st

from market.bazaars.reporting.few import (
    Amount,
    PrivateCount,
    Telling,
    adds_up,
    hides_all,
    private_count,
    sums_to_tell,
    too_alike,
)

AMOUNTS = st.lists(
    st.builds(
        Amount,
        group=st.integers(1, 9),
        day=st.integers(1, 4),
        evidence=st.just("stated"),
        rupiah=st.sampled_from([0, 1, 250_000, 1_000_000, 900_000_000]),
    ),
    max_size=40,
    unique_by=lambda each: (each.group, each.day),
)


@given(AMOUNTS, st.booleans())
@settings(max_examples=300)
def test_whatever_can_be_reckoned_from_the_sums_is_of_five_groups(amounts, all_days):
    days = {1, 2, 3, 4}
    told = sums_to_tell(amounts, days, all_days=all_days)
    for day, rupiah in told.by_day.items():
        mine = [each for each in amounts if each.day == day]
        assert hides_all(mine) and rupiah == sum(each.rupiah for each in mine)
    if told.total is None:
        return
    assert all_days and told.total == sum(each.rupiah for each in amounts)
    left = [each for each in amounts if each.day not in told.by_day]
    assert not left or hides_all(left), "the total less all days that are told"


def of(*rupiah: int, day: int = 1, first: int = 1) -> list[Amount]:
    return [Amount(group=n, day=day, evidence="stated", rupiah=each) for n, each in enumerate(rupiah, first)]


def test_a_sum_is_of_five_groups_that_sold_something():
    assert hides_all(of(*[100_000] * 5))
    assert not hides_all(of(*[100_000] * 4))
    assert not hides_all(of(100_000, 100_000, 100_000, 100_000, 0, 0, 0)), "who sold nothing hides nobody"
    assert not hides_all(of(90_000_000, 1, 1, 1, 1, 1)), "nearly all of it is one group's"
    twice = of(*[100_000] * 3) + of(*[100_000] * 3, day=2)
    assert not hides_all(twice), "a group on two days is one group"


def test_a_day_of_few_is_not_had_from_the_total():
    amounts = of(*[100_000] * 8) + of(*[200_000] * 8, day=2) + of(300_000, 300_000, day=3)
    told = sums_to_tell(amounts, {1, 2, 3}, all_days=True)
    assert told.total == 3_000_000 and told.by_day == {2: 1_600_000}, "the smaller of the others is left out too"
    assert sums_to_tell(amounts, {1, 2, 3}, all_days=False).by_day == {1: 800_000, 2: 1_600_000}, "without a total all"
    assert sums_to_tell(amounts, {1}, all_days=False).by_day == {1: 800_000}, "what may still change is not told"


def test_a_private_count_is_told_between_five_and_all_but_four():
    def told(n: int, of: int) -> PrivateCount:
        return private_count(n, of)

    assert told(5, 40) == PrivateCount(Telling.EXACTLY, 5) and told(35, 40) == PrivateCount(Telling.EXACTLY, 35)
    assert told(4, 40) == told(0, 40) == PrivateCount(Telling.FEW)
    assert told(36, 40) == told(40, 40) == PrivateCount(Telling.MOST, 36), (
        "nor is seen who of all but one did not say so"
    )
    assert {told(n, 9) for n in range(10)} == {PrivateCount(Telling.NOTHING)}


@given(st.frozensets(st.integers(1, 12)), st.frozensets(st.integers(1, 12)))
def test_two_bazaars_that_differ_by_few_are_not_both_counted(these, others):
    assert too_alike(these, [others]) is (len(these ^ others) < 5)
    assert too_alike(these, [these]) and not too_alike(these, []), "the same groups may say something else by then"


def test_two_earlier_bazaars_together_are_no_third_but_for_few():
    """All less the one and less the other would tell of the one group that came besides."""
    one, other, new = frozenset(range(15)), frozenset(range(15, 30)), frozenset(range(30, 40))
    more = one | other | {99}
    assert not too_alike(more, [one, other]) and adds_up(more, [one, other])
    assert adds_up(other, [one, more]), "whichever is held last"
    assert not adds_up(one | other | new, [one, other]) and not adds_up(one, [other]) and not adds_up(one, [])
