"""A proof of payment as a file: for who looks after that money alone, never a public address."""

from starlette.responses import Response

from market.kernel import store
from market.kernel.refused import NotFound
from market.payments.claim import Claim, kept_as


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
