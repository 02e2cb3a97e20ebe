"""The door of admins."""

from market.pages.platform import (
    admin,
    admins,
    categories,
    clock,
    collecting,
    complaints,
    nobody_else,
    searching,
    security,
    sign_in_help,
    treasury,
)

PARTS = (
    admin, admins, categories, searching, clock, sign_in_help, nobody_else, security, treasury, collecting, complaints,
)  # fmt: skip
routers = [part.router for part in PARTS]
