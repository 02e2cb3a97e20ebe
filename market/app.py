"""Assembly: the doors, what every request passes through, and what the rooms need from above."""

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from market.bazaars.booking import fee
from market.bazaars.booking.fee_bills import BoothFees
from market.kernel.later import keep_writing
from market.kernel.log import hear_everything
from market.kernel.press import PressedBefore
from market.kernel.refused import (
    Busy,
    NeedsSecondStep,
    NeedsSignIn,
    NeedsWho,
    NotFound,
    Refusals,
    Refused,
    TooOften,
    TooSlow,
)
from market.kernel.settings import settings
from market.messages.channels import render_with
from market.orders.life.order_bills import OrderBills
from market.orders.paid import KIND
from market.orders.terms import pickup_note_of, put_pickup_note
from market.pages import letters, who_first
from market.pages.api.hooks import router as hooks
from market.pages.api.metrics import router as metrics
from market.pages.api.routes import router as api
from market.pages.arriving import SET_UP
from market.pages.caused import Caused
from market.pages.office.routes import routers as office
from market.pages.platform.routes import routers as platform
from market.pages.shop.routes import routers as shop
from market.pages.watching import note_refusal, refused_and_noted
from market.pages.workspace.routes import routers as workspace
from market.payments.bill import register
from market.people.facts.group_facts import GroupFact, kept_elsewhere
from market.people.group import tell_to_look_again_with
from market.people.villages import keep_villages
from market.people.vouching import tell_to_look_again
from market.web.answered import EachAnswer, ToldOnce
from market.web.asking import ask
from market.web.away import without_data
from market.web.bounds import Bounds
from market.web.forms import Unasked, read_always
from market.web.ground import Ground
from market.web.largest import MOST_BODY, TOO_LONG
from market.web.origin import OwnOrigin
from market.web.page import error_page, redirect
from market.web.pressed import pressed_before
from market.web.pressing import Once
from market.web.refusals import form_page
from market.web.slow import calm_collector, pages, widen_pages

log = logging.getLogger(__name__)


class Dermaga(FastAPI):
    """FastAPI inside our `Ground`: even the page for an unforeseen error has its language and its headers, and its line
    in the log."""

    def build_middleware_stack(self) -> ASGIApp:
        return EachAnswer(Ground(super().build_middleware_stack()))


def _work(stop: threading.Event) -> None:
    from market.worker import work_until

    work_until(stop)


def _watch(stop: threading.Event) -> None:
    from market.worker import watch_worker_until

    watch_worker_until(stop)


def _life(worker: bool) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What runs beside the pages for as long as they are served: the worker's thread, if `worker`, else one that looks
    whether there is a worker elsewhere; and late notes."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        widen_pages()
        calm_collector()
        threading.Thread(target=keep_villages, daemon=True, name="villages").start()
        stop = threading.Event()
        writing = threading.Thread(target=keep_writing, args=(stop,), daemon=True, name="later")
        writing.start()
        working = threading.Thread(target=_work if worker else _watch, args=(stop,), daemon=True, name="worker")
        working.start()
        yield
        stop.set()
        await pages(lambda: working.join(timeout=2))  # an allocation under way is ended, and queued again
        await pages(lambda: writing.join(timeout=5))  # what was noted is written down

    return lifespan


def create_app(*, worker: bool = False) -> FastAPI:
    """The application. With `worker` a thread of it watches the clock and sends messages."""
    app = Dermaga(
        title="Dermaga",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_life(worker),
        max_body_size=2 * MOST_BODY,  # a body longer than it says is cut off here
        redirect_slashes=False,
    )
    register(KIND, OrderBills())
    register(fee.KIND, BoothFees())
    kept_elsewhere(GroupFact.PICKUP_NOTE, pickup_note_of, put_pickup_note)
    tell_to_look_again_with(tell_to_look_again)
    render_with(letters.render)
    for router in (*shop, *workspace, *office, *platform, api, hooks, metrics, *_demo()):
        for route in router.routes:
            if isinstance(route, APIRoute):
                read_always(route)
        app.router.routes.extend(router.routes)  # flat: an included router would cost a second search
    _handle_refusals(app)
    app.add_middleware(Once)
    app.add_middleware(Caused)
    app.add_middleware(OwnOrigin)
    app.add_middleware(GZipMiddleware, minimum_size=600, compresslevel=5)
    app.add_middleware(Bounds)
    return app


