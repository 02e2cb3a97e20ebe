"""A proof of payment: kept privately as it comes in, and handed out to who looks after that money alone."""

import hashlib

from fastapi import Request
from starlette.responses import Response

from market.catalog.picture import read_picture
from market.kernel import store
from market.kernel.refused import NotFound, Refused
from market.kernel.tokens import new_token
from market.payments.claim import Claim, kept_as
from market.web.forms import sent
from market.web.slow import slow

PROOF_SIZE = 1200
PDF, MOST_PDF = b"%PDF-", 5_000_000


def proof_file(made: Claim) -> Response:
    """The picture or PDF of a claim; NotFound when it has none, or no longer."""
    data = store.fetch(kept_as(made.proof), private=True) if made.proof else None
    if data is None:
        raise NotFound("proof")
    headers = {"Cache-Control": "private, no-store"}
    if made.proof and made.proof.endswith(".pdf"):  # somebody else's file: to be saved, never shown inside our pages
        headers["Content-Disposition"] = 'attachment; filename="bukti.pdf"'
        return Response(data, media_type="application/pdf", headers=headers)
    return Response(data, media_type="image/webp", headers=headers)


async def kept_proof(request: Request) -> tuple[str | None, str | None]:
    """The proof, kept privately: its name and a hash that tells the same picture twice.

    It is staged before the claim is checked, so that a refusal does not lose it.
    """
    data = await request.form()
    upload = data.get("proof")
    state = sent(request)
    staged = state.value("staged", "") if state.again else state.values.get("staged", [""])[0]
    if upload is None or isinstance(upload, str) or not upload.filename:
        name, _dot, mark = staged.rpartition(".")
        return (name, mark) if name and len(mark) == 64 and store.fetch(kept_as(name), private=True) else (None, None)
    raw = await upload.read()
    if raw.startswith(PDF):
        return await _pdf_proof(request, raw)
    picture = await slow(lambda: read_picture(raw, sizes=(PROOF_SIZE,), field="proof", unreadable="proof_unreadable"))
    name = new_token().replace("-", "_")
    mark = hashlib.sha256(picture.files[PROOF_SIZE]).hexdigest()
    await slow(lambda: store.put(f"{name}.webp", picture.files[PROOF_SIZE], private=True))
    state.values["staged"] = [f"{name}.{mark}"]
    return name, mark


async def _pdf_proof(request: Request, raw: bytes) -> tuple[str, str]:
    """A slip as PDF is kept as it came, and only ever handed out as a file to save."""
    if len(raw) > MOST_PDF or b"%%EOF" not in raw[-2048:]:
        raise Refused("proof_unreadable", field="proof")
    name, mark = new_token().replace("-", "_") + ".pdf", hashlib.sha256(raw).hexdigest()
    await slow(lambda: store.put(name, raw, private=True))
    sent(request).values["staged"] = [f"{name}.{mark}"]
    return name, mark
