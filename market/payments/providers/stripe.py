"""Stripe, as much of it as a card payment needs. No other file knows about hundredths of a rupiah.

Stripe counts rupiah in hundredths (docs.stripe.com/currencies): one function multiplies, one divides. Every call has a
key, so that a call that is made again finds the first result; the client tries twice more by itself. What comes back
are small frozen records in whole rupiah. No function here may be called while a transaction is open.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from market.kernel.settings import settings
from market.payments.providers.seen import (
    Item,
    NotFromProvider,
    ProviderAway,
    ProviderSaidNo,
    SeenDispute,
    SeenEvent,
    SeenRefund,
    SeenSession,
)

if TYPE_CHECKING:
    import stripe

HUNDRED = 100
CURRENCY = "idr"
SECONDS = 8
RETRIES = 2
MOST = 9_999_999_999  # rupiah: twelve digits of hundredths
EXPANDED = ["payment_intent.latest_charge.balance_transaction"]


def available() -> bool:
    return bool(settings().stripe_secret_key.get_secret_value())


def pages_at() -> str:
    """The origin of the pages where buyers pay."""
    return settings().stripe_api_base or "https://checkout.stripe.com"


def hundredths(rupiah: int) -> int:
    return rupiah * HUNDRED


def whole_rupiah(amount: int, currency: str) -> int | None:
    """Whole rupiah of Stripe's number; None when it is another currency, or no whole rupiah."""
    return amount // HUNDRED if currency == CURRENCY and amount % HUNDRED == 0 else None


@lru_cache
def _client(key: str, base: str) -> "stripe.StripeClient":
    import stripe

    stripe.enable_telemetry = False
    return stripe.StripeClient(
        key,
        max_network_retries=RETRIES,
        base_addresses={"api": base} if base else None,
        http_client=stripe.RequestsClient(timeout=SECONDS),
    )


def client() -> "stripe.StripeClient":
    given = settings()
    return _client(given.stripe_secret_key.get_secret_value(), given.stripe_api_base)


@contextmanager
def _asking() -> Iterator[None]:
    """Turns Stripe's errors into our two: ProviderAway (ask again later) and ProviderSaidNo."""
    import stripe

    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise ProviderAway(str(error)) from error
    except (stripe.CardError, stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        raise ProviderSaidNo(error.code or type(error).__name__) from error
    except stripe.StripeError as error:  # 409 and 5xx arrive as APIError; a wrong key is for the doctor
        raise ProviderAway(str(error)) from error


def create_session(
    reference: str, items: list[Item], *, success: str, cancel: str, expires: datetime, locale: str, key: str
) -> SeenSession:
    """Asks for the page where a buyer pays by card. `reference` is our number; `key` makes asking twice harmless."""
    with _asking():
        made = client().v1.checkout.sessions.create(
            params={
                "mode": "payment",
                "client_reference_id": reference,
                "metadata": {"reference": reference},
                "payment_intent_data": {"transfer_group": reference, "metadata": {"reference": reference}},
                "line_items": [
                    {
                        "quantity": 1,
                        "price_data": {
                            "currency": CURRENCY,
                            "unit_amount": hundredths(item.amount),
                            "product_data": {"name": item.name, "description": item.description or item.name},
                        },
                    }
                    for item in items
                ],
                "success_url": success,
                "cancel_url": cancel,
                "expires_at": int(expires.timestamp()),
                "locale": "id" if locale == "id" else "en",
                "adaptive_pricing": {"enabled": False},
            },
            options={"idempotency_key": key},
        )
    return _session(made)


def read_session(key: str) -> SeenSession:
    with _asking():
        return _session(client().v1.checkout.sessions.retrieve(key, params={"expand": EXPANDED}))


def session_of(intent: str) -> SeenSession | None:
    """The page that made a payment; None when none did."""
    with _asking():
        found = client().v1.checkout.sessions.list(params={"payment_intent": intent, "limit": 1}).data
    return read_session(found[0].id) if found else None


def expire_session(key: str) -> SeenSession:
    """Ends a page that is open, and reads back what became of it: it may have been paid meanwhile."""
    try:
        with _asking():
            client().v1.checkout.sessions.expire(key, options={"idempotency_key": f"{key}:expire"})
    except ProviderSaidNo:
        pass  # complete or expired already: the reading tells
    return read_session(key)


def refund(intent: str, amount: int, *, key: str) -> SeenRefund:
    """Gives whole rupiah of a payment back to its card."""
    with _asking():
        made = client().v1.refunds.create(
            params={"payment_intent": intent, "amount": hundredths(amount), "metadata": {"refund": key}},
            options={"idempotency_key": key},
        )
    return _refund(made)


def read_refund(key: str) -> SeenRefund:
    with _asking():
        return _refund(client().v1.refunds.retrieve(key))


def refunded_total(intent: str) -> int | None:
    """Whole rupiah that were given back of a payment so far, by whomever."""
    with _asking():
        found = client().v1.payment_intents.retrieve(intent, params={"expand": ["latest_charge"]})
    charge = found.latest_charge
    if charge is None or isinstance(charge, str):
        return 0
    return whole_rupiah(charge.amount_refunded, charge.currency)


def read_dispute(key: str) -> SeenDispute:
    with _asking():
        found = client().v1.disputes.retrieve(key)
    intent = found.payment_intent
    fees = sum(each.fee for each in found.balance_transactions or [])
    due = found.evidence_details.due_by
    return SeenDispute(
        id=found.id,
        intent=_id(intent),
        amount=whole_rupiah(found.amount, found.currency),
        state=found.status,
        cost=-(-fees // HUNDRED),
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def read_event(raw: bytes, signature: str) -> SeenEvent:
    """Checks the signature over the bytes as they came. Raises NotFromProvider."""
    import stripe

    secret = settings().stripe_webhook_secret.get_secret_value()
    try:
        event = client().construct_event(raw, signature, secret)
    except (stripe.SignatureVerificationError, ValueError, AttributeError, TypeError) as error:
        raise NotFromProvider(str(error)) from error  # the last two kinds: signed JSON that is no object
    told: dict[str, Any] = event.to_dict()
    thing = (told.get("data") or {}).get("object") or {}
    return SeenEvent(
        id=str(told.get("id", "")),
        kind=str(told.get("type", "")),
        object_id=str(thing.get("id", "")),
        intent=str(thing.get("payment_intent") or ""),
    )


def _id(thing: object) -> str:
    return thing if isinstance(thing, str) else str(getattr(thing, "id", "") or "")


def _session(made: "stripe.checkout.Session") -> SeenSession:
    intent = made.payment_intent
    return SeenSession(
        id=made.id,
        url=made.url or "",
        reference=made.client_reference_id or "",
        amount=whole_rupiah(made.amount_total or 0, made.currency or ""),
        paid=made.payment_status in ("paid", "no_payment_required"),
        expired=made.status == "expired",
        intent=_id(intent),
        cost=_cost(made),
    )


def _cost(made: "stripe.checkout.Session") -> int | None:
    """What Stripe kept, in whole rupiah rounded up. Its account may be in another currency: then in proportion."""
    found: Any = made.payment_intent
    for step in ("latest_charge", "balance_transaction"):
        found = None if found is None or isinstance(found, str) else getattr(found, step, None)
    if found is None or isinstance(found, str) or not found.amount:
        return None
    return -int(-(made.amount_total or 0) * found.fee // (found.amount * HUNDRED))


def _refund(made: "stripe.Refund") -> SeenRefund:
    intent = made.payment_intent
    return SeenRefund(made.id, _id(intent), whole_rupiah(made.amount, made.currency), made.status or "pending")
