"""Webhooks: others tell us that something happened. It only tells us where to look."""

import logging

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from market.kernel.cause import answered_for
from market.kernel.refused import NotFound, Refused
from market.payments.card_desk import hear
from market.payments.providers import stripe
from market.payments.providers.seen import NotFromProvider, ProviderAway
from market.web.slow import outside

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)
MOST_EVENT = 1_000_000


@router.post("/webhook/stripe", max_body_size=MOST_EVENT)
async def stripe_event(request: Request) -> Response:
    """400 for what Stripe did not sign; 503 asks it to send again; anything else is handled once, known or unknown."""
    if not stripe.available():
        raise NotFound("stripe")
    raw, signature = await request.body(), request.headers.get("stripe-signature", "")
    try:
        event = await outside(lambda: stripe.read_event(raw, signature))
        answered_for()  # no visitor causes what Stripe tells of
        await outside(lambda: hear(event))
    except NotFromProvider as error:
        log.warning("webhook: %s", error)
        return PlainTextResponse("not signed by Stripe, too old, or unreadable", status_code=400)
    except ProviderAway as away:
        log.warning("webhook: %s", away)
        return PlainTextResponse("come again later", status_code=503)
    except Refused as refusal:  # it contradicts what we wrote: logged, and no rupiah is moved
        log.error("webhook %s: %r", event.id, refusal)
    return PlainTextResponse("heard")
