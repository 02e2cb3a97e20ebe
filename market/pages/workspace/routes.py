"""The door of a group."""

from fastapi import APIRouter

from market.pages.workspace import goods, house, money, orders, today

router = APIRouter()
for part in (goods, orders, money, house, today):
    router.include_router(part.router)
