"""Cookies: named, set and dropped here alone, so that none can be weaker than the others.

Under https every name begins with `__Host-`: a browser takes such a cookie only with `Secure`, from this host and
for all of it, so no neighbouring host and nobody on the line can plant one. Over plain http (the demo) the names
stay bare, and any client can keep them. No script reads a cookie: all are `HttpOnly`.
"""

from fastapi import Request
from starlette.responses import Response
from starlette.types import Message, Scope

from market.kernel.settings import settings

LOGIN = "dermaga"  # the cookies of a login and of a cart: secrets of which only a digest is stored
CART = "keranjang"
ORDERS = "pesanan"  # numbers of orders placed in this browser without an account, when each was last seen, signed
FOUND = "dilihat"  # numbers of orders that this browser opened or found before, signed: others' guesses delay it not
PAYING = "bayar"  # the number and key of an order whose buyer went to pay at Stripe, which never gets the key
COUNT = "isi"  # how many pieces are in the cart, for the header of every page
WORDS = "kabar"  # the code of a sentence to show once
LANGUAGE = "bahasa"
BROWSER = "peramban"  # a random mark of this browser, for limits that must not count by a typed number alone

KNOWN = "kenal"  # a browser that somebody signed in from before
SENT = "terkirim"  # a form that was sent before a group's phone asked who holds it, signed
PENDING = "langkah"  # a sign-in that waits for its second step


def named(name: str) -> str:
    """The name under which a browser keeps the cookie `name`."""
    return f"__Host-{name}" if settings().https else name


def cookie(request: Request, name: str) -> str:
    """What a browser sent under `name`; empty without it."""
    return cookie_in(request.scope, name)


def cookie_in(scope: Scope, name: str) -> str:
    """The same from a bare ASGI scope: only cookies of this name are read, of several the last.

    Ours are tokens, which no browser quotes; Python before 3.11.10 takes seconds to unquote a long one.
    """
    wanted, found = named(name).encode(), b""
    for header, value in scope["headers"]:
        if header == b"cookie" and wanted in value:
            for pair in value.split(b";"):
                bare, _, sent = pair.partition(b"=")
                if bare.strip() == wanted:
                    found = sent
    return str(found.strip().strip(b'"'), "latin-1")


def set_by(answer: Message, name: str) -> str:
    """What an answer that is about to leave sets under `name`; empty where it sets nothing."""
    pairs = (value.partition(b";")[0] for header, value in answer["headers"] if header == b"set-cookie")
    return next((found for each in pairs if (found := cookie_in({"headers": [(b"cookie", each)]}, name))), "")


def set_cookie(response: Response, name: str, value: str, *, lasts: int | None = None) -> None:
    """Keeps `value` for `lasts` seconds; without it until the browser closes."""
    response.set_cookie(
        named(name), value, max_age=lasts, path="/", secure=settings().https, httponly=True, samesite="lax"
    )


def leave(response: Response) -> Response:
    """Drops the cookies that tell who was here and what she was buying, and has the browser drop the pages it kept."""
    for name in (LOGIN, CART, COUNT, PAYING, SENT, ORDERS, FOUND):
        drop_cookie(response, name)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def drop_cookie(response: Response, name: str) -> None:
    response.delete_cookie(named(name), path="/", secure=settings().https, httponly=True, samesite="lax")
