"""What the clock does: each due thing in a write of its own, its state tested again inside."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import sleep

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from market.bazaars.complaints.keeping import prune_complaints
from market.inventory.hold import free_expired
from market.kernel import store
from market.kernel.addresses import COLLECTING
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.limits import prune_attempts
from market.kernel.press import prune_presses
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.slowdown import prune_slowdowns
from market.messages.keeping import forget_causes, forget_words
from market.orders.cart.cart import forget_carts
from market.orders.life import answering, news, pickup, serving
from market.orders.life.billing import bill_of
from market.orders.order import SubOrder, lock_sub_order
from market.orders.paid import BY_OFFER
from market.orders.state import HERE, State
from market.orders.written.writing import due_written, expire_written
from market.payments.account import accounts_to_begin, let_begin
from market.payments.bill import Bill, Custodian, lock_bill
from market.payments.claim import Claim, ClaimState, forget_proofs
from market.payments.forgetting_claims import forget_payers
from market.payments.moving import moves_over
from market.payments.overdue import overdue_bills
from market.payments.refund_addresses import forget_old_accounts
from market.payments.unique_sum import release_sums
from market.people.access import CLOCK
from market.people.approving.known_phone import prune_phones
from market.people.facts.group_change import facts_due, let_fact_begin
from market.people.facts.moving import end_move
from market.people.known_browser import prune_browsers
from market.people.pending_login import prune_pending
from market.people.roles.due_roles import due_changes, take_effect
from market.people.security import prune_events

log = logging.getLogger(__name__)
MOST = 200
REST = 0.02  # seconds
HANDED = (State.RECEIVED, State.CLOSED)
CARTS_KEPT = timedelta(days=14)
Due = Callable[[Session, int], None]
Find = Callable[[Session, int], list[int]]  # at most MOST of what is due, with an id above that one, by id


def tick(moment: datetime | None = None) -> int:
    """Everything that is due now; how many things were done."""
    moment = moment or now()
    done = write(free_expired)
    s = table(SubOrder)
    done += _each(_by(overdue_bills, moment), lambda db, key: _expire_bill(db, key, moment))
    done += _each(_where(s.c.state == State.WAITING, s.c.remind_at <= moment), _remind)
    done += _each(_where(BY_OFFER, s.c.state.in_(HANDED), s.c.remind_at <= moment), _office_due)
    done += _each(_where(s.c.state == State.WAITING, s.c.answer_by <= moment), _unanswered)
    done += _each(_where(s.c.state == State.WAITING, s.c.agree_by <= moment), _fee_over)
    done += _each(_where(s.c.ask_at <= moment, s.c.state.in_(HERE)), _ask_whether_collected)
    done += _each(_where(s.c.collect_by <= moment, s.c.state.in_(HERE)), _not_collected)
    done += _each(_where(s.c.state == State.ON_THE_WAY, s.c.received_by <= moment), _arrived)
    done += _each(_where(s.c.state == State.RECEIVED, s.c.close_by <= moment), _close)
    done += _each(_by(due_written, moment), expire_written)
    done += _each(_undecided(moment), _tell_undecided)
    done += _each(_by(due_changes, moment), take_effect)
    done += _each(_by(accounts_to_begin, moment), let_begin)
    done += _each(_by(facts_due, moment), let_fact_begin)
    done += _each(_by(moves_over, moment), end_move)
    return done


def tidy() -> None:
    """Once an hour: old carts, attempt counters, proofs of payment after twelve months; some at a time."""
    for prune in (
        _forget_carts, prune_attempts, prune_slowdowns, prune_browsers, prune_phones, prune_pending, prune_events,
        forget_causes, prune_presses, release_sums, forget_old_accounts, forget_payers, forget_words,
        prune_complaints,
    ):  # fmt: skip
        _until_none(prune)
    while names := write(forget_proofs):
        for name in names:
            store.drop(name, private=True)


def _forget_carts(db: Session) -> int:
    return forget_carts(db, now() - CARTS_KEPT)


def _until_none(work: Callable[[Session], int]) -> None:
    """Does a bit in a write of its own, again and again until nothing is left; others write between.

    What cannot be done is logged, and what comes after it is tidied all the same.
    """
    try:
        while write(work):
            sleep(REST)
    except Exception:
        log.exception("tidy: %s", work.__name__)


def _each(find: Find, do: Due) -> int:
    """A row that fails holds up no other: after a page with such rows the next page is read at once."""
    done = after = 0
    while done < MOST:
        with read() as db:
            keys = find(db, after)
        did = sum(_did(do, key) for key in keys)
        done += did
        if did == len(keys):
            break
        after = keys[-1]
    return done


def _did(do: Due, key: int) -> bool:
    """Whether it was done. Raises only when the database itself is away: then the others cannot be done either."""
    try:
        write(lambda db: do(db, key))
    except Refused as refusal:  # somebody was faster: nothing is due any more
        log.info("due thing %s: %r", key, refusal)
    except OperationalError:
        raise
    except Exception:
        log.exception("due thing %s", key)
    else:
        return True
    return False


def _by(find: Callable[[Session, datetime, int, int], list[int]], moment: datetime) -> Find:
    return lambda db, after: find(db, moment, after, MOST)


def _where(*conditions: sa.ColumnElement[bool]) -> Find:
    return _page(table(SubOrder).c.id, *conditions)


def _page(key: sa.ColumnElement[int], *conditions: sa.ColumnElement[bool]) -> Find:
    wanted = sa.select(key).where(*conditions).order_by(key).limit(MOST)
    return lambda db, after: list(db.scalars(wanted.where(key > after)))


def _expire_bill(db: Session, key: int, moment: datetime) -> None:
    lock_bill(db, key).expire(moment)


def _remind(db: Session, key: int) -> None:
    """Half of the time is over."""
    answering.remind(db, lock_sub_order(db, key))


def _office_due(db: Session, key: int) -> None:
    """An office's day to pay has come: it is told, and the group's treasurer; nothing is taken back."""
    sub = lock_sub_order(db, key)
    if sub.remind_at is None:
        return
    sub.remind_at = None
    bill = bill_of(db, sub)
    if bill and bill.open:
        news.tell_buyer(db, sub, "office_bill_due")
        news.tell_group(db, sub, "office_bill_due", treasurer=True)


def _unanswered(db: Session, key: int) -> None:
    answering.unanswered(db, lock_sub_order(db, key))


def _fee_over(db: Session, key: int) -> None:
    answering.fee_over(db, lock_sub_order(db, key))


def _ask_whether_collected(db: Session, key: int) -> None:
    pickup.ask_whether_collected(db, lock_sub_order(db, key))


def _not_collected(db: Session, key: int) -> None:
    sub = lock_sub_order(db, key)
    if sub.collect_by and sub.collect_by <= now():
        pickup.give_up(db, sub)


def _arrived(db: Session, key: int) -> None:
    sub = lock_sub_order(db, key)
    serving.confirm_received(db, sub, CLOCK)


def _close(db: Session, key: int) -> None:
    serving.close(db, lock_sub_order(db, key))


def _undecided(moment: datetime) -> Find:
    c = table(Claim)
    due = (c.c.state == ClaimState.OPEN, c.c.decide_by <= moment, c.c.told_facilitator_at.is_(None))
    return _page(c.c.id, *due)


def _tell_undecided(db: Session, key: int) -> None:
    """Nobody decided on a claim in 24 waking hours: the facilitator is told, or the admins, if they have the money."""
    claim = Claim.get(db, key)
    claim.told_facilitator_at = now()
    bill = Bill.get(db, claim.bill_id)
    sub = db.scalars(sa.select(SubOrder).where(table(SubOrder).c.number == bill.ref)).first()
    if sub:
        if bill.custodian is Custodian.PLATFORM:
            news.tell_admins(db, sub, "claim_undecided", COLLECTING, once=f"/{key}")
        else:
            news.tell_facilitators(db, sub, "claim_undecided", once=f"/{key}")
