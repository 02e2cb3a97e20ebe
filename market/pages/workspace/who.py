""" "Siapa?": who holds the group's phone, said by a PIN of her own; and how she comes to have one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.limits import attempt
from market.kernel.refused import NotFound, Refused
from market.orders.life.billing import bill_of
from market.orders.order import group_sub_order
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.networks import network_of_request
from market.pages.sent_before import SentBefore, again_on_its_page, sent_before
from market.pages.visitor import visit
from market.pages.workspace import people_forms as forms
from market.payments.bill import Bill
from market.payments.claim import the_claim
from market.people.access import Actor, Do
from market.people.approving.known_phone import remember_phone
from market.people.approving.pin_code import CODE_LASTS, the_pin_code, waiting_for_pin
from market.people.approving.pin_guess import try_pin
from market.people.group import Group
from market.people.joining.joining import choose_pin
from market.people.login import Login
from market.people.membership import members, the_membership
from market.people.namesakes import helpers_called
from market.people.person import Person, fits, hash_secret
from market.people.seen_pin import who_reads
from market.web.cookies import SENT, drop_cookie
from market.web.forms import posted
from market.web.page import page, redirect, safe_path
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/siapa")
T = TypeVar("T")
QUARTER = timedelta(minutes=15)


def reading(work: Callable[[Session], T]) -> T:
    with read() as db:
        return work(db)


async def choosing(pin: str, again: str) -> str:
    """The hash of a PIN that somebody chose, typed twice alike."""
    if pin != again:
        raise Refused("pin_differs", field="again")
    return await slow(lambda: hash_secret(pin))


def on_the_phone(db: Session, request: Request, slug: str) -> tuple[Group, Actor]:
    """The group whose phone this is. PINs are for phones: a member signed in by her account needs none."""
    here, actor = group_here(db, request, slug)
    if actor.device_id is None:
        raise Refused("pin_device_only")
    return here, actor


@router.get("")
def who_page(request: Request, group: str, kembali: str = "") -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING)
        if actor.device_id is None:
            return redirect(f"/lapak/{group}")
        people = [(m, person) for m, person in members(db, here.key) if m.pin_hash]
        back = safe_path(kembali or f"/lapak/{group}")
        return page(
            request, "workspace/who.html", group=here, actor=actor, tab="", people=people, back=back,
            waiting=waiting_for_pin(db, here.key), reader=_reader(db, here, actor.device_id),
        )  # fmt: skip


def _reader(db: Session, here: Group, device_id: int) -> str:
    """Which helper may read a PIN that is typed on this phone, as the group tells her from others; empty for none."""
    reader = who_reads(db, device_id)
    return helpers_called(db, here.key).get(reader.key, reader.name) if reader else ""


@dataclass(frozen=True, slots=True)
class _Secret:
    """What is typed on a phone is compared with this: a PIN or a code, as its hash."""

    login_id: int
    device_id: int
    hash: str | None


@router.post("")
@shows("/lapak/{group}/siapa?kembali={kembali}")
async def who(request: Request, group: str, form: Annotated[forms.Who, Depends(posted(forms.Who))]) -> Response:
    """Each wrong PIN lengthens the wait on this phone, for the member and, after ten, for all."""

    def kept(db: Session) -> _Secret:
        here, actor = on_the_phone(db, request, group)
        membership = the_membership(db, here.key, form.member)
        return _Secret(actor.login_id or 0, actor.device_id or 0, membership.pin_hash)

    secret = await pages(lambda: reading(kept))
    tried = await pages(lambda: try_pin(form.member, secret.device_id))
    if not await slow(lambda: fits(secret.hash, form.pin)):
        await pages(lambda: tried.was_wrong(network_of_request(request)))
        raise Refused("pin_wrong", field="pin")

    def work(db: Session) -> None:
        here, _actor = on_the_phone(db, request, group)
        membership = the_membership(db, here.key, form.member)
        if membership.pin_hash != secret.hash:  # changed meanwhile
            raise Refused("pin_wrong", field="pin")
        tried.was_right(db)
        Login.get(db, secret.login_id).act_as(Person.get(db, membership.person_id), here.key)

    await pages(lambda: write(work))
    return redirect(form.kembali or f"/lapak/{group}")


@router.get("/lanjut")
async def go_on(request: Request, group: str) -> Response:
    """What was sent before she said her name, as it was sent: nothing is done before she presses once more."""
    found = await pages(lambda: _go_on(request, group))
    if isinstance(found, Response):
        return found
    answer = await again_on_its_page(request, found, "unsaid_who") or redirect(f"/lapak/{group}", words="form_gone")
    drop_cookie(answer, SENT)
    return answer


def _go_on(request: Request, group: str) -> Response | SentBefore:
    """The page that asks whether to do it now; what was sent, where it comes back on its own page."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING)
        before = sent_before(request, f"login/{actor.login_id}")
        if before is None or not before.path.startswith(f"/lapak/{here.slug}/"):
            return redirect(f"/lapak/{group}")
        if actor.person_id is None:
            return redirect(f"/lapak/{group}/siapa?kembali=/lapak/{group}/siapa/lanjut")
        if before.on_its_page:
            return before
        try:
            bill = _bill_before(db, here, before.names) if actor.may(Do.ORDERS) else None
        except NotFound:  # what it was about is another group's, or was never there
            return redirect(f"/lapak/{group}", words="gone_before")
        return page(
            request, "workspace/go_on.html", group=here, actor=actor, tab="", before=before, bill=bill,
            back=safe_path(before.back or f"/lapak/{group}"),
        )  # fmt: skip


