"""Prices of many goods in one table: one form, one save. What was not touched stays; a row that is wrong is marked, and
then nothing is saved."""

from collections import defaultdict

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.price_row import PriceRow, price_rows, price_rows_of
from market.catalog.product import Product
from market.kernel.db import read, write
from market.kernel.refused import Refusals, Refused
from market.orders.placing.price_step import VariantChange, change_variants
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.workspace.goods_forms import VariantFields
from market.pages.workspace.told_ways import refuse_variant_ways
from market.people.access import Actor, Do
from market.web.binding import bind
from market.web.forms import Values
from market.web.page import page, redirect
from market.web.paging import asked_page
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/harga")
AT_ONCE = 80  # packings on a page: with five fields each they stay below what a form may bring
FIELDS = ("price", "unit", "weight_g", "shelf_life_days")


@router.get("")
def prices_page(request: Request, group: str) -> Response:
    at = asked_page(request.query_params.get("halaman", "1"))
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.PRICE)
        found = price_rows(db, here, at=at, most=AT_ONCE)
        return page(
            request, "workspace/prices.html", group=here, actor=actor, tab="products", rows=found[:AT_ONCE], at=at,
            more=len(found) > AT_ONCE,
        )  # fmt: skip


@router.post("")
@shows("/lapak/{group}/harga?halaman={halaman}")
def save_prices(request: Request, group: str, values: Values) -> Response:
    """What differs from what is there is changed, all of it or nothing."""
    skus = [name.removeprefix("price-") for name in values if name.startswith("price-")][:AT_ONCE]

    def work(db: Session) -> int:
        here, actor = group_here(db, request, group, Do.PRICE)
        refusals: list[Refused] = []
        changes: dict[int, list[VariantChange]] = defaultdict(list)
        for row in price_rows_of(db, here, skus):
            try:
                if (change := _change(actor, row, values)) is not None:
                    changes[row.product.key].append(change)
            except Refusals as several:
                refusals += several.refusals
            except Refused as refusal:
                refusals.append(refusal)
        if refusals:
            raise Refusals(refusals)
        for product, hers in changes.items():
            change_variants(Product.get(db, product), hers, actor)
        return sum(map(len, changes.values()))

    n = write(work)
    at = asked_page(values.get("halaman", ["1"])[0])
    return redirect(f"/lapak/{group}/harga?halaman={at}", words="prices_saved", n=n)


def _change(actor: Actor, row: PriceRow, values: dict[str, list[str]]) -> VariantChange | None:
    """What was typed of a packing; None where that is what it is. Refused beside the row's own fields."""
    sku, variant = row.variant.sku, row.variant
    was = {"variant": variant.name} | {fact: getattr(variant, fact) for fact in (*FIELDS, "net_weight_g")}
    typed = {name: values.get(f"{name}-{sku}", ["" if fact is None else str(fact)]) for name, fact in was.items()}
    try:
        if not typed["unit"][0].strip():
            raise Refused("required", field="unit")
        facts = bind(VariantFields, typed).facts
        if all(getattr(facts, field) == getattr(variant, field) for field in FIELDS):
            return None
        if values.get(f"version-{sku}") != [str(row.product.version)]:
            raise Refused("price_changed_meanwhile", field="price")
        refuse_variant_ways(actor, facts, variant)
    except Refusals as several:
        raise Refusals([each.beside(f"{each.field}-{sku}") for each in several.refusals]) from None
    except Refused as refusal:
        raise refusal.beside(f"{refusal.field}-{sku}") from None
    return VariantChange(variant, facts)
