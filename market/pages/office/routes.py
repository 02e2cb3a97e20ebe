"""The door of officers, facilitators and admins."""

from market.pages.office import admin, groups, helping, importing

routers = [part.router for part in (importing, groups, helping, admin)]
