"""How a group hands over and is paid: ways, tariffs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import together
from market.orders.buyable import buyable
from market.orders.delivery import TARIFFED
from market.orders.terms import Tariff, add_tariff, own_terms, tariffs_of, terms_of, the_tariff
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.words import delivery_word
from market.pages.workspace import forms
from market.payments.account import accounts_of
from market.people.access import Do
from market.people.facts.group_change import change_facts, waiting_changes
from market.people.facts.group_facts import GroupFact
from market.people.place import Place, codes_around, place, place_name
from market.people.suggested import places_meant, typed_place
from market.web.binding import bind
from market.web.forms import Values, posted, sent
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")


@router.get("/pengiriman")
def terms_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.PEOPLE, Do.PRICE)
        left = sent(request)
        terms, tariffs, accounts = terms_of(db, here.key), tariffs_of(db, [here.key]), accounts_of(db, here.key)
        found, nearby = buyable(here, terms, tariffs, accounts), _nearby(here.village)
        return page(
            request, "workspace/terms.html", group=here, actor=actor, tab="house",
            terms=terms, tariffs=tariffs, place_name=place_name, buyable=found,
            waiting=waiting_changes(db, here.key), accounts=accounts, tariffed=TARIFFED,
            delivery_word=delivery_word, unpayable=", ".join(map(delivery_word, found.unpayable)),
            nearby=nearby, to=_untold(nearby[1], tariffs),
            suggestions=places_meant(left.value("place")) if "place" in left.refusals else (),
        )  # fmt: skip


def _nearby(village: str) -> list[Place]:
    """The group's own kecamatan, kota and province."""
    return [found for code in codes_around(village) if (found := place(code))]


def _untold(city: Place, tariffs: list[Tariff]) -> str:
    """The place that the form for a tariff begins with: the group's own city, nothing where it has one already."""
    return "" if city.code in {tariff.place for tariff in tariffs} else city.full


@router.post("/pengiriman")
def save_terms(
    request: Request, group: str, form: Annotated[forms.TermsForm, Depends(posted(forms.TermsForm))]
) -> Response:
    def work(db: Session) -> bool:
        here, actor = group_here(db, request, group, Do.PRICE)
        waits = change_facts(db, here, {GroupFact.PICKUP_NOTE: form.pickup_note}, actor)
        own_terms(db, here.key).change(actor, **form.model_dump(exclude={"pickup_note"}))
        return waits

    return redirect(f"/lapak/{group}/pengiriman", words="group_asked" if write(work) else "saved")


@router.post("/pengiriman/ongkir")
@shows("/lapak/{group}/pengiriman")
def new_tariff(request: Request, group: str, values: Values) -> Response:
    typed = values.get("place", [""])[0][:80]
    form, to = together(lambda: bind(forms.TariffForm, values), lambda: typed_place(typed))

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PRICE)
        add_tariff(
            db, here.key, delivery=form.delivery, place=to.code, first_fee=form.first_fee,
            next_fee=form.next_fee, days_min=form.days_min, days_max=form.days_max, cash=form.cash,
            by=actor,
        )  # fmt: skip

    write(work)
    return redirect(f"/lapak/{group}/pengiriman#ongkir", words="tariff_saved", n=form.first_fee)


@router.post("/pengiriman/ongkir/{tariff:number}/hapus")
@shows("/lapak/{group}/pengiriman")
def end_tariff(request: Request, group: str, tariff: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PRICE)
        the_tariff(db, here.key, tariff).end(actor)

    write(work)
    return redirect(f"/lapak/{group}/pengiriman#ongkir", words="saved")
