"""Money: the treasurer's list, refunds, lines of a bank statement. Acts here ask who first."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.orders.billing import lines_worth, locked_bill_of
from market.orders.order import group_sub_order
from market.orders.order_bills import begun_unpaid
from market.pages.money_forms import BankStatement, Came, PaidBack
from market.pages.proofs import proof_file
from market.pages.shop.buying import quantities
from market.pages.visitor import group_here
from market.pages.watching import note_helper, note_look
from market.pages.workspace import forms
from market.payments.account import Account, AccountKind, accounts_of, live_account
from market.payments.bank_statement import match, of_group
from market.payments.bill import Bill, Method, lock_bill
from market.payments.claim import confirm_without_claim, the_claim, used_twice
from market.payments.confirming import refusal_to_confirm
from market.payments.incoming import accept_less
from market.payments.mistaken import take_back, takeable, the_payment
from market.payments.nobody_else import Speakers, could_approve, could_confirm
from market.payments.own_order import WHY
from market.payments.payment import payments_of
from market.payments.refund import grant_refund, the_refund
from market.payments.refund_account import accounts_named
from market.payments.tasks import Claims, Refunds, cash_of_members, claims_of_members, money_tasks, refunds_of_holders
from market.people.access import Actor, Do, Role
from market.people.group import Group
from market.people.group_facts import said
from market.people.helpers import officers_of
from market.people.membership import has_treasurer
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")
PAGE = "/lapak/{group}/uang"
MOST_NAMED = 3  # claims of which a page says who else can decide them
Accounts = dict[AccountKind, tuple[Account | None, Account | None]]


@router.get("")
def money(request: Request, group: str) -> Response:
    """What came in and goes back, as the reader may know it: an officer sees what members say to have paid."""
    with read() as db:
        here, actor = group_here(db, request, group, Do.MONEY)
        named, looks, pays = (actor.may(do) for do in (Do.ORDERS, Do.CONFIRM, Do.REFUND))
        note_helper(request, actor, "claims", here.key, here.key)
        theirs = _looked_at_by_another(db, here, actor)
        hers = _given_back_by_another(db, here, actor)
        tasks = money_tasks(db, here.key, slips=looks, accounts=pays) if named else (theirs, hers, set())
        open_claims, refunds, again = tasks
        payments = payments_of(db, here.key, limit=40) if named else []
        waiting_claims = open_claims[:50]
        accounts = accounts_of(db, here.key)
        opens = {made.key for made, _ in (waiting_claims if looks else theirs)}
        twice = used_twice(db, [made for made, _ in waiting_claims if made.key in opens])
        refused = _refused(db, actor, waiting_claims, {made.key for made, _ in theirs})
        claims = [(made, bill, made.key in opens and made.proof_hash in twice) for made, bill in waiting_claims]
        return page(
            request,
            "workspace/money.html",
            group=here,
            actor=actor,
            tab="money",
            claims=claims,
            refused_for=refused,
            could_confirm=_could_confirm(db, waiting_claims, refused),
            could_approve=_could_approve(db, accounts),
            refunds=refunds,
            cash=_cash_by_another(db, here, actor),
            unpaid=begun_unpaid(db, again) if again else [],
            named=named,
            payable={refund.key for refund, _bill in (refunds if pays else hers)},
            opens=opens,
            payments=payments,
            takeable=takeable(db, [payment for payment, _ in payments], actor),
            accounts=accounts,
            refusals={each.key: each.refusal_for(actor) for _, each in accounts.values() if each},
            platform=live_account(db, None) if settings().payouts else None,
            sent_to=accounts_named(db, [refund.key for refund, _bill in (refunds if pays else hers) if refund.number]),
            has_treasurer=bool(claims) or has_treasurer(db, here.key),
            methods=Method,
        )


def _looked_at_by_another(db: Session, here: Group, actor: Actor) -> Claims:
    """The claims that somebody may look at who usually looks at none: those of the members."""
    mine = actor.may(Do.CONFIRM_OWN) and not actor.may(Do.CONFIRM)
    return claims_of_members(db, here.key) if mine and _may_help(db, here, actor) else []


def _may_help(db: Session, here: Group, actor: Actor) -> bool:
    """A facilitator speaks of money in a one-person business, and where no officer answers for the place."""
    return here.sole or Role.FACILITATOR not in actor.roles or not officers_of(db, here.answered_in)


def _refused(db: Session, actor: Actor, claims: Claims, of_members: set[int]) -> dict[int, Refused | None]:
    """By claim why she may not decide it; a facilitator is asked of the members' alone."""
    no = Refused("not_yours_to_do", who="treasurer")
    all_of_them = Role.FACILITATOR not in actor.roles
    return {
        made.key: refusal_to_confirm(db, actor, bill) if all_of_them or made.key in of_members else no
        for made, bill in claims
    }


def _could_confirm(db: Session, claims: Claims, refused: dict[int, Refused | None]) -> dict[int, Speakers]:
    """By claim who can decide it, where the reader cannot because it is her own; of the first ones."""
    hers = [(made, bill) for made, bill in claims if (no := refused[made.key]) and no.code in WHY.values()]
    return {made.key: could_confirm(db, bill) for made, bill in hers[:MOST_NAMED]}


def _could_approve(db: Session, accounts: Accounts) -> dict[int, Speakers]:
    """By account that waits who can be its second person."""
    waiting = [each for _, each in accounts.values() if each and not each.waits_to_begin]
    return {each.key: could_approve(db, each) for each in waiting}


def _cash_by_another(db: Session, here: Group, actor: Actor) -> list[Bill]:
    """Cash that no member may book, for who may from outside."""
    if not actor.helps or not _may_help(db, here, actor):
        return []
    return [bill for bill in cash_of_members(db, here.key) if refusal_to_confirm(db, actor, bill) is None]


