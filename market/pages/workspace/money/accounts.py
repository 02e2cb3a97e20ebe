"""Where a group's money goes: its bank account, its QRIS code, transfers through the platform. Two people each."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.pages.at_group import Shows, group_here, group_seen, may_act
from market.pages.money_forms import AccountForm
from market.pages.said_why import Reasoned
from market.pages.uploads import read_apart, received, upload
from market.pages.workspace import forms
from market.payments.account import accounts_of, live_account, the_account
from market.payments.account_typed import AccountKind
from market.payments.collecting import choose_platform, leave_platform
from market.payments.nobody_else import ask_second
from market.payments.typing_accounts import type_account, type_qris
from market.people.access import Do
from market.web.forms import posted, reads_itself
from market.web.page import page, redirect
from market.web.qr import qr_svg, read_code
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/uang")
PAGE = "/lapak/{group}/uang"


@router.get("/rekening")
def account_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.ACCOUNT)
        live, waiting = accounts_of(db, here.key)[AccountKind.BANK]
        return page(request, "workspace/account.html", group=here, actor=actor, tab="money", live=live, waiting=waiting)


@router.post("/rekening")
def new_account(request: Request, group: str, form: Annotated[AccountForm, Depends(posted(AccountForm))]) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ACCOUNT)
        ask_second(db, type_account(db, here, bank=form.bank, number=form.number, holder=form.holder, by=actor))

    write(work)
    return redirect(f"/lapak/{group}/uang", words="account_typed")


@router.post("/lewat-pengelola")
@shows(PAGE)
def through_platform(request: Request, group: str) -> Response:
    """Transfers are to go to the platform's account and come by payout; a second person approves."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ACCOUNT)
        ask_second(db, choose_platform(db, here, actor))

    write(work)
    return redirect(f"/lapak/{group}/uang", words="account_typed")


@router.post("/lewat-pengelola/berhenti")
@shows(PAGE)
def no_longer_through_platform(request: Request, group: str) -> Response:
    """New transfers are to go to the group's own account again; a second person approves."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ACCOUNT)
        ask_second(db, leave_platform(db, here, actor))

    write(work)
    return redirect(f"/lapak/{group}/uang", words="account_typed")


@router.get("/qris")
def qris_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.ACCOUNT)
        live, waiting = accounts_of(db, here.key)[AccountKind.QRIS]
        return page(
            request, "workspace/qris.html", group=here, actor=actor, tab="money", live=live, waiting=waiting,
            drawn=qr_svg(live.payload) if live else "",
        )  # fmt: skip


@router.post("/qris")
@shows("/lapak/{group}/uang/qris")
@reads_itself
async def new_qris(request: Request, group: str) -> Response:
    """The group's own static code: pasted as text, or read from a picture of it."""
    values = await received(request, lambda: may_act(request, group, Do.ACCOUNT))
    found = upload(request, "photo")
    text = values.get("payload", [""])[0].strip()
    if found:
        raw = await found.read()
        text = await read_apart(request, partial(read_code, raw), "photo")
    if not text:
        raise Refused("required", field="payload")

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ACCOUNT)
        ask_second(db, type_qris(db, here, text, by=actor))

    await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/uang", words="account_typed")


@router.post("/qris/jumlah")
@shows("/lapak/{group}/uang/qris")
def amount_inside(
    request: Request, group: str, form: Annotated[forms.AmountInside, Depends(posted(forms.AmountInside))]
) -> Response:
    """The group says that its provider agrees to the amount inside the code, or takes that back."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ACCOUNT)
        live = live_account(db, here.key, AccountKind.QRIS)
        if live is None:
            raise Refused("account_waits")
        live.put_amount_inside(form.amount_inside, actor)

    write(work)
    return redirect(f"/lapak/{group}/uang/qris", words="saved")


@router.post("/rekening/{account:number}/setuju")
@shows(PAGE)
def approve_account(request: Request, group: str, account: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.APPROVE_ACCOUNT)
        the_account(db, here.key, account).approve(actor)

    write(work)
    return redirect(f"/lapak/{group}/uang", words="account_approved")


@router.post("/rekening/{account:number}/hentikan")
@shows(PAGE)
def stop_account(
    request: Request, group: str, account: int, form: Annotated[Reasoned, Depends(posted(Reasoned))]
) -> Response:
    """A facilitator or officer stops a first account before it counts."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.STOP)
        the_account(db, here.key, account).stop(actor, form.reason)

    write(work)
    return redirect(f"/lapak/{group}/uang", words="saved")


@router.post("/rekening/{account:number}/hapus")
@shows(PAGE)
def drop_account(request: Request, group: str, account: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ACCOUNT)
        the_account(db, here.key, account).drop(actor)

    write(work)
    return redirect(f"/lapak/{group}/uang", words="account_dropped")
