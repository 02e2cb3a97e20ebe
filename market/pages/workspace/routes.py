"""The door of a group."""

from market.pages.workspace import (
    accounts,
    bazaar,
    bazaar_after,
    book,
    delivery,
    goods,
    members,
    money,
    orders,
    profile,
    quotes,
    recap,
    sharing,
    stock,
    today,
)

PARTS = (
    goods,
    stock,
    quotes,
    orders,
    money,
    accounts,
    book,
    recap,
    sharing,
    profile,
    members,
    delivery,
    bazaar_after,
    bazaar,
    today,
)
routers = [part.router for part in PARTS]
