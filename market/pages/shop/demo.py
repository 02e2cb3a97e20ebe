"""What only the demo has: the messages that would have been sent."""

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.responses import Response

from market.kernel.db import read
from market.kernel.record import table
from market.messages.outbox import Message
from market.pages import letters
from market.web.page import page

router = APIRouter(include_in_schema=False)


@router.get("/demo/kabar")
def messages(request: Request) -> Response:
    with read() as db:
        rows = list(
            db.scalars(
                sa.select(Message)
                .where(table(Message).c.unsaid_at.is_(None), table(Message).c.to != "")
                .order_by(table(Message).c.id.desc())
                .limit(60)
            )
        )
        shown = [(row, letters.shown(row)) for row in rows]
    return page(request, "shop/demo_messages.html", shown=shown)