def _bill_before(db: Session, here: Group, names: Mapping[str, str]) -> Bill | None:
    """The bill, where what was pressed is about a claim or an order."""
    if "claim" in names:
        return Bill.get(db, the_claim(db, here.key, int(names["claim"])).bill_id)
    return bill_of(db, group_sub_order(db, here.key, names["number"])) if "number" in names else None


@router.get("/mulai")
def begin_page(request: Request, group: str) -> Response:
    """For somebody with a code from the chair: her name, the code, and a PIN that she chooses."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING)
        if actor.device_id is None:
            return redirect(f"/lapak/{group}")
        return page(
            request, "workspace/begin.html", group=here, actor=actor, tab="", waiting=waiting_for_pin(db, here.key),
            reader=_reader(db, here, actor.device_id),
        )  # fmt: skip


@router.post("/mulai")
async def begin(request: Request, group: str, form: Annotated[forms.Begin, Depends(posted(forms.Begin))]) -> Response:
    """The code opens once; the PIN is known to nobody else. Ten wrong codes end the phone's tries for a while."""

    def known(db: Session) -> _Secret:
        here, actor = on_the_phone(db, request, group)
        return _Secret(actor.login_id or 0, actor.device_id or 0, the_pin_code(db, here.key, form.who).code_hash)

    secret = await pages(lambda: reading(known))
    await pages(lambda: attempt(f"pin/login/{secret.login_id}", most=10, per=QUARTER))
    await pages(lambda: attempt(f"pin/kode/{form.who}/{secret.device_id}", most=20, per=CODE_LASTS))
    if not await slow(lambda: fits(secret.hash, form.code)):
        raise Refused("pin_code_wrong", field="code")
    pin_hash = await choosing(form.pin, form.again)

    def work(db: Session) -> None:
        here, _actor = on_the_phone(db, request, group)
        membership = choose_pin(db, here.key, form.who, pin_hash)
        person = Person.get(db, membership.person_id)
        remember_phone(db, secret.device_id, membership.key)
        Login.get(db, secret.login_id).act_as(person, here.key)

    await pages(lambda: write(work))
    before = "/siapa/lanjut" if sent_before(request, f"login/{secret.login_id}") else ""
    return redirect(f"/lapak/{group}{before}", words="pin_chosen")


@router.post("/selesai")
def step_back(request: Request, group: str) -> Response:
    """The member hands the phone on."""
    login_id = visit(request).login_id

    def work(db: Session) -> None:
        login = db.get(Login, login_id or 0)
        if login:
            login.step_back()

    write(work)
    return redirect(f"/lapak/{group}")
