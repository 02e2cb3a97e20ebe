"""Who can say yes to what one may not decide oneself; and an admin, where nobody in or around a group can.

So it is in a group's first weeks, where everybody owes her role to the chair, and where no officer answers for the
place, or the only one brought the group in.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import FOR_NOBODY, group_page
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import tell
from market.payments.account import UNDECIDED, A, Account, require_begun_here
from market.payments.bill import Bill, BillState, Custodian, Method, lock_bill
from market.payments.claim import settle_now
from market.payments.confirming import require_confirmer
from market.payments.own_order import WHY, owners_of
from market.payments.payment import Payment
from market.people.access import Actor, Role
from market.people.approving.bearers import reachable_bearers
from market.people.approving.other_admin import refusals_as_other
from market.people.approving.speakers import speakers
from market.people.approving.still_here import still_here
from market.people.group import Group, GroupState, is_open
from market.people.membership import Membership
from market.people.own_side import own_groups
from market.people.person import Person, admins

B, G, M, P = (table(each) for each in (Bill, Group, Membership, Person))
MOST = 20  # of each kind on the admins' page
LOOKED_AT = 60  # each costs several statements, and most have somebody who can say yes


VOUCHED_FIRST = sa.case((G.c.state == GroupState.CHECKED, 0), else_=1)
Speakers = list[tuple[Person, Actor]]
What = TypeVar("What", Account, Bill)


@dataclass(frozen=True)
class Waits(Generic[What]):
    """What waits for an admin: an account, or the money of a bill."""

    group: Group
    what: What


def could_approve(db: Session, account: Account) -> Speakers:
    """Who in or around its group is a second person for it."""
    return list(_approvers(db, account))


def could_confirm(db: Session, bill: Bill) -> Speakers:
    """Who in or around its group may say that its money came."""
    return list(_confirmers(db, bill))


def _approvers(db: Session, account: Account) -> Iterator[tuple[Person, Actor]]:
    """One after the other: each costs several statements, and whether there is anybody the first one tells."""
    around = speakers(db, Group.get(db, account.group_id)) if account.group_id else []
    return ((person, actor) for person, actor in around if account.refusal_for(actor) is None)


def _confirmers(db: Session, bill: Bill) -> Iterator[tuple[Person, Actor]]:
    around = speakers(db, Group.get(db, bill.payee))
    return ((person, actor) for person, actor in around if _may(db, actor, bill))


def _nobody(found: Iterator[tuple[Person, Actor]]) -> bool:
    return next(found, None) is None


def _may(db: Session, by: Actor, bill: Bill) -> bool:
    try:
        require_confirmer(db, by, bill)
    except Refused:
        return False
    return True


def approve_for_nobody(db: Session, account: Account, by: Actor) -> None:
    """An admin is the second person of an account for which there is none. Refused while there is one.

    Where chair or treasurer can be reached, one of them typed it: an admin's yes is not the group's.
    """
    account.require_undecided()
    _require_admin(by)
    refusal = refusals_of_accounts(db, [account], by).get(account.key)
    if refusal:
        raise refusal
    require_begun_here(db, account)
    if not of_the_group(db, account):
        raise Refused("account_needs_group")
    if not _nobody(_approvers(db, account)):
        raise Refused("others_can")
    account.approved_by_id, account.approved_by = by.person_id, by.name
    account.begin(by)


def of_the_group(db: Session, account: Account) -> bool:
    """Whether one of its bearers typed it, or none of them can be reached."""
    bearers = reachable_bearers(db, account.group_id or 0)
    return not bearers or account.typed_by_id in bearers


def confirm_for_nobody(db: Session, bill: Bill, by: Actor) -> Payment:
    """An admin says that money of a group's bill came, of which nobody in or around the group may say it."""
    bill = lock_bill(db, bill.key)
    if bill.custodian is not Custodian.GROUP or bill.method is Method.CARD:
        raise Refused("card_by_itself" if bill.method is Method.CARD else "others_can")
    _require_admin(by)
    refusal = refusals_of_bills(db, [bill], by).get(bill.key)
    if refusal:
        raise refusal
    if not _nobody(_confirmers(db, bill)):
        raise Refused("others_can")
    return settle_now(db, bill, by)


