"""The door of officers, facilitators and admins."""

from fastapi import APIRouter

from market.pages.office import admin, groups, helping

router = APIRouter()
for part in (groups, helping, admin):
    router.include_router(part.router)