def _given_back_by_another(db: Session, here: Group, actor: Actor) -> Refunds:
    """The refunds of chair and treasurer, for who usually gives none back: the officer, a one-person's facilitator."""
    mine = actor.may(Do.REFUND_OWN) and not actor.may(Do.REFUND)
    return refunds_of_holders(db, here.key) if mine and _may_help(db, here, actor) else []


@router.get("/bukti/{claim:number}")
def proof(request: Request, group: str, claim: int) -> Response:
    """A buyer's slip, for who looks for the money."""
    with read() as db:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        made = the_claim(db, here.key, claim)
        if not actor.may(Do.CONFIRM) and made not in [each for each, _bill in _looked_at_by_another(db, here, actor)]:
            raise NotFound(f"claim {claim}")
        note_look(request, "proof", made.key, group_id=here.key)
        return proof_file(made)


@router.post("/klaim/{claim:number}/cocok")
@shows(PAGE)
def confirm(request: Request, group: str, claim: int, form: Annotated[Came, Depends(posted(Came))]) -> Response:
    """The money is there; `came` when it was another sum."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        the_claim(db, here.key, claim).confirm(actor, form.came)

    write(work)
    return redirect(f"/lapak/{group}/uang", words="confirmed")


@router.post("/klaim/{claim:number}/belum")
@shows(PAGE)
def refuse(
    request: Request, group: str, claim: int, form: Annotated[forms.Reasoned, Depends(posted(forms.Reasoned))]
) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        the_claim(db, here.key, claim).refuse(actor, said(actor, form.reason))

    write(work)
    return redirect(f"/lapak/{group}/uang", words="claim_refused")


@router.post("/masuk/{number}")
@shows("/lapak/{group}/pesanan/{number}")
def money_arrived(request: Request, group: str, number: str, form: Annotated[Came, Depends(posted(Came))]) -> Response:
    """The treasurer saw the money though the buyer never pressed "Saya sudah bayar"."""

    def work(db: Session) -> bool:
        here, actor = group_here(db, request, group, Do.CONFIRM_OWN)
        confirm_without_claim(db, _bill(db, here, number), actor, form.came)
        return actor.may(Do.ORDERS)

    sees = write(work)  # an officer has no page of the order
    return redirect(f"/lapak/{group}/pesanan/{number}" if sees else f"/lapak/{group}/uang", words="confirmed")


def _bill(db: Session, here: Group, number: str) -> Bill:
    """The bill of a parcel of this group, both locked."""
    bill = locked_bill_of(db, group_sub_order(db, here.key, number, lock=True))
    if bill is None:
        raise NotFound(number)
    return bill


@router.post("/dicatat/{payment:number}/tarik")
@shows(PAGE)
def take_payment_back(
    request: Request, group: str, payment: int, form: Annotated[forms.Reasoned, Depends(posted(forms.Reasoned))]
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
    request: Request, group: str, number: str, form: Annotated[forms.Reasoned, Depends(posted(forms.Reasoned))]
) -> Response:
    """The group takes what came in for the whole."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CONFIRM)
        accept_less(db, _bill(db, here, number), actor, said(actor, form.reason))

    write(work)
    return redirect(f"/lapak/{group}/pesanan/{number}", words="confirmed")


@router.post("/kembalikan/{number}")
@shows("/lapak/{group}/pesanan/{number}")
def grant(
    request: Request,
    group: str,
    number: str,
    values: Values,
    form: Annotated[forms.GrantRefund, Depends(posted(forms.GrantRefund))],
) -> Response:
    """Part of a paid order goes back: pieces of its lines, an amount, or both. Granting it is not paying it."""
    pieces = quantities(values, "line-")

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.REFUND_OWN)
        sub = group_sub_order(db, here.key, number, lock=True)
        amount = form.amount + lines_worth(sub, pieces)
        grant_refund(db, _bill(db, here, number), amount, note_=said(actor, form.reason), by=actor, token=form.token)

    write(work)
    return redirect(f"/lapak/{group}/pesanan/{number}", words="refund_granted")


@router.post("/kembali/{refund:number}")
@shows(PAGE)
def pay_back(
    request: Request, group: str, refund: int, form: Annotated[PaidBack, Depends(posted(PaidBack))]
) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.REFUND_OWN)
        the_refund(db, here.key, refund).pay_back(actor, form.proof, form.account)

    write(work)
    return redirect(f"/lapak/{group}/uang", words="refund_paid")


@router.get("/mutasi")
def statement_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.CONFIRM)
        return page(
            request, "workspace/bank_statement.html", group=here, actor=actor, tab="money", matched=None, lines=""
        )


@router.post("/mutasi")
@shows("/lapak/{group}/uang/mutasi")
def match_statement(
    request: Request, group: str, form: Annotated[BankStatement, Depends(posted(BankStatement))]
) -> Response:
    """First which lines pay what; with bills chosen they are confirmed, as if each had been pressed."""
    if not form.bills:
        with read() as db:
            here, actor = group_here(db, request, group, Do.CONFIRM)
            matched = match(db, of_group(here.key), form.lines)
            return page(
                request, "workspace/bank_statement.html", group=here, actor=actor, tab="money", matched=matched,
                lines=form.lines,
            )  # fmt: skip

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.CONFIRM)
        told = {each.bill.key for each in match(db, of_group(here.key), form.lines) if each.bill}
        for key in sorted(set(form.bills) & told):
            confirm_without_claim(db, lock_bill(db, key), actor, statement_line=True)

    write(work)
    return redirect(f"/lapak/{group}/uang", words="confirmed")
