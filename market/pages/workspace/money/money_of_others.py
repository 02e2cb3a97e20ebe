"""What somebody reads of money that she usually does not look at, and who else can say yes to it."""

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.payments.account import Account
from market.payments.account_typed import AccountKind
from market.payments.bill import Bill
from market.payments.confirming import refusal_to_confirm
from market.payments.nobody_else import Speakers, could_approve, could_confirm, of_the_group
from market.payments.own_order import WHY
from market.payments.tasks import Claims, Refunds, cash_of_members, claims_of_members, refunds_of_bearers
from market.people.access import Actor, Do, Role
from market.people.group import Group
from market.people.helpers import officers_of

MOST_NAMED = 3  # claims of which a page says who else can decide them
Accounts = dict[AccountKind, tuple[Account | None, Account | None]]


def looked_at_by_another(db: Session, here: Group, actor: Actor) -> Claims:
    """The claims of members, for a reader who usually looks at none."""
    mine = actor.may(Do.CONFIRM_OWN) and not actor.may(Do.CONFIRM)
    return claims_of_members(db, here.key) if mine and may_help(db, here, actor) else []


def may_help(db: Session, here: Group, actor: Actor) -> bool:
    """A facilitator speaks of money in a one-person business, and where no officer answers for the place."""
    return here.sole or Role.FACILITATOR not in actor.roles or not officers_of(db, here.answered_in)


def refusals_of(db: Session, actor: Actor, claims: Claims, of_members: set[int]) -> dict[int, Refused | None]:
    """By claim why the reader may not decide it; for a facilitator only the members' claims."""
    no = Refused("not_yours_to_do", who="treasurer")
    all_of_them = Role.FACILITATOR not in actor.roles
    return {
        made.key: refusal_to_confirm(db, actor, bill) if all_of_them or made.key in of_members else no
        for made, bill in claims
    }


def who_can_confirm(db: Session, claims: Claims, refused: dict[int, Refused | None]) -> dict[int, Speakers]:
    """By claim who can decide it, where the reader cannot because it is her own; of the first ones."""
    hers = [(made, bill) for made, bill in claims if (no := refused[made.key]) and no.code in WHY.values()]
    return {made.key: could_confirm(db, bill) for made, bill in hers[:MOST_NAMED]}


def who_can_approve(db: Session, accounts: Accounts) -> dict[int, Speakers]:
    """By account that waits who can be its second person."""
    waiting = [each for _, each in accounts.values() if each and not each.waits_to_begin]
    return {each.key: could_approve(db, each) for each in waiting if of_the_group(db, each)}


def cash_by_another(db: Session, here: Group, actor: Actor) -> list[Bill]:
    """Cash that no member may book, for helpers from outside who may."""
    if not actor.helps or not may_help(db, here, actor):
        return []
    return [bill for bill in cash_of_members(db, here.key) if refusal_to_confirm(db, actor, bill) is None]


def given_back_by_another(db: Session, here: Group, actor: Actor) -> Refunds:
    """The refunds of chair and treasurer, for those who usually give none: the officer, a sole owner's facilitator."""
    mine = actor.may(Do.REFUND_OWN) and not actor.may(Do.REFUND)
    return refunds_of_bearers(db, here.key) if mine and may_help(db, here, actor) else []
