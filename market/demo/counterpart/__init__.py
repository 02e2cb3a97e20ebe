"""A stand-in for Stripe, for tests and the demo: a small server of its own, with real HTTP and state.

`python -m market.demo.counterpart --port 8001 --webhook http://127.0.0.1:8000/webhook/stripe --secret …`.
It knows Checkout Sessions, payments, refunds and disputes; checks every request against the SDK's own types; has pages
to pay, fail and cancel; signs its webhooks; and has switches to make them come twice, late, out of order or not at
all, and to make itself slow or wrong. It lacks 3-D Secure, currencies and fraud rules.
"""
