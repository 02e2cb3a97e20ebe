"""A product of the group whose workspace it is: found, and changed by one verb."""

from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.product import Product, product_by_slug
from market.kernel.db import read, write
from market.kernel.refused import NotFound
from market.pages.at_group import group_here
from market.people.access import Do
from market.people.group import Group
from market.web.page import redirect


def own_product(db: Session, here: Group, slug: str) -> Product:
    product = product_by_slug(db, slug)
    if product.group_id != here.key:
        raise NotFound(slug)
    return product


def may_change(request: Request, group: str, do: Do, slug: str) -> None:
    """Asked before a body with files is read; NotFound for a product of another group."""
    with read() as db:
        here, _actor = group_here(db, request, group, do)
        own_product(db, here, slug)


def on_product(request: Request, group: str, slug: str, do: Do, act: Any) -> Response:
    """One verb on an own product, and the page again with what the verb has to say."""

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, do)
        return act(db, here, actor, own_product(db, here, slug)) or "saved"

    return redirect(f"/lapak/{group}/produk/{slug}", words=write(work))
