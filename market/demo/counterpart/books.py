"""What the counterpart knows: sessions, payments, refunds, disputes, its balance, and events to be told.

Amounts are hundredths, as at Stripe. Everything is plain dictionaries, so that a file can keep it.
"""

import json
import secrets
import threading
import time
from pathlib import Path
from typing import Any

from market.demo.counterpart.checking import StripeError

Thing = dict[str, Any]
LEAST = 10_000 * 100 // 2
DISPUTE_FEE = 250_000 * 100


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def fee_of(amount: int) -> int:
    """2.9 % and Rp2.000, up to a whole rupiah."""
    return -(-amount * 29 // 100_000) * 100 + 2_000 * 100


class Books:
    """One account. Every verb holds the lock, and appends the events it causes."""

    def __init__(self, base: str, file: Path | None = None) -> None:
        self.lock, self.base, self.file = threading.RLock(), base, file
        self.things: dict[str, Thing] = {}
        self.asked: dict[str, Thing] = {}  # by idempotency key: parameters and answer
        self.balance = 0
        self.events: list[Thing] = []
        if file and file.exists():
            kept = json.loads(file.read_text())
            self.things, self.asked, self.balance = kept["things"], kept["asked"], kept["balance"]

    def keep(self) -> None:
        if self.file:
            kept = {"things": self.things, "asked": self.asked, "balance": self.balance}
            self.file.write_text(json.dumps(kept))

    def find(self, key: str, kind: str) -> Thing:
        found = self.things.get(key)
        if found is None or found["object"] != kind:
            raise StripeError("id", f"No such {kind}: {key}", "resource_missing")
        return found

    def _put(self, thing: Thing) -> Thing:
        self.things[thing["id"]] = thing
        return thing

    def tell(self, kind: str, thing: Thing) -> None:
        event = {"id": new_id("evt"), "object": "event", "api_version": "2026-10-28.endive", "type": kind}
        self.events.append(event | {"created": int(time.time()), "data": {"object": dict(thing)}})

    def create_session(self, params: Thing) -> Thing:
        total = 0
        for item in params.get("line_items", []):
            price = item["price_data"]
            if price["currency"] != "idr":
                raise StripeError("currency", "This account takes idr", "currency_not_supported")
            total += int(price["unit_amount"]) * int(item.get("quantity", 1))
        if not 0 < total < 10**12:
            raise StripeError("line_items", "Amount out of range", "amount_too_large")
        if total < LEAST:
            raise StripeError("line_items", "Amount must convert to at least 50 cents", "amount_too_small")
        expires, now = int(params.get("expires_at", time.time() + 86_400)), time.time()
        if not now + 1_790 <= expires <= now + 86_410:
            raise StripeError("expires_at", "between 30 minutes and 24 hours from now", "parameter_invalid_integer")
        key = new_id("cs_test")
        session = {
            "id": key, "object": "checkout.session", "mode": params["mode"], "status": "open",
            "payment_status": "unpaid", "amount_total": total, "currency": "idr", "payment_intent": None,
            "client_reference_id": params.get("client_reference_id"), "metadata": params.get("metadata", {}),
            "success_url": params["success_url"], "cancel_url": params.get("cancel_url"), "expires_at": expires,
            "locale": params.get("locale"), "url": f"{self.base}/pay/{key}", "created": int(now),
            "items": [i["price_data"]["product_data"]["name"] for i in params["line_items"]],
        }  # fmt: skip
        return self._put(session)

    def expire_session(self, key: str) -> Thing:
        session = self.find(key, "checkout.session")
        if session["status"] != "open":
            raise StripeError("session", f"Only open sessions can be expired: {session['status']}", "resource_missing")
        session["status"] = "expired"
        self.tell("checkout.session.expired", session)
        return session

    def clock(self) -> None:
        for thing in list(self.things.values()):
            if (
                thing["object"] == "checkout.session"
                and thing["status"] == "open"
                and thing["expires_at"] < time.time()
            ):
                self.expire_session(thing["id"])

    def pay(self, key: str) -> Thing:
        """The buyer's card is good. A page that is over takes no money."""
        session = self.find(key, "checkout.session")
        if session["status"] != "open":
            return session
        amount, fee = session["amount_total"], fee_of(session["amount_total"])
        txn = self._put({"id": new_id("txn"), "object": "balance_transaction", "amount": amount, "fee": fee,
                         "net": amount - fee, "currency": "idr"})  # fmt: skip
        charge = self._put({"id": new_id("ch"), "object": "charge", "amount": amount, "amount_refunded": 0,
                            "currency": "idr", "balance_transaction": txn["id"], "refunded": False})  # fmt: skip
        intent = self._put({"id": new_id("pi"), "object": "payment_intent", "amount": amount, "currency": "idr",
                            "status": "succeeded", "latest_charge": charge["id"]})  # fmt: skip
        charge["payment_intent"] = intent["id"]
        session |= {"status": "complete", "payment_status": "paid", "payment_intent": intent["id"]}
        self.things[key] = session
        self.balance += amount - fee
        self.tell("checkout.session.completed", session)
        return session

    def fail(self, key: str) -> Thing:
        """The card is refused; the page stays open for another."""
        session = self.find(key, "checkout.session")
        intent = {"id": new_id("pi"), "object": "payment_intent", "status": "requires_payment_method"}
        self.tell("payment_intent.payment_failed", intent)
        return session

    def refund(self, intent_id: str, amount: int | None, metadata: Thing) -> Thing:
        intent = self.find(intent_id, "payment_intent")
        charge = self.things[intent["latest_charge"]]
        left = charge["amount"] - charge["amount_refunded"]
        amount = left if amount is None else amount
        if charge["refunded"]:
            raise StripeError("payment_intent", "Charge has already been refunded.", "charge_already_refunded")
        if not 0 < amount <= left:
            raise StripeError("amount", f"Refund amount is greater than unrefunded amount ({left})", "amount_too_large")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.balance -= amount
        refund = self._put({"id": new_id("re"), "object": "refund", "amount": amount, "currency": "idr",
                            "status": "succeeded", "payment_intent": intent_id, "charge": charge["id"],
                            "metadata": metadata})  # fmt: skip
        self.tell("charge.refunded", charge)
        return refund

    def fail_refund(self, key: str) -> Thing:
        """The card's bank sends it back days later."""
        refund = self.find(key, "refund")
        if refund["status"] != "failed":
            refund["status"] = "failed"
            charge = self.things[refund["charge"]]
            charge["amount_refunded"] -= refund["amount"]
            charge["refunded"] = False
            self.balance += refund["amount"]
            self.tell("refund.failed", refund)
        return refund

    def dispute(self, intent_id: str) -> Thing:
        intent = self.find(intent_id, "payment_intent")
        charge = self.things[intent["latest_charge"]]
        amount = charge["amount"] - charge["amount_refunded"]
        self.balance -= amount + DISPUTE_FEE
        dispute = self._put({"id": new_id("du"), "object": "dispute", "amount": amount, "currency": "idr",
                             "status": "needs_response", "payment_intent": intent_id, "charge": charge["id"],
                             "evidence_details": {"due_by": int(time.time()) + 7 * 86_400, "has_evidence": False,
                                                  "past_due": False, "submission_count": 0},
                             "balance_transactions": [{"id": new_id("txn"), "object": "balance_transaction",
                                                       "amount": -amount, "fee": DISPUTE_FEE}]})  # fmt: skip
        self.tell("charge.dispute.created", dispute)
        return dispute

    def close_dispute(self, key: str, status: str) -> Thing:
        dispute = self.find(key, "dispute")
        if dispute["status"] not in ("won", "lost"):
            dispute["status"] = status
            if status == "won":
                self.balance += dispute["amount"]
            self.tell("charge.dispute.closed", dispute)
        return dispute

    def shown(self, thing: Thing, expand: list[str]) -> Thing:
        """A thing as it is answered, with what was asked for opened inside it."""
        shown = {name: value for name, value in thing.items() if name != "items"}
        for path in expand:
            self._open(shown, path.split("."))
        return shown

    def _open(self, shown: Thing, path: list[str]) -> None:
        name, *rest = path
        inside = shown.get(name)
        if isinstance(inside, str):
            shown[name] = dict(self.things[inside])
        if rest and isinstance(shown.get(name), dict):
            self._open(shown[name], rest)
