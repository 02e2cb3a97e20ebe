"""Money: the treasurer's list, refunds, lines of a bank statement. Acts here ask who first."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import NotFound, Overtaken
from market.kernel.settings import settings
from market.orders.books.takings import Takings, takings_of
from market.orders.life.billing import locked_bill_of
from market.orders.life.owed_still import UnpaidParcels, unpaid_parcels
from market.orders.life.reviving import whole_and_late
from market.orders.order import group_sub_order
from market.orders.paid import pays_by
from market.pages import money_words
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.booked import Booked
from market.pages.money_forms import Came
from market.pages.proofs import proof_file
from market.pages.said_why import Reasoned
from market.pages.watching import note_look
from market.pages.workspace.money.money_of_others import (
    cash_by_another,
    given_back_by_another,
    looked_at_by_another,
    refusals_of,
    who_can_approve,
    who_can_confirm,
)
from market.payments.beside_platform import accounts_here
from market.payments.bill import Bill
from market.payments.claim import confirm_without_claim, the_claim, used_twice
from market.payments.incoming import accept_less
from market.payments.mistaken import Received, pressed_by, received, take_back, takeable, the_payment
from market.payments.refund_account import accounts_named
from market.payments.tasks import MoneyTasks, money_tasks
from market.people.access import Actor, Do
from market.people.facts.group_facts import said
from market.people.group import Group
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import show_instead, shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")
PAGE = "/lapak/{group}/uang"


@router.get("")
def money(request: Request, group: str) -> Response:
    """What came in and goes back, as the reader may know it: an officer sees what members say to have paid."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.CLAIMS, Do.MONEY)
        named, looks, pays = (actor.may(do) for do in (Do.ORDERS, Do.CONFIRM, Do.REFUND))
        theirs, hers = looked_at_by_another(db, here, actor), given_back_by_another(db, here, actor)
        tasks = money_tasks(db, here.key, slips=looks, accounts=pays) if named else MoneyTasks(theirs, hers)
        own = actor.key
        came = received(db, here.key, limit=40) if named else Received(pressed_by(db, own, group_id=here.key), None)
        waiting_claims = tasks.claims[:50]
        opens = {made.key for made, _ in (waiting_claims if looks else theirs)}
        twice = used_twice(db, [made for made, _ in waiting_claims if made.key in opens])
        refused = refusals_of(db, actor, waiting_claims, {made.key for made, _ in theirs})
        payable = [refund for refund, _bill in (tasks.refunds if pays else hers)]
        at: dict[str, Any] = {"group": here, "actor": actor, "tab": "money"}
        return page(
            request,
            "workspace/money.html",
            **at,
            claims=waiting_claims,
            twice={made.key for made, _ in waiting_claims if made.key in opens and made.proof_hash in twice},
            refused_for=refused,
            could_confirm=who_can_confirm(db, waiting_claims, refused),
            refunds=tasks.refunds,
            cash=cash_by_another(db, here, actor),
            named=named,
            payable={refund.key for refund in payable},
            opens=opens,
            payments=came.payments,
            takeable=takeable(db, [payment for payment, _ in came.payments], actor, came.free),
            **_takings(db, here, actor),
            sent_to=accounts_named(db, [refund.key for refund in payable if refund.number]),
            has_treasurer=actor.has_treasurer,
            refund_word=money_words.refund_word,
            unpaid=unpaid_parcels(db, here.key) if named else UnpaidParcels(),
            revivable={refund.key for refund, bill in tasks.refunds if looks and whole_and_late(refund, bill)},
            pays_by=pays_by,
            **_accounts(db, here, actor),
        )


def _takings(db: Session, here: Group, actor: Actor) -> dict[str, Any]:
    """What came this month by its classes, for who reads the book."""
    month = here.today.replace(day=1)
    return {
        "takings": takings_of(db, here, [month])[0] if actor.may(Do.BOOK) else Takings(),
        "known_word": money_words.known_word,
    }


def _accounts(db: Session, here: Group, actor: Actor) -> dict[str, Any]:
    """Where money comes to, what waits for a second person, and why the reader may not be that one."""
    found = accounts_here(db, here.key)
    accounts = found.own
    return {
        "accounts": accounts,
        "could_approve": who_can_approve(db, accounts),
        "refusals": {each.key: each.refusal_for(actor) for _, each in accounts.values() if each},
        "platform": found.platform if settings().payouts else None,
    }


