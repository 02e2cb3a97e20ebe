"""A bank's statement as a file: its rows come to the same lines as if they had been pasted."""

from collections.abc import Callable
from functools import partial

from fastapi import Request

from market.kernel.refused import Refused
from market.kernel.sheet import read_sheet
from market.pages.money_forms import MOST_STATEMENT, BankStatement
from market.pages.uploads import read_apart, received, upload
from market.web.binding import bind
from market.web.forms import sent


async def sent_statement(request: Request, may: Callable[[], object]) -> BankStatement:
    """What was sent, once `may` raised nothing: the lines of a file that was chosen, or those that were pasted."""
    values = await received(request, may, read_statement)
    await read_statement(request)
    return bind(BankStatement, values)


async def read_statement(request: Request) -> None:
    """Puts the lines of the chosen file where pasted ones stand, so that a refusal shows them. Refused beside the file
    for what is no sheet, or has more than can be looked through at once."""
    found = upload(request, "file")
    if found is None:
        return
    data = await found.read()
    await found.seek(0)
    rows = await read_apart(request, partial(read_sheet, data), "file")
    # A quote that stands in a cell would begin one that takes in all lines behind it.
    lines = "\n".join("\t".join(" ".join(cell.replace('"', "").split()) for cell in row) for row in rows if any(row))
    if len(lines) > MOST_STATEMENT:
        raise Refused("text_too_long", field="file", n=MOST_STATEMENT)
    sent(request).values["lines"] = [lines]
