"""The door of everyone and of buyers."""

from market.pages.shop import (
    account,
    allocation,
    around,
    bazaars,
    buying,
    forgotten,
    goods,
    joining,
    ordering,
    paying,
    quotes,
    recap,
    sign_in,
    tracking,
)

routers = [
    part.router
    for part in (
        goods,
        buying,
        ordering,
        paying,
        tracking,
        quotes,
        recap,
        sign_in,
        forgotten,
        account,
        joining,
        allocation,
        bazaars,
        around,
    )
]
