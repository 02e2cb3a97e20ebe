"""The door of a group."""

from market.pages.workspace import (
    back_again,
    delivery,
    devices,
    facts,
    filling_in,
    goods,
    goods_list,
    led_by,
    letters_here,
    letting_in,
    members,
    orders,
    own_pins,
    prices,
    product_photos,
    profile,
    quotes,
    roles,
    serving,
    stock,
    today,
    who,
    written,
)
from market.pages.workspace.bazaar import after, bazaar, drawn, on_the_day, reserved_share, turnover
from market.pages.workspace.drawer import bon, closing, receipts
from market.pages.workspace.money import accounts, bank_lines, book, money, recap, refunds, seen_too, sharing
from market.pages.workspace.till import checking, parking, selling, sending

PARTS = (
    selling, parking, sending, checking,
    goods, goods_list, prices, product_photos, stock, quotes, filling_in, written, orders, serving, back_again,
    money, seen_too, bank_lines, refunds,
    accounts, book, recap, sharing, profile, led_by, facts, roles, letting_in, members, own_pins, devices, who,
    delivery, closing, bon, receipts, after, on_the_day, drawn, reserved_share, turnover, bazaar, letters_here, today,
)  # fmt: skip
routers = [part.router for part in PARTS]
