"""What may be written of few: nothing by which one group is recognised, nor what the rest says of it.

Pure. A count of groups that said something private, and a sum of what groups say they sold, are told only of five
groups or more; what is left out cannot be had by taking the others from a total. docs/decisions/0027-report.md.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

FEW = 5
PLAIN = 10  # so many hundredths of the largest share the others must bring, besides the second


class Telling(StrEnum):
    """How a private count is told. MOST: all but at most four, of which those few are nobody to be seen either."""

    EXACTLY = "exactly"
    FEW = "few"
    MOST = "most"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PrivateCount:
    """How many of the groups said something private: `n` where it is told exactly, the least there are with MOST."""

    said: Telling
    n: int = 0


NOTHING = PrivateCount(Telling.NOTHING)


def private_count(n: int, of: int) -> PrivateCount:
    """`n` of so many groups, as it may be told."""
    if of < 2 * FEW:
        return NOTHING
    if n < FEW:
        return PrivateCount(Telling.FEW)
    if of - n < FEW:
        return PrivateCount(Telling.MOST, of - FEW + 1)
    return PrivateCount(Telling.EXACTLY, n)


def too_alike(groups: frozenset[int], earlier: Iterable[frozenset[int]]) -> bool:
    """Whether these groups differ from those of an earlier bazaar by fewer than five, or not at all: then the
    difference of two counts would tell what those few said, or which few said something else by then."""
    return any(len(groups ^ others) < FEW for others in earlier)


def adds_up(groups: frozenset[int], earlier: Sequence[frozenset[int]]) -> bool:
    """Whether these groups and earlier bazaars give a whole up to fewer than five: then its count less the counts of
    its parts would tell of those few. The whole is these groups themselves or an earlier bazaar."""
    wholes = [groups, *(each for each in earlier if _within(groups, each))]
    return any(_made_of(whole, [each for each in (groups, *earlier) if each != whole]) for whole in wholes)


def _made_of(whole: frozenset[int], others: Sequence[frozenset[int]]) -> bool:
    parts = [each for each in others if _within(each, whole)]
    return bool(parts) and len(whole - frozenset().union(*parts)) < FEW


def _within(part: frozenset[int], whole: frozenset[int]) -> bool:
    """Nearly all of it."""
    return len(part - whole) < FEW <= len(part)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a group says to have sold on a day, by what it is known, in whole rupiah."""

    group: int
    day: int
    evidence: str
    rupiah: int


def hides_all(amounts: Iterable[Amount]) -> bool:
    """Whether a sum of these tells of nobody: five groups that sold something, none of which it is nearly all."""
    by_group: dict[int, int] = defaultdict(int)
    for each in amounts:
        by_group[each.group] += each.rupiah
    shares = sorted((each for each in by_group.values() if each), reverse=True)
    return len(shares) >= FEW and sum(shares[2:]) * 100 >= shares[0] * PLAIN


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one kind of evidence the sums that may be told: by day, and of all days; None where it may not."""

    by_day: dict[int, int]
    total: int | None


def sums_to_tell(amounts: Sequence[Amount], days: Collection[int], *, all_days: bool) -> Sums:
    """Sums of one kind of evidence. `days` are those whose numbers stay as they are, `all_days` that none is to come.

    Where a day is left out, so many more are that what a total less the others gives is a sum of five groups too.
    """
    of_day = {day: [each for each in amounts if each.day == day] for day in days}
    told = {day for day, each in of_day.items() if hides_all(each)}
    total = all_days and hides_all(amounts)
    while total and told:
        rest = [each for each in amounts if each.day not in told]
        if not rest or hides_all(rest):
            break
        told.remove(min(told, key=lambda day: (_sum(of_day[day]), day)))
    return Sums({day: _sum(of_day[day]) for day in sorted(told)}, _sum(amounts) if total else None)


def _sum(amounts: Iterable[Amount]) -> int:
    return sum(each.rupiah for each in amounts)
