"""Fewer: pieces of a parcel are cancelled before they leave. Stock, papers, sums, bill and money back all follow."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from market.inventory.leaving import give_back
from market.inventory.picking import Pick
from market.kernel.money import grouped
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.orders.event import OrderEvent
from market.orders.life import news
from market.orders.life.billing import bill_by_others, goods_fee, locked_bill_of, reprice
from market.orders.life.ending import cancel_by_group, need_reason
from market.orders.life.stopped import run, stopped
from market.orders.line_lot import let_go
from market.orders.order import OrderLine, SubOrder
from market.orders.state import BEFORE_LEAVING, CANCELLED_BY_BUYER, State
from market.payments.bill import Bill, BillState
from market.payments.claim import open_claim
from market.payments.payment import lower_fee
from market.payments.refund_owed import owe_for_pieces
from market.people.access import Actor


def fewer_by_group(db: Session, sub: SubOrder, by: Actor, pieces: Mapping[str, int], reason: str) -> None:
    """The group cannot send so many, by line; the last piece ends the parcel. Refused to a paid one's own buyer."""
    need_reason(reason)
    lines = _asked(sub, pieces, BEFORE_LEAVING)
    if sum(n for _line, n in lines) == still_coming(sub):
        return cancel_by_group(db, sub, by, reason)
    bill = bill_by_others(db, sub, by)
    event = _cancel_pieces(db, sub, by, bill, lines, reason.strip())
    told = {name: event.params[name] for name in ("what", "reason")}
    news.tell_buyer(db, sub, "order_pieces_cancelled", once=f"/{event.key}", **told)


def fewer_by_buyer(db: Session, sub: SubOrder, by: Actor, pieces: Mapping[str, int]) -> None:
    """The buyer wants fewer, as long as she may cancel. Refused when nothing would be left: cancelling asks first.

    Of an accepted offer she asks the group instead: the price for many was agreed for many.
    """
    lines = _asked(sub, pieces, CANCELLED_BY_BUYER)
    if sum(n for _line, n in lines) == still_coming(sub):
        raise Refused("pieces_none_left", field=f"keep-{lines[-1][0].key}")
    if sub.by_offer:
        raise Refused("offer_whole")
    event = _cancel_pieces(db, sub, by, locked_bill_of(db, sub), lines, "")
    news.tell_group(db, sub, "order_pieces_cancelled_by_buyer", once=f"/{event.key}", what=event.params["what"])


def still_coming(sub: SubOrder) -> int:
    """How many of its pieces come."""
    return sum(line.pieces for line in sub.lines)


def taken_out(sub: SubOrder, kept: Mapping[str, int]) -> dict[str, int]:
    """Of each line how many do not come when so many are to stay: people say what they want. Less than none where more
    are to stay than come, which the verbs refuse."""
    pieces = {str(line.key): line.pieces for line in sub.lines}
    return {key: pieces.get(key, 0) - n for key, n in kept.items()}


def _asked(sub: SubOrder, pieces: Mapping[str, int], states: Collection[State]) -> list[tuple[OrderLine, int]]:
    """Of each line how many do not come. Refused above what still comes, or when it is none at all."""
    if sub.state not in states:
        raise Overtaken("state_moved")
    lines = {str(line.key): line for line in sub.lines}
    asked = []
    for key, n in pieces.items():
        line = lines.get(key)
        if line is None or not 0 <= n <= line.pieces:
            raise Refused("pieces_too_many", field=f"keep-{key}", n=line.pieces if line else 0)
        if n:
            asked.append((line, n))
    if not asked:
        raise Refused("pieces_needed", field=f"keep-{next(iter(lines))}")
    return asked


def _cancel_pieces(
    db: Session, sub: SubOrder, by: Actor, bill: Bill | None, lines: list[tuple[OrderLine, int]], reason: str
) -> OrderEvent:
    """What both do. Stock comes last: on PostgreSQL its rows are locked from there on."""
    if bill and bill.open and (bill.card_open or open_claim(db, bill.key)):
        raise Refused("paying_now")
    were = dict.fromkeys(stopped(db, [sub.number]), sub)
    freed: list[Pick] = []
    for line, n in lines:
        rows = table(OrderLine)
        if not line.update_if(rows.c.cancelled + n <= rows.c.quantity, cancelled=rows.c.cancelled + n):
            raise Overtaken("state_moved")
        freed += let_go(db, line, n)
    worth = sum(line.price * n for line, n in lines)
    sub.goods_total -= worth
    sub.weight_g -= sum(line.weight_g * n for line, n in lines)
    what = ", ".join(f"{grouped(n)} {line.label}" for line, n in lines)
    event = sub.happened("pieces_cancelled", by, what=what, reason=reason, amount=worth)
    if bill:
        lower_fee(db, bill, goods_fee(sub), event.key)
        _ask_less(db, sub, bill)
    run(db, were)
    give_back(db, freed)
    return event


def _ask_less(db: Session, sub: SubOrder, bill: Bill) -> None:
    """An open bill asks what the parcel costs now. A part that came and is enough settles it; more is owed back."""
    if bill.open:
        reprice(db, sub, bill)
    if bill.state is BillState.SETTLED:
        owe_for_pieces(db, bill, sub.total)
