"""The door of a group."""

from market.pages.workspace import goods, house, money, orders, stock, today

routers = [part.router for part in (goods, stock, orders, money, house, today)]
