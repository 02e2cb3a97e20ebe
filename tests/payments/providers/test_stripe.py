"""Stripe's numbers and answers as ours; and, with a key of its test mode, Stripe itself.

`MARKET_TEST_STRIPE_SECRET_KEY=… bin/test tests/payments/providers/test_stripe.py` asks the real test mode for a page,
reads it and ends it. Without a key that one test is left out.
"""

import os
from datetime import timedelta

import pytest

from market.kernel.clock import now
from market.kernel.settings import settings
from market.payments.providers import stripe
from market.payments.providers.seen import Item, ProviderSaidNo
from tests.payments.counterpart import point_at, running

KEY = os.environ.get("MARKET_TEST_STRIPE_SECRET_KEY", "")


@pytest.mark.parametrize(
    ("amount", "currency", "rupiah"),
    [(2_500_000, "idr", 25_000), (0, "idr", 0), (2_500_050, "idr", None), (99, "idr", None), (2_500_000, "usd", None)],
)
def test_hundredths_are_whole_rupiah_or_nothing(amount, currency, rupiah):
    assert stripe.whole_rupiah(amount, currency) == rupiah
    if rupiah is not None:
        assert stripe.hundredths(rupiah) == amount


EXPIRES = now() + timedelta(hours=12)  # however late in a run it is asked


def a_page(key: str, amount: int = 25_000):
    return stripe.create_session(
        "D-TEST1/1", [Item("Tunas Bahari · D-TEST1-1", "", amount)], success="https://contoh.id/ya",
        cancel="https://contoh.id/tidak", expires=EXPIRES, locale="id", key=key,
    )  # fmt: skip


def test_the_client_asks_with_keys_and_tries_twice_more(monkeypatch):
    monkeypatch.setattr(stripe, "SECONDS", 120)  # a try that a slow machine gives up is one more
    with running() as there:
        point_at(monkeypatch, there)
        there.switch(fail=500, times=2)
        first = a_page("one")
        assert there.state["calls"] == ["POST /v1/checkout/sessions"] * 3
        assert a_page("one") == first, "the same key, the same page"
        with pytest.raises(ProviderSaidNo):
            a_page("one", 26_000)
        with pytest.raises(ProviderSaidNo, match="amount_too_small"):
            a_page("two", 1_000)
        assert len(there.all("checkout.session")) == 1
        assert stripe.expire_session(first.id).expired and stripe.expire_session(first.id).expired


@pytest.mark.skipif(not KEY, reason="opt-in: set MARKET_TEST_STRIPE_SECRET_KEY to a key of Stripe's test mode")
def test_stripes_own_test_mode(monkeypatch):
    assert "_test_" in KEY, "never with a key that moves money"
    monkeypatch.setenv("MARKET_STRIPE_SECRET_KEY", KEY)
    monkeypatch.delenv("MARKET_STRIPE_API_BASE", raising=False)
    settings.cache_clear()
    made = a_page(f"dermaga-test-{now().timestamp()}")
    seen = stripe.read_session(made.id)
    assert (seen.reference, seen.amount, seen.paid, seen.expired) == ("D-TEST1/1", 25_000, False, False)
    assert made.url.startswith("https://") and stripe.expire_session(made.id).expired
