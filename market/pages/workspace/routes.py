"""The door of a group."""

from market.pages.workspace import goods, house, money, orders, today

routers = [part.router for part in (goods, orders, money, house, today)]
