"""What a group wrote down for its buyer: she sees it, mends it, and confirms it. Nobody of the group can for her."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.language import current
from market.kernel.refused import Refused, together
from market.orders.finding import placed_by, sold_order
from market.orders.placing.new_order import Buyer
from market.orders.written.confirming import Confirmable, confirm, confirmable, requantify, short_of
from market.orders.written.writing import written_by_token
from market.orders.written.written_order import WrittenOrder
from market.pages.money_words import method_word
from market.pages.networks import origin_of
from market.pages.quantities import quantities, quantities_left
from market.pages.shop.of_the_group import of_the_group
from market.pages.shop.places_meant import Meant, meant, village_code
from market.pages.shop.remembered import remember_order
from market.pages.shop.ticked import Agreed, Ticked, ask_the_way, forget_ways
from market.pages.visitor import visit
from market.pages.words import delivery_word
from market.people.group import Group
from market.people.place import city_code
from market.people.suggested import suggested
from market.people.told_place import village_told
from market.web.binding import bind
from market.web.forms import Form, Line, Mark, PersonName, Sent, Values, sent
from market.web.page import page, redirect
from market.web.pressing import every_time, press_hash, require_still
from market.web.refusals import shown_as_left, shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/catatan/{token}")


class ConfirmForm(Form):
    """Pieces come as `quantity-{sku}`, how it comes and is paid as `delivery-{group}` and `payment-{group}`."""

    name: PersonName
    mark: Mark = ""
    village: Line = ""
    address: Line = ""
    landmark: Line = ""
    note: Annotated[str, Field(max_length=500)] = ""


@router.get("")
async def written_page(request: Request, token: str) -> Response:
    state = sent(request)
    typed = state.value("village") or state.value("village_typed")
    to = await pages(lambda: meant(typed)) if typed.strip() else Meant(typed)
    return await pages(lambda: _page(request, token, to))


def _page(request: Request, token: str, to: Meant) -> Response:
    state = sent(request)
    with read() as db:
        written = written_by_token(db, token)
        group = Group.get(db, written.group_id)
        to = to if state.values else _told(written, group)
        more: dict[str, Any] = {}
        short = short_of(db, written) if written.waits else []
        if written.waits and group.open and not short:
            here = confirmable(db, written, to.place.code if to.place else "", _pieces(state))
            agreed, brought = Agreed(written.delivery, written.method), _brought(here, state.value("address"), to)
            more = _choices(here, Ticked(state, [here.parcel], brought, agreed))
        order = sold_order(db, written.order_id) if written.order_id else None
        groups = of_the_group(db, request, group)
        return page(
            request, "shop/written.html", written=written, group=group, order=order, groups=groups, short=short,
            place=to.place, typed=to.typed, suggestions=to.suggestions, delivery_word=delivery_word,
            method_word=method_word, **more,
        )  # fmt: skip


def _told(written: WrittenOrder, group: Group) -> Meant:
    """Where it goes, as far as what the group wrote down names a village around itself."""
    return Meant("", village_told(written.landmark, city_code(group.village)) if written.brought else None)


def _pieces(state: Sent) -> dict[str, int]:
    """The numbers that she typed; none where one of them is none."""
    try:
        return quantities(state.values)
    except Refused:
        return {}


def _brought(here: Confirmable, address: str, to: Meant) -> bool:
    return to.place is not None or bool(address) or here.written.brought


def _choices(here: Confirmable, chosen: Ticked) -> dict[str, Any]:
    return {"parcel": here.parcel, "chosen": chosen, "parcels": [here.parcel]}


@router.post("/tempat")
@shows("/catatan/{token}")
async def find_place(request: Request, token: str, values: Values) -> Response:
    """The page as it was left, with the place that was meant, an empty field for another one (`another`), or new sums
    (`sum`)."""
    if "another" in values:
        return await shown_as_left(request, f"/catatan/{token}", village="", village_typed="")
    typed = values.get("village", [""])[0].strip()
    if "sum" in values:
        quantities_left(values)
    elif not typed:
        raise Refused("village_needed", field="village")
    else:  # who names a village wants it brought; a browser sends along what was ticked before she did
        forget_ways(values, fetched=True)
    if typed and not await pages(lambda: suggested(typed)):
        raise Refused("village_unknown", field="village")
    return await shown_as_left(request, f"/catatan/{token}")


@router.post("")
@every_time("leads to the order with its key, which is kept nowhere, for the press that placed it")
@shows("/catatan/{token}")
async def confirm_written(request: Request, token: str, values: Values) -> Response:
    """Its buyer says yes. A second tap leads where the first did."""

    def read_form() -> tuple[ConfirmForm, tuple[str, dict[str, int]]]:
        return together(
            lambda: bind(ConfirmForm, values),
            lambda: together(lambda: village_code(values), lambda: quantities_left(values)),
        )

    form, (village, pieces) = await pages(read_form)
    ask_the_way(values, village)
    buyer = replace(_buyer(request, form), village=village)
    sent_here = Confirmation(form.mark, buyer, pieces, values)
    return await pages(lambda: _confirm(request, token, sent_here))


def _buyer(request: Request, form: ConfirmForm) -> Buyer:
    """As she is here; her number is the one that the group wrote to."""
    return Buyer(
        form.name, "", note=form.note, address=form.address, landmark=form.landmark, language=current.get(),
        person_id=visit(request).own_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What its buyer sent: the mark of what she saw, who she is, pieces by sku, and the fields of how it comes."""

    mark: str
    buyer: Buyer
    pieces: dict[str, int]
    values: dict[str, list[str]]

    def chosen(self, field: str, slug: str) -> str:
        return self.values.get(f"{field}-{slug}", [""])[0].strip()


def _confirm(request: Request, token: str, sent_here: Confirmation) -> Response:
    def work(db: Session) -> str:
        written = written_by_token(db, token, lock=True)
        placed = placed_by(db, written.order_id, press_hash(request)) if written.order_id else None
        if placed:
            return placed
        group = Group.get(db, written.group_id)
        written.require_waiting()
        if of_the_group(db, request, group):
            raise Refused("own_written")
        require_still(request, sent_here.mark, written.mark)
        requantify(written, group, sent_here.pieces)
        hers = replace(sent_here.buyer, phone=written.phone, origin=origin_of(db, request))
        delivery, method = (sent_here.chosen(field, group.slug) for field in ("delivery", "payment"))
        return confirm(db, written, hers, delivery, method, press_hash(request)).path

    path = write(work)
    response = redirect(path, words="written_confirmed")
    remember_order(request, response, path)
    return response
