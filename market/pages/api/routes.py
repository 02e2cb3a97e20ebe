"""JSON for machines: `/api/v1/…`, described at `/api/docs`."""

import sqlalchemy as sa
from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, Field

from market.catalog.product import Product
from market.catalog.sold import in_shop
from market.catalog.variant import Variant
from market.inventory.choices import choices
from market.kernel.db import read
from market.kernel.record import table
from market.people.group import Group
from market.web.page import page

router = APIRouter(tags=["variants"])


class VariantNow(BaseModel):
    """The price and pieces of one variant at this moment."""

    sku: str
    price: int = Field(description="whole rupiah")
    available: int = Field(description="pieces, exactly; 0 for goods made to order")


@router.get("/api/v1/variants/{sku}")
def variant(sku: str, response: Response) -> VariantNow:
    """The price and the exact number of pieces. Never cached."""
    response.headers["Cache-Control"] = "no-store"
    with read() as db:
        row = db.execute(
            sa.select(Product, Group)
            .join(Variant, table(Variant).c.product_id == table(Product).c.id)
            .join(Group, table(Group).c.id == table(Product).c.group_id)
            .where(table(Variant).c.sku == sku, in_shop(table(Product), table(Group)))
        ).first()
        if row is not None:
            for choice in choices(db, row.Product, row.Group.today):
                if choice.sku == sku:
                    return VariantNow(sku=sku, price=choice.variant.price, available=choice.pieces)
    raise HTTPException(404, "no such variant")


@router.get("/api/docs", include_in_schema=False)
def docs(request: Request) -> Response:
    """The description of the API, drawn by ourselves, since pages load nothing from elsewhere."""
    answer: dict[str, dict[str, str]] = {}
    for field, about in VariantNow.model_json_schema()["properties"].items():
        answer[field] = {"type": about["type"], "description": about.get("description", "")}
    return page(request, "web/api.html", schema=request.app.openapi(), answer=answer)
