"""The door of officers, facilitators and admins."""

from market.pages.office import admin, allotting, bazaars, floorplan, groups, helping, importing

routers = [part.router for part in (importing, groups, floorplan, allotting, bazaars, helping, admin)]