def _require_admin(by: Actor) -> None:
    if not by.admin or by.person_id is None:
        raise Refused("not_own_account")


def refusals_of_accounts(db: Session, accounts: Collection[Account], by: Actor) -> dict[int, Refused]:
    """Why the yes of `by`, an admin, does not count for these accounts, by their ids: she is of the group's own side,
    or one with who typed it. Nothing of those for which it does."""
    first = refusals_as_other(db, by, [each.typed_by_id for each in accounts])
    close = {each.key: first[each.typed_by_id] for each in accounts if each.typed_by_id in first}
    own = own_groups(db, by.person_id, {each.group_id for each in accounts if each.group_id})
    return close | {each.key: Refused("own_side") for each in accounts if each.group_id in own}


def refusals_of_bills(db: Session, bills: Collection[Bill], by: Actor) -> dict[int, Refused]:
    """The same for the money of these bills: she is of the group's own side, or it is her own order."""
    key = by.key
    known = owners_of(db, [key], bills)
    owns = {each.key: own for each in bills if (own := known.own(key, each))}
    side = own_groups(db, by.person_id, {each.payee for each in bills})
    return {bill: Refused(WHY[own]) for bill, own in owns.items()} | {
        each.key: Refused("own_side") for each in bills if each.payee in side
    }


def accounts_for_nobody(db: Session, slug: str = "") -> list[Waits[Account]]:
    """Accounts for which there is no second person, the newest first; of one group with its `slug`."""
    wanted = sa.select(Account, Group).join(G, G.c.id == A.c.group_id)
    due = wanted.where(UNDECIDED, A.c.begins_at.is_(None), is_open(G), _of(slug))
    found = db.execute(due.order_by(VOUCHED_FIRST, A.c.id.desc()).limit(LOOKED_AT))
    waits = (
        Waits(group, account)
        for account, group in found
        if of_the_group(db, account)
        and still_here(db, group.key, account.typed_by_id, account.typed_at)
        and _nobody(_approvers(db, account))
    )
    return list(islice(waits, MOST))


def bills_for_nobody(db: Session, slug: str = "") -> list[Waits[Bill]]:
    """Open bills of members of the very group that is paid, where nobody may say that the money came."""
    hers = sa.and_(M.c.group_id == B.c.group_id, M.c.ended_at.is_(None))
    mine = sa.select(P.c.id).join(M, M.c.person_id == P.c.id).where(hers)
    own = sa.or_(mine.where(P.c.id == B.c.payer_id).exists(), mine.where(P.c.phone == B.c.payer_phone).exists())
    wanted = sa.select(Bill, Group).join(G, G.c.id == B.c.group_id).where(B.c.method != Method.CARD)
    due = wanted.where(B.c.state == BillState.OPEN, B.c.custodian == Custodian.GROUP, own, _of(slug))
    found = db.execute(due.order_by(VOUCHED_FIRST, B.c.id.desc()).limit(LOOKED_AT))
    return list(islice((Waits(group, bill) for bill, group in found if _nobody(_confirmers(db, bill))), MOST))


def _of(slug: str) -> sa.ColumnElement[bool]:
    return G.c.slug == slug if slug else sa.true()


def ask_second(db: Session, account: Account) -> None:
    """Tells whoever outside the group can say yes to its account where nobody inside can; if nobody can, the admins."""
    group = Group.get(db, account.group_id or 0)
    could = could_approve(db, account)
    if any(Role.MEMBER in actor.roles for _, actor in could):
        return
    told = {"group": group.name, "account": account.label, "by": account.typed_by}
    people = [(p, group_page(group.slug, "uang#rekening")) for p, actor in could if Role.OFFICER in actor.roles]
    for person, path in people if could else [(each, f"{FOR_NOBODY}?kelompok={group.slug}") for each in admins(db)]:
        name, about = f"account/{account.key}/account_typed/{person.key}", f"account/{account.key}"
        tell(db, person.recipient, "account_typed", told | {"path": path}, name=name, about=about)