def _demo() -> list[APIRouter]:
    """What only a demo has."""
    if not settings().demo:
        return []
    from market.pages.shop.demo import router

    return [router]


def _handle_refusals(app: FastAPI) -> None:
    app.add_exception_handler(Refused, refused_and_noted)
    app.add_exception_handler(Refusals, refused_and_noted)
    app.add_exception_handler(Busy, busy)
    app.add_exception_handler(PressedBefore, pressed_before)
    app.add_exception_handler(Unasked, ask)

    @app.exception_handler(NotFound)
    def not_found(request: Request, _error: Exception) -> Response:
        note_refusal(request)
        return error_page(request, 404)

    @app.exception_handler(NeedsSignIn)
    def needs_sign_in(request: Request, _error: Exception) -> Response:
        return who_first.to_sign_in(request)

    @app.exception_handler(NeedsSecondStep)
    def needs_second_step(request: Request, _error: Exception) -> Response:
        return redirect(SET_UP)

    @app.exception_handler(NeedsWho)
    def needs_who(request: Request, _error: Exception) -> Response:
        return who_first.to_who(request)

    @app.exception_handler(TooOften)
    def too_often(request: Request, error: Exception) -> Response:
        seconds = error.seconds if isinstance(error, TooOften) else 60
        minutes = max(1, -(-seconds // 60))
        response = error_page(request, 429, refusal=Refused("too_often", minutes=minutes))
        response.headers["Retry-After"] = str(seconds)
        return response

    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(SQLAlchemyError, without_data)
    app.exception_handlers[404] = not_found
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(500, broken)


def malformed(request: Request, _error: Exception) -> Response:
    return error_page(request, 404)


def broken(request: Request, error: Exception) -> Response:
    """An unforeseen error: logged without the address, which may hold a key."""
    route = getattr(request.scope.get("route"), "path", "no route")
    log.error("%s %s: %s", request.method, route, type(error).__name__, exc_info=error)
    try:
        return error_page(request, 500)
    except Exception:  # the page itself may be what is broken
        return PlainTextResponse("500", status_code=500)


def http_error(request: Request, error: Exception) -> Response:
    """An error as a page; the address of a form, opened by itself, leads to the form's page."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    form = form_page(request) if status == 405 else None
    if form:
        return redirect(form)
    too_long = getattr(error, "detail", "") == TOO_LONG
    refusal = Refused(TOO_LONG if too_long else "upload_too_large") if status == 413 else None
    response = error_page(request, status, refusal=refusal)
    response.headers.update(getattr(error, "headers", None) or {})  # which methods a 405 would take
    return response


async def busy(request: Request, error: Exception) -> Response:
    """The handler of Busy and TooSlow; it uses no thread, since the threads are what is busy."""
    seconds = error.seconds if isinstance(error, Busy) else 10
    refusal = Refused("question_too_wide") if isinstance(error, TooSlow) else Refused("busy", seconds=seconds)
    response = error_page(request, 503, refusal=refusal)
    response.headers["Retry-After"] = str(seconds)
    return response


def serving() -> ASGIApp:
    """What `market serve` runs: the worker is a thread of it."""
    hear_everything()
    return ToldOnce(create_app(worker=True))


def serving_only() -> ASGIApp:
    """What `market serve --no-worker` runs."""
    hear_everything()
    return ToldOnce(create_app())
