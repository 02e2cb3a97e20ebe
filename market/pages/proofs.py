"""A proof of payment: kept privately as it comes in, and handed out only to those who look after that money."""

import hashlib
from collections.abc import Callable
from functools import partial

from fastapi import Request
from starlette.responses import Response

from market.catalog.picture import read_picture
from market.kernel import store
from market.kernel.refused import NotFound, Refused
from market.kernel.tokens import digest, new_token
from market.pages.taken import SEEN, attachment
from market.pages.uploads import read_apart, stage, staged, upload
from market.pages.visitor import visit
from market.payments.claim import Claim, kept_as
from market.payments.claiming import Claimant
from market.web.cookies import BROWSER, cookie, set_cookie
from market.web.slow import slow

PROOF_SIZE = 1200
BROWSER_LASTS = 90 * 86400  # as long as a refused claim counts
PDF, MOST_PDF = b"%PDF-", 5_000_000


def proof_file(made: Claim) -> Response:
    """The picture or PDF of a claim; NotFound when it has none, or no longer."""
    data = store.fetch(kept_as(made.proof), private=True) if made.proof else None
    if data is None:
        raise NotFound("proof")
    if made.proof and made.proof.endswith(".pdf"):  # somebody else's file: to be saved, never shown inside our pages
        return attachment(SEEN, data, "application/pdf", "bukti.pdf")
    return Response(data, media_type="image/webp", headers={"Cache-Control": "private, no-store"})


def claimant(request: Request) -> tuple[Claimant, Callable[[Response], Response]]:
    """(Who says that something is paid, a function that sets this browser's mark as a cookie on an answer)."""
    mark = cookie(request, BROWSER) or new_token()

    def left(response: Response) -> Response:
        set_cookie(response, BROWSER, mark, lasts=BROWSER_LASTS)
        return response

    return Claimant(digest(mark), visit(request).own_id), left


async def kept_proof(request: Request) -> tuple[str | None, str | None]:
    """The proof, kept privately: its name and a hash that tells the same picture twice.

    The caller has checked that there is something to claim. It is staged, so that a refusal does not lose it.
    """
    found = upload(request, "proof")
    if found is None:
        name, _dot, mark = next(iter(staged(request)), "").rpartition(".")
        return (name, mark) if name and store.fetch(kept_as(name), private=True) else (None, None)
    raw = await found.read()
    name = new_token().replace("-", "_")
    if raw.startswith(PDF):
        if len(raw) > MOST_PDF or b"%%EOF" not in raw[-2048:]:
            raise Refused("proof_unreadable", field="proof")
        name += ".pdf"  # kept as it came, and only ever handed out as a file to save
    else:
        reading = partial(read_picture, raw, sizes=(PROOF_SIZE,), field="proof", unreadable="proof_unreadable")
        raw = (await read_apart(request, reading, "proof")).files[PROOF_SIZE]
    mark = hashlib.sha256(raw).hexdigest()
    await slow(lambda: store.put(kept_as(name), raw, private=True))
    stage(request, [f"{name}.{mark}"])
    return name, mark
