"""Debtor: nobody ends a debt that bears her own number, nor does she by a PIN of somebody else that she may know."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.payments.own_order import Ordered, Own, owners_of, require_others
from market.people.access import Actor
from market.people.membership import members
from market.people.pin_givers import behind, pin_givers


def require_no_debtor(db: Session, group_id: int, by: Actor, bill: Ordered) -> None:
    """Refused to who owes it, and to whoever may be speaking for her: by a PIN that came by her code, as long as
    another of the group can say it by a word that is surely not hers. Else she who gave all PINs could pay to nobody.
    """
    require_others(db, by, bill)
    givers = behind(db, group_id, by)
    if not givers:
        return
    known = owners_of(db, givers, [bill])
    debtors = {each for each in givers if known.own(each, bill) in (Own.PROVED, Own.NUMBER)}
    if debtors and _another_can(db, group_id, debtors):
        raise Refused("debt_by_another")


def _another_can(db: Session, group_id: int, debtors: Collection[int]) -> bool:
    """Whether somebody of the group has an account of her own, or a PIN that no debtor knows."""
    others = [(each, person) for each, person in members(db, group_id) if person.key not in debtors]
    return any(
        person.password_hash or (each.pin_hash and pin_givers(db, group_id, person.key).isdisjoint(debtors))
        for each, person in others
    )
