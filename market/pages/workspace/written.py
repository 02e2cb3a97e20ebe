"""Orders that a group writes down for a buyer who asked in a chat: the form, what waits for its buyer, and its end."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.inventory.holdings import holdings
from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.language import shown_near
from market.kernel.money import rupiah
from market.kernel.refused import Refused, together
from market.kernel.settings import settings
from market.messages.channels import wa_link
from market.orders.cart.cart_line import shown_variants
from market.orders.delivery import Delivery
from market.orders.order import SubOrder, sub_orders
from market.orders.terms import terms_of
from market.orders.written.confirming import make_certain, short_of
from market.orders.written.writing import (
    open_of,
    read_before,
    write_anew,
    write_down,
    written_by_number,
)
from market.orders.written.written_order import WrittenLine, WrittenOrder
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.money_words import method_word
from market.pages.quantities import quantities
from market.pages.words import delivery_word
from market.pages.workspace.filling_in import learn_from
from market.pages.workspace.read_chat import beside_row, rows_sent, with_rows
from market.pages.workspace.written_forms import WRITTEN_TEXTS, WriteForm
from market.payments.bill import Method
from market.people.access import Actor, Do
from market.people.facts.group_facts import refuse_ways
from market.people.group import Group
from market.web.binding import bind
from market.web.forms import Values, sent
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/pesanan/catat")
PAGE = "/lapak/{group}/pesanan/catat"
ONE = PAGE + "/{number}"
METHODS = (Method.TRANSFER, Method.QRIS, Method.CASH)


@router.get("")
def new(request: Request, group: str) -> Response:
    """An empty form, or one filled with what was known of a number; and what still waits."""
    state = sent(request)
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.ORDERS)
        waiting = open_of(db, here.key)
        return page(
            request, "workspace/write.html", group=here, actor=actor, tab="orders", written=None, waiting=waiting,
            asked={}, rows=rows_sent(state.values), phones=state.value("phones"),
            cut=bool(state.value("cut")), bare=bool(state.value("bare")), **_offered(db, here),
        )  # fmt: skip


def _offered(db: Session, here: Group) -> dict[str, Any]:
    """What the form offers: the goods, how they go, how they are paid."""
    terms = terms_of(db, here.key)
    ways = [each for each in Delivery if terms.pickup or not each.collected]
    return {
        "goods": holdings(db, here),
        "deliveries": [(each.value, delivery_word(each)) for each in ways],
        "methods": [(each.value, method_word(each)) for each in METHODS],
    }


@router.post("")
@shows(PAGE)
def write_new(request: Request, group: str, values: Values) -> Response:
    """Writes it down and puts its goods aside. The same chat within ten minutes leads to what came of it before."""
    rows = rows_sent(values)
    form, pieces = together(lambda: bind(WriteForm, values), lambda: with_rows(rows, quantities(values)))

    def work(db: Session) -> tuple[str, str]:
        here, actor = group_here(db, request, group, Do.ORDERS)
        _refuse_ways(actor, form)
        learn_from(db, here, rows, actor)
        before = read_before(db, here.key, form.chat_hash) if form.chat_hash else None
        if before:
            return before, "written_before"
        return write_down(db, here, form.asked(pieces), actor).number, "written_down"

    try:
        number, words = write(work)
    except Refused as refusal:
        raise beside_row(refusal, rows) from None
    return redirect(f"/lapak/{group}/pesanan/catat/{number}", words=words)


def _refuse_ways(actor: Actor, form: WriteForm) -> None:
    """A helper leads no buyer past the group: not by a number or link in words that the buyer reads."""
    refuse_ways(actor, **{text: ("", getattr(form, text)) for text in WRITTEN_TEXTS})


@router.get("/{number:code}")
def one(request: Request, group: str, number: str) -> Response:
    """What waits for its buyer, with the link for her; or what became of it."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.ORDERS)
        written = written_by_number(db, here.key, number)
        lines = written.lines
        return page(
            request, "workspace/written.html", group=here, actor=actor, tab="orders", written=written,
            lines=lines, units=_units(db, lines), total=_total(written),
            chat=_chat(here, written) if written.waits else "",
            base=settings().base_url.rstrip("/"), parcel=_parcel(db, written),
            short=short_of(db, written) if written.waits else [], delivery_word=delivery_word,
            method_word=method_word,
        )  # fmt: skip


def _units(db: Session, lines: list[WrittenLine]) -> dict[str, str]:
    """In what each is counted, by sku, of what is sold now."""
    return {sku: each.unit for sku, each in shown_variants(db, [line.sku for line in lines]).items()}


def _total(written: WrittenOrder) -> int:
    return sum(line.total for line in written.lines) + (written.fee or 0)


def _parcel(db: Session, written: WrittenOrder) -> SubOrder | None:
    """The parcel that came of it."""
    return sub_orders(db, written.order_id)[0] if written.order_id else None


def _chat(group: Group, written: WrittenOrder) -> str:
    """WhatsApp to the buyer with the link: nothing goes out by itself."""
    what = ", ".join(f"{line.quantity} × {line.name}" for line in written.lines)
    text = _(
        "Halo %(buyer)s, ini pesanan Anda di %(group)s: %(what)s, %(total)s. Lihat, betulkan, dan konfirmasi di sini "
        "sebelum %(until)s: %(link)s"
    ) % {
        "buyer": written.name,
        "group": group.name,
        "what": what,
        "total": rupiah(_total(written)) + (" " + _("+ ongkir") if written.fee_open else ""),
        "until": shown_near(written.until, group.zone),
        "link": settings().base_url.rstrip("/") + written.path,
    }
    return wa_link(written.phone, text)


@router.get("/{number:code}/ubah")
def edit(request: Request, group: str, number: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.ORDERS, Do.ORDERS)
        written = written_by_number(db, here.key, number)
        written.require_waiting()
        return page(
            request, "workspace/write.html", group=here, actor=actor, tab="orders", written=written, waiting=[],
            asked={line.sku: line.quantity for line in written.lines}, rows=[], phones="", cut=False, bare=False,
            **_offered(db, here),
        )  # fmt: skip


@router.post("/{number:code}")
@shows(ONE + "/ubah")
def write_again(request: Request, group: str, number: str, values: Values) -> Response:
    """Other contents, while its buyer has not confirmed it."""
    form, pieces = together(lambda: bind(WriteForm, values), lambda: quantities(values))

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.ORDERS)
        _refuse_ways(actor, form)
        write_anew(written_by_number(db, here.key, number, lock=True), here, form.asked(pieces), actor)

    write(work)
    return redirect(f"/lapak/{group}/pesanan/catat/{number}", words="written_down")


def _act(request: Request, group: str, number: str, verb: Callable[[Session, WrittenOrder, Actor], str]) -> str:
    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.ORDERS)
        return verb(db, written_by_number(db, here.key, number, lock=True), actor)

    return write(work)


@router.post("/{number:code}/pasti")
@shows(ONE)
def certain(request: Request, group: str, number: str) -> Response:
    """ "Sudah pasti": an order at once, for a buyer who opens no links."""
    order = _act(request, group, number, lambda db, each, by: make_certain(db, each, by).number)
    return redirect(f"/lapak/{group}/pesanan/{order}-1", words="written_certain")


@router.post("/{number:code}/batal")
@shows(ONE)
def withdraw(request: Request, group: str, number: str) -> Response:
    def verb(_db: Session, each: WrittenOrder, by: Actor) -> str:
        each.withdraw(by)
        return "written_withdrawn"

    words = _act(request, group, number, verb)
    return redirect(f"/lapak/{group}/pesanan/catat", words=words)
