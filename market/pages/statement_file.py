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
    """What was sent, once `may` raised nothing: the lines that were pasted, and those of a file that was chosen."""
    values = await received(request, may, read_statement)
    await read_statement(request)
    return bind(BankStatement, values)


async def read_statement(request: Request) -> None:
    """Puts the lines of the chosen file below the pasted ones, so that a refusal shows them. Refused beside the file
    for what is no sheet, has no line, or has with the pasted ones more than can be looked through at once."""
    found, pasted = upload(request, "file"), "".join(sent(request).values.get("lines", [])[:1])
    if found is None or len(pasted) > MOST_STATEMENT:  # which the form refuses, before the file is looked at
        return
    data = await found.read()
    await found.seek(0)
    rows = await read_apart(request, partial(read_sheet, data), "file")
    # A quote that stands in a cell would begin one that takes in all lines behind it.
    lines = ["\t".join(" ".join(cell.replace('"', "").split()) for cell in row) for row in rows if any(row)]
    if not lines:
        raise Refused("sheet_empty", field="file")
    together = "\n".join(_with_pasted(pasted.splitlines(), lines))
    if len(together) > MOST_STATEMENT:
        raise Refused("text_too_long", field="file", n=MOST_STATEMENT)
    sent(request).values["lines"] = [together]


def _with_pasted(pasted: list[str], lines: list[str]) -> list[str]:
    """A line of the file that was pasted too is one: the field still holds what was read of the file before."""
    there = set(pasted)
    return [*pasted, *(line for line in lines if line not in there)]
