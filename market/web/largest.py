"""How much a request may bring, in bytes, and how many fields; a form that brings no more."""

from fastapi import HTTPException, Request
from starlette.datastructures import FormData
from starlette.types import Message, Scope

from market.kernel.typed import whole

MOST_BODY = 26_000_000  # of a form with files
MOST_FORM = 200_000  # of one without: it is read on the loop, a few milliseconds at worst
MOST_SHEET = 1_000_000  # of one that carries the rows of a preview
TOO_LONG = "form_too_long"  # the detail of a 413 for a form without files
MOST_FILES, MOST_FIELDS = 12, 600


def length_of(scope: Scope, *, unsaid: int = 0) -> int:
    """How long a body says it is, or `unsaid` when it comes in chunks; a body that is longer than it said is
    cut off later, with a plain 413."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return whole(value.decode("latin-1")) or 0
    return unsaid


def _too_much(most: int) -> HTTPException:
    """413; of a form without files it says so, which is told in another sentence."""
    return HTTPException(413, TOO_LONG if most < MOST_BODY else None)


async def parsed(request: Request, most: int) -> FormData:
    """A form, read. 413 for more bytes, or for more letters than a sheet has: only files may be longer."""
    left = most
    if length_of(request.scope) > most:
        raise _too_much(most)

    async def counted() -> Message:
        nonlocal left
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise _too_much(most)
        return message

    data = await Request(request.scope, counted).form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    if sum(len(value) for _, value in data.multi_items() if isinstance(value, str)) > MOST_SHEET:
        raise _too_much(MOST_SHEET)
    return data
