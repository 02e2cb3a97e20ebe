"""Files that come with a form. Whether the visitor may send them is checked before the body is read; pictures and
sheets are read in a process apart; a picture that was kept once need not be sent again after a refusal."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import chain, islice
from typing import Protocol, TypeVar, cast

from fastapi import Request
from starlette.datastructures import UploadFile

from market.catalog.picture import Picture, read_picture
from market.kernel.limits import attempt
from market.kernel.refused import Faults, NeedsSignIn, NeedsWho, Refusals, Refused
from market.kernel.sheet import cells_of, is_text_called_book, mend, read_sheet, read_text
from market.kernel.sheet_heads import NONE
from market.kernel.signed import signed, unsigned
from market.kernel.tokens import new_token
from market.kernel.typed import read_json
from market.pages.networks import network_of_request
from market.pages.who_first import had_to_do_here
from market.web.apart import apart
from market.web.forms import files_of, read_form, sent
from market.web.largest import MOST_BODY, MOST_FORM, length_of
from market.web.slow import pages, slow

T = TypeVar("T")
U = TypeVar("U")
MEGABYTE = 1_000_000
MOST_MEGABYTES = 600  # of one network in an hour; a small file counts as one
MOST_MENDED = 50  # refused rows of a sheet that are shown with their cells at once
MOST_PASTED = 300_000  # letters of cells that were copied from a sheet
STAGED_LASTS = timedelta(hours=12)  # less than the age at which a file that nobody names is swept


async def received(
    request: Request, may: Callable[[], object], keep: Callable[[Request], Awaitable[object]] | None = None
) -> dict[str, list[str]]:
    """The fields of a form that brings files. `may` is asked first, and raises: until then nothing is read.

    Of a group's own phone, which is asked first who holds it, they are read all the same and its files kept by `keep`:
    they come back with the form. So does a form of somebody of the group whose sign-in had ended, where it is no larger
    than one without files, which is read of anybody. TooOften when this network sent more than its share within the
    hour; one that names no length counts as the largest.
    """
    try:
        await pages(may)
    except NeedsWho:
        await _kept(request, keep)
        raise
    except NeedsSignIn:
        short = length_of(request.scope, unsaid=MOST_BODY) <= MOST_FORM
        if keep and short and await pages(lambda: had_to_do_here(request)):
            await _kept(request, keep)
        raise
    await _read(request)
    return sent(request).values


async def _kept(request: Request, keep: Callable[[Request], Awaitable[object]] | None) -> None:
    await _read(request)
    if keep:
        with suppress(Refused, Refusals):  # what is no picture is said to be none once she sends the form
            await keep(request)


async def _read(request: Request) -> None:
    weight = max(1, -(-length_of(request.scope, unsaid=MOST_BODY) // MEGABYTE))
    network = network_of_request(request)
    await pages(lambda: attempt(f"files/{network}", most=MOST_MEGABYTES, per=timedelta(hours=1), weight=weight))
    await read_form(request, MOST_BODY)


def upload(request: Request, field: str) -> UploadFile | None:
    """The file of a field; None when none was chosen."""
    return next(iter(files_of(request, field)), None)


async def read_apart(request: Request, work: Callable[[], T], field: str) -> T:
    """What a file says, read in a process apart; refused beside its field when it takes too long."""
    return await apart(work, field=field, who=network_of_request(request))


async def keep_picture(request: Request, found: UploadFile, field: str) -> tuple[str, Picture]:
    """A picture of a form, decoded and kept in the store; its name there."""
    raw = await found.read()
    picture = await read_apart(request, partial(read_picture, raw, field=field), field)
    name = new_token().replace("-", "_")
    await slow(lambda: picture.keep(name))
    return name, picture


async def kept_picture(request: Request, field: str = "photo") -> str:
    """The picture of a field, kept in the store; its name. Refused without one."""
    found = upload(request, field)
    if found is None:
        raise Refused("photo_gone", field=field)
    return (await keep_picture(request, found, field))[0]


async def with_form(files: Awaitable[T], form: Callable[[], U]) -> tuple[T, U]:
    """What was kept of a form's files, and its fields; or what is refused of either."""
    faults, kept = Faults(), None
    try:
        kept = await files
    except (Refused, Refusals) as refusal:
        faults.add(refusal)
    told = faults.heard(form)
    faults.stop()
    return cast(tuple[T, U], (kept, told))


def staged(request: Request) -> list[str]:
    """What this form kept before it was refused: only what we signed for this very address, lately."""
    given = (unsigned(entry, request.url.path) for entry in sent(request).values.get("staged", []))
    return [entry for entry in given if entry is not None]


def stage(request: Request, entries: list[str]) -> None:
    """Keeps the names of files for the form that is shown again after a refusal."""
    sent(request).values["staged"] = [signed(entry, request.url.path, STAGED_LASTS) for entry in entries]


@dataclass(frozen=True, slots=True)
class SentSheet:
    """The cells of a sheet as it was sent: whether any of them was `mended` on the preview, and whether the file is
    text that calls itself a workbook. `write`: whether to write the rows was pressed."""

    cells: list[list[str]]
    write: bool
    mended: bool = False
    misnamed: bool = False

    @property
    def writes(self) -> bool:
        """What was mended is shown first: nobody has seen yet how it is read."""
        return self.write and not self.mended


class ReadRow(Protocol):
    """A row of any sheet as it was read."""

    number: int
    refusals: list[Refused]


def mends(rows: Iterable[ReadRow], also: Mapping[str, Sequence[str]] = NONE) -> dict[int, list[str]]:
    """By the number of a refused row the columns whose cells are typed anew on the preview; of the first rows, since a
    form has so many fields. `also` are those that a refusal asks for besides its own, by its code."""
    wrong = islice((row for row in rows if row.refusals), MOST_MENDED)
    asked = {row.number: [(each.field or "", *also.get(each.code, ())) for each in row.refusals] for row in wrong}
    return {number: list(dict.fromkeys(chain.from_iterable(each))) for number, each in asked.items()}


async def sent_sheet(request: Request, values: dict[str, list[str]]) -> SentSheet:
    """The uploaded file, cells that were pasted, or those that the preview carries in `data`, with those of its cells
    that were typed anew."""
    found, write = upload(request, "file"), values.get("write") == ["1"]
    if found:
        data = await found.read()
        cells = await read_apart(request, partial(read_sheet, data), "file")
        return SentSheet(cells, write, misnamed=is_text_called_book(found.filename or "", data))
    pasted = values.get("pasted", [""])[0]
    if pasted.strip():
        if len(pasted) > MOST_PASTED:
            raise Refused("text_too_long", field="pasted", n=MOST_PASTED)
        return SentSheet(await slow(lambda: read_text(pasted, "pasted")), write)
    carried = values.get("data", [""])[0]
    cells = await slow(lambda: carried_cells(carried))
    changed = [mend(cells, at, text) for at, text in zip(values.get("at", []), values.get("cell", []), strict=False)]
    return SentSheet(cells, write, mended=any(changed))


def carried_cells(carried: str) -> list[list[str]]:
    """Rows of texts from JSON, as bounded as those of a file. Refused for anything else."""
    try:
        rows = read_json(carried)
    except Refused:
        raise Refused("sheet_empty", field="file") from None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused("sheet_empty", field="file")
    return cells_of(rows)
