"""What a group does with a parcel: it answers, prepares, hands over, sends, or refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import write
from market.orders.life import answering, ending, fewer, pickup, recall, serving
from market.orders.life.helped import Verb, with_help
from market.orders.life.reviving import revive
from market.orders.order import SubOrder, group_sub_order
from market.orders.state import State
from market.pages.at_group import group_here
from market.pages.quantities import quantities_left
from market.pages.said_why import Reasoned
from market.pages.workspace import forms
from market.payments.bill import Method
from market.people.access import Actor, Do
from market.people.facts.group_facts import said
from market.web.forms import Values, posted
from market.web.page import redirect
from market.web.pressing import require_still
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/pesanan")

Numbers = Callable[[SubOrder], Mapping[str, int]]
Shown = Annotated[forms.AsShown, Depends(posted(forms.AsShown))]


@dataclass(frozen=True, slots=True)
class ParcelWords:
    """What a parcel's page says when a verb was done: words, and the numbers that they name."""

    words: str
    numbers: Mapping[str, int]


def act_on_parcel(
    request: Request,
    group: str,
    number: str,
    verb: Verb,
    do: Do = Do.ORDERS,
    *,
    words: str = "order_moved",
    numbers: Numbers = lambda _sub: {},
) -> Response:
    """One verb on an own parcel, locked; then its page again, which says so when that ended it."""

    def work(db: Session) -> ParcelWords:
        here, actor = group_here(db, request, group, do)
        sub = group_sub_order(db, here.key, number, lock=True)
        before = sub.state
        with_help(verb, db, sub, actor)
        if sub.state is State.CANCELLED is not before:
            return ParcelWords("cancelled", {})
        return ParcelWords(words, numbers(sub))

    answer = write(work)
    return redirect(f"/lapak/{group}/pesanan/{number}", words=answer.words, **answer.numbers)


def _as_shown(request: Request, form: forms.AsShown, verb: Verb) -> Verb:
    """A verb by which goods leave. Overtaken when pieces were taken out since its page was drawn: they would leave with
    the others, and the buyer has their money back."""

    def both(db: Session, sub: SubOrder, by: Actor) -> None:
        require_still(request, form.mark, sub.mark)
        verb(db, sub, by)

    return both


def _seen(verb: Verb) -> Verb:
    """A verb after which the order has been looked at."""

    def both(db: Session, sub: SubOrder, by: Actor) -> None:
        answering.see(db, sub, by)
        verb(db, sub, by)

    return both


PAGE = "/lapak/{group}/pesanan/{number}"


@router.post("/{number}/lihat")
@shows(PAGE)
def see(request: Request, group: str, number: str) -> Response:
    """ "Sudah kami lihat": stops the clock after which the facilitator is shown this order."""
    return act_on_parcel(request, group, number, answering.see, Do.PACK)


@router.post("/{number}/terima")
@shows(PAGE)
def accept(request: Request, group: str, number: str) -> Response:
    return act_on_parcel(request, group, number, _seen(answering.accept), Do.PACK)


@router.post("/{number}/siapkan")
@shows(PAGE)
def prepare(request: Request, group: str, number: str, form: Shown) -> Response:
    return act_on_parcel(request, group, number, _as_shown(request, form, _seen(serving.prepare)), Do.PACK)


@router.post("/{number}/siap")
@shows(PAGE)
def ready(request: Request, group: str, number: str, form: Shown) -> Response:
    return act_on_parcel(request, group, number, _as_shown(request, form, serving.make_ready), Do.PACK)


@router.post("/{number}/serahkan")
@shows(PAGE)
def hand_over(request: Request, group: str, number: str, form: Shown) -> Response:
    """Into the buyer's hands. Cash is money: a group's phone asks who takes it."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        if sub.method is Method.CASH:
            _here, actor = group_here(db, request, group, Do.CASH)
        serving.hand_over(db, sub, actor)

    return act_on_parcel(request, group, number, _as_shown(request, form, verb), Do.PACK)


@router.post("/{number}/tunggu")
@shows(PAGE)
def wait(request: Request, group: str, number: str) -> Response:
    """ "Masih ditunggu": two more days for the buyer to fetch it."""
    return act_on_parcel(request, group, number, pickup.wait_longer, Do.PACK)


@router.post("/{number}/diambil")
@shows(PAGE)
def collected(request: Request, group: str, number: str) -> Response:
    """An order that was given up had been fetched: puts the books right. Cash is money, so a phone asks who took it."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        _here, actor = group_here(db, request, group, Do.CASH)
        pickup.collected_after_all(db, sub, actor)

    return act_on_parcel(request, group, number, verb)


@router.post("/{number}/layani")
@shows("/lapak/{group}/uang")
def serve_late(request: Request, group: str, number: str) -> Response:
    """The money came too late, and the goods are still there: the order is served after all."""

    def verb(db: Session, sub: SubOrder, actor: Actor) -> None:
        _here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        revive(db, sub, actor)

    return act_on_parcel(request, group, number, verb)


@router.post("/{number}/kirim")
@shows(PAGE)
def send(
    request: Request, group: str, number: str, form: Annotated[forms.Sending, Depends(posted(forms.Sending))]
) -> Response:
    def verb(db: Session, sub: SubOrder, by: Actor) -> None:
        serving.send(db, sub, by, courier=form.courier, tracking=form.tracking.upper())

    return act_on_parcel(request, group, number, _as_shown(request, form, verb), Do.PACK)


@router.post("/{number}/ongkir")
@shows(PAGE)
def name_fee(
    request: Request, group: str, number: str, form: Annotated[forms.DeliveryFee, Depends(posted(forms.DeliveryFee))]
) -> Response:
    def act(db: Session, sub: SubOrder, by: Actor) -> None:
        answering.name_fee(db, sub, by, form.fee)

    return act_on_parcel(request, group, number, act, words="fee_named", numbers=lambda _sub: {"n": form.fee})


@router.post("/{number}/tolak")
@shows(PAGE)
def refuse(request: Request, group: str, number: str, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    return act_on_parcel(request, group, number, lambda db, sub, by: ending.refuse(db, sub, by, said(by, form.reason)))


@router.post("/{number}/batal")
@shows(PAGE)
def cancel(request: Request, group: str, number: str, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    return act_on_parcel(
        request, group, number, lambda db, sub, by: ending.cancel_by_group(db, sub, by, said(by, form.reason))
    )


@router.post("/{number}/kurangi")
@shows(PAGE)
def fewer_pieces(
    request: Request, group: str, number: str, values: Values, form: Annotated[Reasoned, Depends(posted(Reasoned))]
) -> Response:
    """Some of it does not come: fewer are packed, sent and paid."""
    kept = quantities_left(values, "keep-")

    def act(db: Session, sub: SubOrder, by: Actor) -> None:
        fewer.fewer_by_group(db, sub, by, fewer.taken_out(sub, kept), said(by, form.reason))

    return act_on_parcel(
        request, group, number, act, words="pieces_cancelled", numbers=lambda sub: {"n": fewer.still_coming(sub)}
    )


@router.post("/{number}/ganti-kode")
@shows(PAGE)
def exchange(request: Request, group: str, number: str) -> Response:
    """What is of a recalled lot is taken from another one."""
    return act_on_parcel(request, group, number, recall.exchange)