@router.get("/bukti/{claim:number}")
def proof(request: Request, group: str, claim: int) -> Response:
    """A buyer's slip, for those who look for the money."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ITSELF, Do.CONFIRM_OWN)
        made = the_claim(db, here.key, claim)
        if not actor.may(Do.CONFIRM) and made not in [each for each, _bill in looked_at_by_another(db, here, actor)]:
            raise NotFound(f"claim {claim}")
        note_look(request, "proof", made.key, group_id=here.key)
        return proof_file(made)


@router.post("/klaim/{claim:number}/cocok")
@shows(PAGE)
def confirm(request: Request, group: str, claim: int, form: Annotated[Came, Depends(posted(Came))]) -> Response:
    """The money is there; `came` when it was another sum."""

    def work(db: Session) -> Booked:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        made = the_claim(db, here.key, claim)
        payment = made.confirm(actor, form.came)
        return Booked(payment.came, Bill.get(db, made.bill_id).open)

    booked = write(work)
    return redirect(f"/lapak/{group}/uang", words=booked.words, n=booked.came)


@router.post("/klaim/{claim:number}/belum")
@shows(PAGE)
def refuse(request: Request, group: str, claim: int, form: Annotated[Reasoned, Depends(posted(Reasoned))]) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        the_claim(db, here.key, claim).refuse(actor, said(actor, form.reason))

    write(work)
    return redirect(f"/lapak/{group}/uang", words="claim_refused")


@router.post("/masuk/{number}")
@shows("/lapak/{group}/pesanan/{number}")
def money_arrived(request: Request, group: str, number: str, form: Annotated[Came, Depends(posted(Came))]) -> Response:
    """The treasurer saw the money though the buyer never pressed "Saya sudah bayar"."""

    def work(db: Session) -> tuple[bool, Booked]:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        show_money_to(request, actor)
        bill = bill_here(db, here, number)
        if form.came is None and form.asked not in (None, bill.asked):  # what came is what the page said is asked
            raise Overtaken("shown_moved")
        payment = confirm_without_claim(db, bill, actor, form.came)
        return actor.may(Do.ORDERS), Booked(payment.came, bill.open)

    sees, booked = write(work)
    return back_to_order(group, number, sees, words=booked.words, n=booked.came)


def back_to_order(group: str, number: str, sees: bool, *, words: str, **numbers: int) -> Response:
    """The page of the order, or for an officer, who has none, that of the money."""
    path = f"/lapak/{group}/pesanan/{number}" if sees else f"/lapak/{group}/uang"
    return redirect(path, words=words, **numbers)


def show_money_to(request: Request, actor: Actor) -> None:
    """Shows refusals to an officer on the page of the money, since she has no page of the order."""
    if not actor.may(Do.ORDERS):
        show_instead(request, PAGE)


def bill_here(db: Session, here: Group, number: str) -> Bill:
    """The bill of a parcel of this group, both locked."""
    bill = locked_bill_of(db, group_sub_order(db, here.key, number, lock=True))
    if bill is None:
        raise NotFound(number)
    return bill


@router.post("/dicatat/{payment:number}/tarik")
@shows(PAGE)
def take_payment_back(
    request: Request, group: str, payment: int, form: Annotated[Reasoned, Depends(posted(Reasoned))]
) -> Response:
    """ "Uangnya ada" was pressed by mistake."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        take_back(db, the_payment(db, here.key, payment), actor, said(actor, form.reason))

    write(work)
    return redirect(f"/lapak/{group}/uang", words="payment_taken_back")


@router.post("/kurang/{number}")
@shows("/lapak/{group}/pesanan/{number}")
def take_less(
    request: Request, group: str, number: str, form: Annotated[Reasoned, Depends(posted(Reasoned))]
) -> Response:
    """The group takes what came in for the whole."""

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.CONFIRM)
        return accept_less(db, bill_here(db, here, number), actor, said(actor, form.reason))

    return redirect(f"/lapak/{group}/pesanan/{number}", words="less_taken", n=write(work))
