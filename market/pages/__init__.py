"""The doors: routes and forms, by who uses them."""

import market.web.addresses  # noqa: F401  (`{id:number}` must be known before the first route)
