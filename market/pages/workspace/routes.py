"""The door of a group."""

from market.pages.workspace import bazaar, delivery, goods, members, money, orders, profile, stock, today

routers = [part.router for part in (goods, stock, orders, money, profile, members, delivery, bazaar, today)]
