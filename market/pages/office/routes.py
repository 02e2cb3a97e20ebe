"""The door of officers, facilitators and admins."""

from market.pages.office import (
    admin,
    after,
    allotting,
    attendance,
    bazaars,
    calls,
    collecting,
    facilitators,
    floorplan,
    groups,
    helping,
    house,
    importing,
    nobody_else,
    paper,
    people,
    planning,
    registering,
    security,
    treasury,
)

PARTS = (
    importing, groups, facilitators, people, calls, house, floorplan, registering, allotting, after, attendance, paper,
    planning, bazaars, helping, admin, nobody_else, security, treasury,
    collecting,
)  # fmt: skip
routers = [part.router for part in PARTS]
