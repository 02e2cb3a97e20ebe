"""Who may say that money came, or did not: the treasurer, else the chair; never who paid.

A phone number that somebody typed gives nobody a right, and takes none for good: of an order that bears a confirmer's
number a line of the bank's statement speaks, or another one's yes.
"""

from enum import StrEnum

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.payments.bill import Bill, Holder
from market.people.access import Actor, Do, Role
from market.people.membership import Membership, find_membership, has_treasurer, members
from market.people.own_side import require_other_side
from market.people.person import Person
from market.people.second_person import are_close


class Own(StrEnum):
    """How an order is somebody's own: placed in her account, or bearing her number."""

    ACCOUNT = "account"
    NUMBER = "number"


def own_order(db: Session, by: Actor, bill: Bill) -> Own | None:
    """Whether who acts paid this bill, or its number is hers."""
    if by.person_id is None:
        return None
    if by.person_id == bill.payer_id:
        return Own.ACCOUNT
    person = db.get(Person, by.person_id)
    return Own.NUMBER if person and person.phone and person.phone == bill.payer_phone else None


def is_payer(db: Session, by: Actor, bill: Bill) -> bool:
    return own_order(db, by, bill) is not None


def require_confirmer(db: Session, by: Actor, bill: Bill, *, statement_line: bool = False) -> None:
    """Refused for who may not say it. `statement_line`: a line of the bank's statement fits this bill.

    What goes to the platform's account its admins alone can see, what goes to an organiser its officers.
    """
    own = own_order(db, by, bill)
    if own is Own.ACCOUNT or (own is Own.NUMBER and not statement_line):
        raise Refused("not_own_order" if own is Own.ACCOUNT else "number_is_yours")
    if bill.holder is Holder.PLATFORM:
        if by.admin:
            require_other_side(db, by.person_id, bill.payee)
            return
        raise Refused("platform_confirms")
    if bill.holder is Holder.ORGANISER:
        if Role.OFFICER in by.roles:
            return
        raise Refused("not_yours_to_do", who="officer")
    if Role.TREASURER in by.roles or (Role.CHAIR in by.roles and not has_treasurer(db, bill.payee)):
        return
    if _may_instead(db, by, bill):
        return
    raise Refused("not_yours_to_do", who="treasurer")


def refusal_to_confirm(db: Session, by: Actor, bill: Bill) -> Refused | None:
    """Why somebody may not say that the money of a group's bill came; None when they may, so far as a page can tell.

    Whether the number on it is hers is asked when she presses.
    """
    if by.confirms and by.person_id != bill.payer_id and bill.holder is Holder.GROUP:
        return None if by.may(Do.CONFIRM) else Refused("rests_after_code", until=by.restricted_until)
    if not by.confirms and bill.payer_id is None and Role.OFFICER not in by.roles:
        return Refused("not_yours_to_do", who="treasurer")  # a number alone makes no member a confirmer
    try:
        require_confirmer(db, by, bill)
    except Refused as refusal:
        return refusal
    return None if by.may(Do.CONFIRM_OWN) else Refused("rests_after_code", until=by.restricted_until)


def _may_instead(db: Session, by: Actor, bill: Bill) -> bool:
    """When it is every confirmer's own order: the officer.

    Of an order placed in their account also the chair, or a member who was there before and owes nothing to who paid.
    """
    found = members(db, bill.payee)
    confirmers = [p for m, p in found if m.treasurer] or [p for m, p in found if m.chair]
    owns = [own_order(db, Actor(person_id=person.key), bill) for person in confirmers]
    if not confirmers or not all(owns) or by.person_id is None:
        return False
    if Role.OFFICER in by.roles:
        return True
    if any(own is not Own.ACCOUNT for own in owns):
        return False  # a number that somebody typed makes nobody a confirmer
    mine = find_membership(db, bill.payee, by.person_id)
    return Role.CHAIR in by.roles or (mine is not None and _apart(db, mine, confirmers, bill))


def _apart(db: Session, member: Membership, confirmers: list[Person], bill: Bill) -> bool:
    before = member.accepted_at is not None and member.accepted_at <= bill.made_at
    return before and not any(are_close(db, member.person_id, person.key) for person in confirmers)
