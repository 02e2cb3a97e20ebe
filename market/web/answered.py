"""A line in the log for each answer, and the counts of them that `/metrics` tells. Outermost of all, as pure ASGI.

A line has the pattern of a path and nobody in it: no address, no query, no cookie. Whoever lies further in writes into
the same scope, where the router leaves its route.
"""

import logging
import re
import secrets
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from market.kernel.log import ANSWERS, request_id
from market.kernel.settings import settings

log = logging.getLogger(ANSWERS)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE, OTHER = "no route", "OTHER"
NOBODY_WAITED = 499  # the browser went away before an answer began
GIVEN_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")
REGISTRY = CollectorRegistry()
ANSWERED = Counter("dermaga_answers", "Answers, by the first digit of their status", ["status"], registry=REGISTRY)
SECONDS = Histogram(
    "dermaga_answer_seconds", "From a request to the end of its answer",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 3, 10), registry=REGISTRY,
)  # fmt: skip


class EachAnswer:
    """Gives each request an id, and notes how it was answered and in how many milliseconds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "market.sent" in scope:  # a refused form is shown inside its own request
            await self.app(scope, receive, send)
            return
        begun, status = perf_counter(), NOBODY_WAITED
        method = scope["method"] if scope["method"] in METHODS else OTHER

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        request_id.set(_id_of(scope))
        try:
            await self.app(scope, receive, send_and_see)
        finally:
            _note(method, getattr(scope.get("route"), "path", NO_ROUTE), status, perf_counter() - begun)


class ToldOnce:
    """For a server, which would log again, without the id, what the application raised after it answered and told."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_on(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_on)
        except Exception:
            if scope["type"] != "http" or not begun:
                raise


def _id_of(scope: Scope) -> str:
    """The one that a trusted proxy gave the request, which then stands in its log too; else one of ours."""
    client = scope.get("client")
    if client and client[0] in settings().proxies:
        for name, value in scope["headers"]:
            if name == b"x-request-id" and GIVEN_ID.fullmatch(value):
                return str(value.decode())
    return secrets.token_hex(8)


def _note(method: str, path: str, status: int, seconds: float) -> None:
    ANSWERED.labels(f"{status // 100}xx").inc()
    SECONDS.observe(seconds)
    if log.isEnabledFor(logging.INFO):
        facts = {"method": method, "path": path, "status": status, "ms": round(seconds * 1000, 1)}
        log.info("%s %s %s", method, path, status, extra={"facts": facts})
