"""The door of everyone and of buyers."""

from fastapi import APIRouter

from market.pages.shop import account, around, buying, goods, ordering

router = APIRouter()
for part in (goods, buying, ordering, account, around):
    router.include_router(part.router)
