"""Batches of payouts: drafted from what is owed to groups, found, shown to those who approve and send them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import TREASURY
from market.kernel.doer import who_did
from market.kernel.one_of import one_of, the_one
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.tokens import short_code
from market.messages.outbox import tell
from market.payments.account import Account
from market.payments.owed import old_enough, owed_to_groups
from market.payments.payout import LIVE, Payout, PayoutBatch
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.people.own_side import is_own
from market.people.person import admins


def draft_batch(db: Session, by: Actor) -> PayoutBatch:
    """A batch of all that can be sent now, not to groups of her own. Refused when nothing can, or payouts are off."""
    if not settings().payouts or by.person_id is None:
        raise Refused("payouts_off")
    rows = table(Payout)
    busy = set(db.scalars(sa.select(rows.c.group_id).where(rows.c.state.in_(LIVE))))
    ready = [
        each
        for each in owed_to_groups(db)
        if each.ready and each.account and old_enough(each.account) and each.group.key not in busy
    ]
    if not ready:
        raise Refused("nothing_to_send")
    ready = [each for each in ready if not is_own(db, by.person_id, each.group.key)]
    if not ready:
        raise Refused("own_side")
    batch = PayoutBatch(number=f"K-{short_code()}", **who_did(by, "made_by")).add(db)
    for each in ready:
        assert each.account is not None
        Payout(batch_id=batch.key, group_id=each.group.key, account_id=each.account.key, amount=each.ready).add(db)
    note(db, by, "payout_drafted", number=batch.number)
    amount = sum(each.ready for each in ready)
    for person in admins(db):
        if person.key != by.person_id:  # whoever made it cannot approve it
            to = person.recipient
            params = {"number": batch.number, "amount": amount, "by": by.name, "path": f"{TREASURY}#{batch.number}"}
            tell(db, to, "payout_drafted", params, name=f"{batch.about}/drafted/{person.key}", about=batch.about)
    return batch


def the_batch(db: Session, number: str) -> PayoutBatch:
    return the_one(db, sa.select(PayoutBatch).where(table(PayoutBatch).c.number == number), number, lock=True)


def the_payout(db: Session, key: int) -> Payout:
    return one_of(db, Payout, key, lock=True)


@dataclass(frozen=True, slots=True)
class ShownPayout:
    """A payout, the group it is for, the account it goes to."""

    payout: Payout
    group: Group
    account: Account


def shown_batches(db: Session, most: int = 20) -> list[tuple[PayoutBatch, list[ShownPayout]]]:
    """The newest batches with their payouts, in two statements."""
    rows, payouts = table(PayoutBatch), table(Payout)
    batches = list(db.scalars(sa.select(PayoutBatch).order_by(rows.c.id.desc()).limit(most)))
    wanted = (
        sa.select(Payout, Group, Account)
        .join(Group, table(Group).c.id == payouts.c.group_id)
        .join(Account, table(Account).c.id == payouts.c.account_id)
        .where(payouts.c.batch_id.in_([batch.key for batch in batches]))
        .order_by(payouts.c.id)
    )
    inside: dict[int, list[ShownPayout]] = {}
    for row in db.execute(wanted):
        shown = ShownPayout(payout=row.Payout, group=row.Group, account=row.Account)
        inside.setdefault(shown.payout.batch_id, []).append(shown)
    return [(batch, inside.get(batch.key, [])) for batch in batches]
