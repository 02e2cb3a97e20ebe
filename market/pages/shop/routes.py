"""The door of everyone and of buyers."""

from market.pages.shop import account, around, buying, goods, ordering

routers = [part.router for part in (goods, buying, ordering, account, around)]
