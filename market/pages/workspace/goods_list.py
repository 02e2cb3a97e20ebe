"""Many goods at once: from a group's own list, as a file or pasted. A preview of every row first, then the writing."""

import json
from collections.abc import Sequence

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.category import categories
from market.inventory.sheet_of_goods import COLUMNS, MOST_ROWS, Goods, goods_of, goods_sheet, write_goods
from market.kernel.db import read, write_parts
from market.pages.at_group import Shows, group_here, group_seen, may_act
from market.pages.taken import ANYBODYS, attachment
from market.pages.uploads import SentSheet, mends, received, sent_sheet
from market.people.access import Do
from market.web.forms import reads_itself
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavily

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/daftar-barang")
SAMPLE = "Cakalang fufu;ikan-asap;25.000;;ekor besar;ekor;500 g;12;3 hari;Diasap sabut kelapa pagi hari"


def _shown(request: Request, group: str, sent: SentSheet | None) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.PRICE)
        sheet = None if sent is None else goods_sheet(sent.cells)
        rows = [] if sheet is None else goods_of(db, here, sheet, actor)
        return page(
            request, "workspace/goods_list.html", group=here, actor=actor, tab="products", sheet=sheet, rows=rows,
            data=json.dumps(sent.cells if sent else None, ensure_ascii=False), misnamed=bool(sent and sent.misnamed),
            mends=mends(rows), categories=categories(db), most=MOST_ROWS,
            columns=[column.name for column in COLUMNS],
        )  # fmt: skip


@router.get("")
def goods_list(request: Request, group: str) -> Response:
    return _shown(request, group, None)


@router.get("/contoh")
def goods_example(request: Request, group: str) -> Response:
    may_act(request, group, Do.PRICE)
    text = ";".join(column.name for column in COLUMNS) + f"\n{SAMPLE}\n"
    return attachment(ANYBODYS, text.encode("utf-8-sig"), "text/csv; charset=utf-8", "contoh-barang.csv")


@router.post("")
@shows("/lapak/{group}/daftar-barang")
@reads_itself
async def import_goods(request: Request, group: str) -> Response:
    """First a preview with each row's effect; with `write` what the preview showed is written."""
    values = await received(request, lambda: may_act(request, group, Do.PRICE))
    sent = await sent_sheet(request, values)
    if not sent.writes:
        return await heavily(lambda: _shown(request, group, sent))

    n = await heavily(lambda: _written(request, group, sent.cells))
    return (
        redirect(f"/lapak/{group}/produk", words="goods_listed", n=n)
        if n
        else redirect(f"/lapak/{group}/produk", words="goods_there")
    )


def _written(request: Request, group: str, cells: list[list[str]]) -> int:
    """Read before the writing begins, which goes in parts: a list that is sent again goes on where it stopped."""
    with read() as db:
        here, actor = group_here(db, request, group, Do.PRICE)
        rows = goods_of(db, here, goods_sheet(cells), actor)

    def work(db: Session, part: Sequence[Goods]) -> int:
        here, actor = group_here(db, request, group, Do.PRICE)
        return write_goods(db, here, part, actor)

    return sum(write_parts(rows, work))
