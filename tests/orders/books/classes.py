"""What must hold of the classes of a group's takings, whatever happened to it."""

from sqlalchemy.orm import Session

from market.kernel.clock import today
from market.orders.books.takings import kept_takings, takings_kept, takings_of, whole
from market.orders.known_by import KnownBy
from market.payments.recap import month_before, recap_of, total
from market.people.group import Group


def classes_add_up(db: Session, group_id: int) -> None:
    """Of this month and the one before: the classes are what came and went back by payments and by the ledger, each
    picture of them shows all, and keeping them loses nothing."""
    group = Group.get(db, group_id)
    this = today(group.zone).replace(day=1)
    months = [month_before(this), this]
    found, told = takings_of(db, group, months), recap_of(db, group, months)
    for takings, month in zip(found, told, strict=True):
        assert (takings.came, takings.back) == (month.came, month.back), f"{takings.sums} beside {month}"
        assert len({(each.channel, each.known_by) for each in takings.sums}) == len(takings.sums)
        for bars in (takings.by_channel, takings.by_evidence):
            assert sum(bar.amount for bar in bars) == takings.came + takings.said
            assert sum(bar.back for bar in bars) == takings.back
        said = [bar.amount for bar in takings.by_evidence if bar.of is KnownBy.GROUP]
        assert sum(said) == takings.said
    assert takings_kept(kept_takings(found), 2) == found
    both = whole(found)
    assert (both.came, both.back) == (total(told).came, total(told).back)
