"""The door of everyone and of buyers."""

from market.pages.shop import (
    account,
    allocation,
    around,
    bazaars,
    buying,
    forgotten,
    goods,
    guarding,
    invitations,
    joining,
    ordering,
    paying,
    quotes,
    recap,
    second_step,
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
        second_step,
        forgotten,
        account,
        guarding,
        invitations,
        joining,
        allocation,
        bazaars,
        around,
    )
]
