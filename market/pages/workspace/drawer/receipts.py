"""The receipt of a sale at the till, and what comes back of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.language import gettext, shown_moment
from market.kernel.money import grouped, rupiah
from market.messages.channels import wa_link
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.money_words import paid_word
from market.pages.quantities import quantities
from market.pages.workspace.drawer import forms
from market.people.access import Do
from market.people.facts.group_facts import said
from market.people.group import Group
from market.till.receipt import Receipt, last_sales, receipt
from market.till.returned import take_return
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.refusals import shows

PAGE = "/lapak/{group}/kasir/nota/{sale}"
router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/kasir/nota")


@router.get("")
def sales(request: Request, group: str) -> Response:
    """The last sales, each with its receipt."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.ORDERS)
        found = last_sales(db, here.key)
        return page(
            request, "workspace/till_sales.html", group=here, actor=actor, tab="money", sales=found, paid_word=paid_word
        )


@router.get("/{sale:number}")
def shown(request: Request, group: str, sale: int) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.ORDERS)
        found = receipt(db, here.key, sale)
        text = told(here, found)
        return page(
            request, "workspace/receipt.html", group=here, actor=actor, tab="money", receipt=found,
            chat=wa_link(found.phone, text), paid_word=paid_word,
        )  # fmt: skip


def told(group: Group, of: Receipt) -> str:
    """The receipt as a message."""
    lines = [f"*{group.name}*", f"{of.number}, {shown_moment(of.sale.sold_at, group.zone)}"]
    lines += [f"{grouped(each.line.quantity)} {each.line.label}: {rupiah(each.line.total)}" for each in of.lines]
    if of.sale.discount:
        lines.append(f"{gettext('Potongan')}: {rupiah(of.sale.discount)}")
    lines.append(f"*{gettext('Jumlah semua')}: {rupiah(of.sale.total)}*")
    if of.left:
        lines.append(f"{gettext('Belum dibayar')}: {rupiah(of.left)}")
    return "\n".join([*lines, gettext("Terima kasih.")])


@router.post("/{sale:number}/kembali")
@shows(PAGE)
def bring_back(
    request: Request,
    group: str,
    sale: int,
    values: Values,
    form: Annotated[forms.ReturnForm, Depends(posted(forms.ReturnForm))],
) -> Response:
    """Pieces of it come back, today."""
    pieces = quantities(values, "line-")

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.DRAWER)
        made = take_return(
            db, here, sale, pieces, reason=said(actor, form.reason), thrown=form.goods == "thrown", by=actor
        )
        return made.cash

    return redirect(f"/lapak/{group}/kasir/nota/{sale}", words="till_returned", n=write(work))
