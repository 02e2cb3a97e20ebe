"""The door of everyone and of buyers."""

from market.pages.shop import (
    account,
    allocation,
    around,
    bazaars,
    buying,
    cart,
    contact,
    forgotten,
    goods,
    groups,
    guarding,
    invitations,
    joining,
    order_calendar,
    ordering,
    paying,
    quotes,
    recap,
    second_step,
    sign_in,
    starting,
    tracking,
)

routers = [
    part.router
    for part in (
        goods,
        groups,
        buying,
        cart,
        ordering,
        order_calendar,
        paying,
        tracking,
        quotes,
        recap,
        sign_in,
        second_step,
        forgotten,
        starting,
        contact,
        account,
        guarding,
        invitations,
        joining,
        allocation,
        bazaars,
        around,
    )
]
