"""The door of officers, facilitators and admins."""

from market.pages.office import admin, groups, helping

routers = [part.router for part in (groups, helping, admin)]
