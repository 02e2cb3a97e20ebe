"""The door of a group."""

from market.pages.workspace import (
    accounts,
    bazaar,
    bazaar_after,
    book,
    delivery,
    goods,
    letting_in,
    members,
    money,
    orders,
    profile,
    quotes,
    recap,
    roles,
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
    roles,
    sharing,
    profile,
    roles,
    letting_in,
    members,
    delivery,
    bazaar_after,
    bazaar,
    today,
)
routers = [part.router for part in PARTS]
