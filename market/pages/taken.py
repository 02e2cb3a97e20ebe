"""Files that somebody takes away: all go out by `attachment`, which asks what was `exported`, so that none of a group,
an office, the platform or an account goes out unnoted, or to somebody whom a code let in just now.
"""

from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from market.pages.visitor import visit
from market.pages.watching import note_export


@dataclass(frozen=True)
class Taken:
    """Proof that a file may go out: made only by `exported`, except for what is no secret."""

    private: bool = True


ANYBODYS = Taken(private=False)  # an example, and what is published
SEEN = Taken()  # one proof, noted as a look, which is safer on disk than in our page; the code a buyer pays by


def exported(request: Request, kind: str, *, group_id: int | None = None, key: int = 0) -> Taken:
    """Data leaves, as a file or on paper: refused while the reader rests after a code, else noted."""
    visit(request).refuse_while_resting()
    note_export(request, kind, group_id=group_id, key=key)
    return Taken()


def attachment(taken: Taken, data: bytes | str, media_type: str, name: str) -> Response:
    """A file to be saved as `name`, which is of our own making: it has no signs that a header cannot hold."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if taken.private:
        headers["Cache-Control"] = "private, no-store"
    return Response(data, media_type=media_type, headers=headers)
