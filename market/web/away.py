"""The page of a shop whose database does not answer: it says when that was, for whoever is asked about it."""

import logging

from fastapi import Request
from starlette.responses import Response

from market.kernel.away import database_is_away
from market.kernel.clock import now
from market.kernel.language import shown_moment
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.web.page import error_page

log = logging.getLogger(__name__)
AGAIN = 30  # seconds until it is worth asking again


async def without_data(request: Request, error: Exception) -> Response:
    """The handler of what the database raises, which uses no thread: all may be waiting for it. A fault of ours goes on
    to the page for an unforeseen error."""
    if not database_is_away(error):
        raise error
    log.error("the database is away: %s", type(error).__name__)
    refusal = Refused("database_away", at=shown_moment(now(), settings().zone), seconds=AGAIN)
    response = error_page(request, 503, refusal=refusal, titled="away")
    response.headers["Retry-After"] = str(AGAIN)
    return response
