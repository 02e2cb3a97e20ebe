"""Sets before every request which network causes what it does, and that its writes check nothing yet."""

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from market.kernel.cause import caused_by
from market.kernel.db import asked
from market.kernel.network import network_of
from market.pages.networks import client_address


class Caused:
    """The cause of everything below is the visitor's network, until somebody answers for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] != "GET":
            caused_by(network_of(client_address(Request(scope))))
            asked.set([])
        await self.app(scope, receive, send)
