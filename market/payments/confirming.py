"""Who may say that money came, or did not: the treasurer, else the chair; never the payer, or somebody close to her."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.payments.bill import Bill, Custodian
from market.payments.own_order import LINE_SPEAKS, OF_ANOTHER, PLACED, WHY, Own, all_own, own_to, owners_of
from market.people.access import Actor, Do, Role
from market.people.approving.closeness import closeness
from market.people.approving.stand_in import stand_ins
from market.people.group import Group
from market.people.helpers import officers_of
from market.people.membership import Membership, bearers_of, find_membership, has_treasurer, members
from market.people.own_side import is_own, require_other_side
from market.people.person import Person, admins


def is_payer(db: Session, by: Actor, bill: Bill) -> bool:
    """Whether `by` paid this bill, or is close to the payer (`are_close`)."""
    return own_to(db, by, bill) is not None


def require_confirmer(db: Session, by: Actor, bill: Bill, *, statement_line: bool = False) -> None:
    """Refused unless `by` may say it. `statement_line`: a line of the bank's statement fits this bill.

    Of money to the platform's account only its admins say it, of money to an organiser its officers.
    """
    own = own_to(db, by, bill)
    if own and not (statement_line and own in LINE_SPEAKS) and not _by_office(db, own, bill):
        raise Refused(WHY[own])
    if bill.custodian is Custodian.PLATFORM:
        if by.admin:
            require_other_side(db, by.person_id, bill.payee)
            return
        raise Refused("platform_confirms")
    if bill.custodian is Custodian.ORGANISER:
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

    Whether the number on it is hers is only checked when she presses.
    """
    if by.confirms and by.person_id != bill.payer_id and bill.custodian is Custodian.GROUP:
        return None if by.may(Do.CONFIRM) else Refused("rests_after_code", until=by.restricted_until)
    helps = by.roles & {Role.OFFICER, Role.FACILITATOR}
    if not by.confirms and ((bill.payer_id is None and not helps) or _of_no_use(db, by, bill)):
        return Refused("not_yours_to_do", who="treasurer")  # a number alone makes no member a confirmer
    try:
        require_confirmer(db, by, bill)
    except Refused as refusal:
        return refusal
    return None if by.may(Do.CONFIRM_OWN) else Refused("rests_after_code", until=by.restricted_until)


def open_to(db: Session, by: Actor, bills: Collection[Bill]) -> set[int]:
    """Those of these bills of one custodian, and one group, whose money she may speak of with a line of the statement.

    Nobody's order that is hers; a chair beside a treasurer of what is each confirmer's own. In as many statements for
    many as for one.
    """
    if by.person_id is None or not bills:
        return set()
    custodian = next(iter(bills)).custodian
    steps_in = custodian is Custodian.GROUP and not by.confirms
    beside = admins(db) if custodian is Custodian.PLATFORM else []
    beside = confirmers(db, next(iter(bills)).payee) if steps_in else beside
    known = owners_of(db, [by.person_id, *(each.key for each in beside)], bills)

    def may(bill: Bill) -> bool:
        own, of_all = known.own(by.key, bill), all(known.own(each.key, bill) for each in beside)
        if own is None or own in LINE_SPEAKS:
            return of_all or not steps_in
        return own in OF_ANOTHER and custodian is not Custodian.GROUP and of_all

    return {bill.key for bill in bills if may(bill)}


def require_refunder(db: Session, by: Actor, bill: Bill, *, from_bank: bool = False) -> None:
    """Refused unless `by` may give money of this bill back: nobody that of her own order.

    A group's is given back by chair or treasurer; when it is each one's own order, by the officer, in a one-person
    business also by the facilitator. `from_bank`: the platform's, by an admin not of the group's own side.
    """
    own = own_to(db, by, bill)
    if own and not _by_office(db, own, bill):
        raise Refused(WHY[own])
    if bill.group_id is None:
        return
    if from_bank:
        require_other_side(db, by.person_id, bill.payee)
    elif not by.roles & {Role.CHAIR, Role.TREASURER} and not _refunds_instead(db, by, bill):
        raise Refused("not_yours_to_do", who="treasurer")


def _refunds_instead(db: Session, by: Actor, bill: Bill) -> bool:
    if not by.roles & {Role.OFFICER, Role.FACILITATOR} or _of_no_use(db, by, bill):
        return False
    if Role.OFFICER in by.roles and is_own(db, by.person_id, bill.payee):
        return False
    return bool(all_own(db, bearers_of(db, bill.payee), bill))


def _by_office(db: Session, own: Own, bill: Bill) -> bool:
    """Whether an officer or admin may: she owes her office to nobody in the group, so only an own order bars her.

    Of two admins the one who is not close to the payer, where there is one.
    """
    if own not in OF_ANOTHER or bill.custodian is Custodian.GROUP:
        return False
    return bill.custodian is Custodian.ORGANISER or bool(all_own(db, admins(db), bill))


def _may_instead(db: Session, by: Actor, bill: Bill) -> bool:
    """Whether somebody else may, since every confirmer is the payer or close to her: the officer.

    For an order placed in an account also the chair, or a member who was there before and is close to none of them. In
    a one-person business, and where no officer can, the facilitator.
    """
    if by.person_id is None or _of_no_use(db, by, bill):
        return False
    usual = confirmers(db, bill.payee)
    owns = all_own(db, usual, bill)
    if owns and Role.OFFICER in by.roles:
        return not is_own(db, by.person_id, bill.payee)
    if not owns or Role.FACILITATOR in by.roles:
        return bool(owns)
    if not owns <= PLACED:
        return False  # a number that somebody typed makes nobody a confirmer
    mine = find_membership(db, bill.payee, by.person_id)
    return mine is not None and (mine.chair or _apart(db, mine, usual, bill))


def _of_no_use(db: Session, by: Actor, bill: Bill) -> bool:
    """Whether `by` is a facilitator of a group of several people, and an officer can say it."""
    if Role.FACILITATOR not in by.roles:
        return False
    group = Group.get(db, bill.payee)
    return not group.sole and _officer_could(db, group, bill)


def _officer_could(db: Session, group: Group, bill: Bill) -> bool:
    """Whether the group has an officer who is not of its own side, and whose own the bill is not."""
    officers = [each.key for each in officers_of(db, group.answered_in)]
    known = owners_of(db, officers, [bill])
    return any(known.own(each, bill) is None and not is_own(db, each, group.key) for each in officers)


def confirmers(db: Session, group_id: int) -> list[Person]:
    """The people who usually say that money came: the treasurers and their stand-ins, else the chairs."""
    found = members(db, group_id)
    begun = [each for each in stand_ins(db, group_id) if each.begun_at]
    away, instead = {each.treasurer_id for each in begun}, {each.membership_id for each in begun}
    treasurers = [p for m, p in found if (m.treasurer and m.key not in away) or m.key in instead]
    return treasurers or [p for m, p in found if m.chair]


def _apart(db: Session, member: Membership, usual: list[Person], bill: Bill) -> bool:
    before = member.accepted_at is not None and member.accepted_at <= bill.made_at
    others = [person.key for person in usual]
    return before and not closeness(db, [member.person_id, *others]).to_any(member.person_id, others)
