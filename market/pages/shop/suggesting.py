"""Suggestions while somebody types into the search field; nobody needs them."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from market.catalog.picture import tiny_name, tiny_picture, whole_picture
from market.inventory import shelf
from market.inventory.query import Query as Asked
from market.kernel import store
from market.kernel.db import read
from market.kernel.money import rupiah
from market.kernel.refused import NotFound
from market.pages.networks import network_of_request
from market.web.apart import apart
from market.web.slow import heavy, pages, slow

router = APIRouter(include_in_schema=False)
SHOWN, SHORTEST = 5, 3
YEAR = 31_536_000


@router.get("/cari/saran")
@heavy
def suggestions(q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """At most five goods: name, price, where they are, and a picture of under three kilobytes."""
    words = q.strip().replace("\x00", "")
    found = []
    if len(words) >= SHORTEST:
        with read() as db:
            found = shelf.shelf(db, Asked(words=words), size=SHOWN).listings
    told = [
        {
            "name": each.name,
            "price": rupiah(each.price_from),
            "at": f"/produk/{each.slug}",
            "picture": f"/media/kecil/{each.cover}.webp" if each.cover else "",
        }
        for each in found
    ]
    return JSONResponse(told, headers={"Cache-Control": "public, max-age=60"})


@router.get("/media/kecil/{name}.webp")
async def tiny(request: Request, name: str) -> Response:
    """A public picture as a suggestion shows it; made when it is first asked for, then kept beside the others."""
    kept = await pages(lambda: store.fetch(tiny_name(name)))
    if kept is None:
        whole = await pages(lambda: whole_picture(name))
        if whole is None:
            raise NotFound(name)
        made = await apart(partial(tiny_picture, whole), who=network_of_request(request))
        await slow(lambda: store.put(tiny_name(name), made))
        kept = made
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    return Response(kept, media_type="image/webp", headers=headers)
