"""The counterpart's HTTP: Stripe's API as far as it goes, the buyer's page, and switches under `/_`."""

import html
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from market.demo.counterpart.books import Books, Thing
from market.demo.counterpart.checking import StripeError, check, unfold
from market.demo.counterpart.hooks import Hooks
from market.kernel.money import rupiah

PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Stripe (tiruan)</title>
<meta name="viewport" content="width=device-width"><style>body{font:1.05rem/1.5 system-ui;max-width:26rem;margin:2rem
auto;padding:0 1rem}button{display:block;width:100%%;min-height:3rem;margin:.6rem 0;font:inherit}</style></head><body>
<main><p>Ini tiruan Stripe untuk demo. Tidak ada uang sungguhan.</p><h1>%s</h1><ul>%s</ul><p>%s</p>%s</main>
</body></html>"""
FORM = """<form method="post"><button name="act" value="pay">Bayar</button><button name="act" value="fail">Kartu
ditolak</button><button name="act" value="cancel">Batal</button></form>"""


class Counterpart(ThreadingHTTPServer):
    """The server with its books, its webhooks and its switches."""

    daemon_threads = True

    def __init__(self, port: int, webhook: str, secret: str, state: Path | None) -> None:
        super().__init__(("127.0.0.1", port), StripeHandler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.books = Books(self.address, state)
        self.hooks = Hooks(webhook, secret)
        self.hang, self.fail, self.times = 0.0, 0, 0
        self.calls: list[str] = []

    def publish(self) -> None:
        """What the books have to tell goes out once the lock is free."""
        with self.books.lock:
            events, self.books.events = self.books.events, []
            self.books.keep()
        self.hooks.tell(events)


class StripeHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Counterpart

    def log_message(self, format: str, *args: Any) -> None: ...

    def do_GET(self) -> None:
        self._answer("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer("POST", self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def _answer(self, verb: str, body: str) -> None:
        path = urlsplit(self.path).path.strip("/").split("/")
        try:
            if path[0] == "pay":
                self._pay_page(verb, path[1], dict(parse_qsl(body)).get("act", ""))
            elif path[0] == "_":
                self._send(200, self._switch(path[1:], json.loads(body) if verb == "POST" and body else {}))
            else:
                self._api(verb, path, body)
        except StripeError as wrong:
            kind = "idempotency_error" if wrong.code == "idempotency" else "invalid_request_error"
            error = {"type": kind, "code": wrong.code, "param": wrong.param, "message": wrong.message}
            self._send(404 if wrong.code == "resource_missing" else 400, {"error": error})

    def _api(self, verb: str, path: list[str], body: str) -> None:
        here = self.server
        here.calls.append(f"{verb} /{'/'.join(path)}")
        if here.hang:
            time.sleep(here.hang)
        if here.fail and here.times:
            here.times -= 1
            return self._send(here.fail, {"error": {"type": "api_error", "message": "switched to fail"}})
        if not self.headers.get("Authorization", "").startswith("Bearer "):
            return self._send(401, {"error": {"type": "invalid_request_error", "message": "no key"}})
        params = unfold(parse_qsl(body, keep_blank_values=True))
        with here.books.lock:
            here.books.clock()
            thing = self._once(path, params) if verb == "POST" else self._read(path, params)
        return self._send(200, thing)

    def _once(self, path: list[str], params: Thing) -> Thing:
        """A key that was used gives the first answer; with other parameters an error."""
        key, books = self.headers.get("Idempotency-Key", ""), self.server.books
        if not key:
            raise StripeError("Idempotency-Key", "this counterpart wants one with every POST", "parameter_missing")
        asked = {"path": path, "params": params}
        before = books.asked.get(key)
        if before:
            if before["asked"] != asked:
                raise StripeError("Idempotency-Key", "Keys can only be used with the same parameters", "idempotency")
            return dict(before["answer"])
        answer = self._made(path, params)
        books.asked[key] = {"asked": asked, "answer": answer}
        return answer

    def _made(self, path: list[str], params: Thing) -> Thing:
        books = self.server.books
        match path:
            case ["v1", "checkout", "sessions"]:
                check("session_create", params)
                return books.shown(books.create_session(params), [])
            case ["v1", "checkout", "sessions", key, "expire"]:
                check("session_expire", params)
                return books.shown(books.expire_session(key), [])
            case ["v1", "refunds"]:
                check("refund_create", params)
                amount = int(params["amount"]) if "amount" in params else None
                return books.shown(books.refund(params["payment_intent"], amount, params.get("metadata", {})), [])
        raise StripeError("path", "Unrecognized request URL", "resource_missing")

    def _read(self, path: list[str], params: Thing) -> Thing:
        books, expand = self.server.books, params.get("expand", [])
        match path:
            case ["v1", "checkout", "sessions"]:
                check("session_list", params)
                found = [t for t in books.things.values() if t.get("payment_intent") == params["payment_intent"]]
                found = [books.shown(t, []) for t in found if t["object"] == "checkout.session"]
                return {"object": "list", "data": found, "has_more": False, "url": "/v1/checkout/sessions"}
            case ["v1", "checkout", "sessions", key]:
                check("session_retrieve", params)
                return books.shown(books.find(key, "checkout.session"), expand)
            case ["v1", "refunds", key]:
                check("refund_retrieve", params)
                return books.shown(books.find(key, "refund"), expand)
            case ["v1", "payment_intents", key]:
                check("intent_retrieve", params)
                return books.shown(books.find(key, "payment_intent"), expand)
            case ["v1", "disputes", key]:
                check("dispute_retrieve", params)
                return books.shown(books.find(key, "dispute"), expand)
        raise StripeError("path", "Unrecognized request URL", "resource_missing")

    def _pay_page(self, verb: str, key: str, act: str) -> None:
        books = self.server.books
        with books.lock:
            books.clock()
            session = books.find(key, "checkout.session")
            if verb == "POST" and act == "pay":
                session = books.pay(key)
            elif verb == "POST" and act == "fail":
                books.fail(key)
        if verb == "POST" and act != "fail":
            paid = session["status"] == "complete"
            return self._go(session["success_url"] if act == "pay" and paid else session["cancel_url"])
        said = "Kartu ditolak bank. Coba kartu lain." if act == "fail" else ""
        names = "".join(f"<li>{html.escape(name)}</li>" for name in session["items"])
        form = FORM if session["status"] == "open" else "<p>Halaman ini sudah selesai.</p>"
        text = PAGE % (rupiah(session["amount_total"] // 100), names, said, form)
        return self._send(200, text.encode(), "text/html; charset=utf-8")

    def _switch(self, path: list[str], told: Thing) -> Thing:
        """For tests: look inside, be slow or wrong, do what only a card's bank or a dashboard can."""
        here, books = self.server, self.server.books
        with books.lock:
            match path:
                case ["state"]:
                    return {"balance": books.balance, "things": books.things, "calls": here.calls,
                            "idle": here.hooks.idle(), "failed": here.hooks.failed,
                            "events": here.hooks.told}  # fmt: skip
                case ["switch"]:
                    here.hang, here.fail = told.get("hang", 0), told.get("fail", 0)
                    here.times = told.get("times", 10**9)
                    here.hooks.how, here.hooks.delay = told.get("hooks", "plain"), told.get("delay", 1.0)
                    here.hooks.address = told.get("webhook", here.hooks.address)
                case ["pay"]:
                    return dict(books.pay(told["session"]))
                case ["refund"]:
                    return dict(books.refund(told["intent"], told.get("amount"), {}))
                case ["fail_refund"]:
                    return dict(books.fail_refund(told["refund"]))
                case ["dispute"]:
                    return dict(books.dispute(told["intent"]))
                case ["close_dispute"]:
                    return dict(books.close_dispute(told["dispute"], told["status"]))
                case ["edit"]:
                    books.things[told["id"]] |= told["values"]
        if path == ["send"]:
            return {"status": here.hooks.send(told["event"], age=told.get("age", 0))}
        return {}

    def _go(self, address: str) -> None:
        self.server.publish()
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, told: Thing | bytes, kind: str = "application/json") -> None:
        self.server.publish()  # before the answer: who has it may count on what it caused
        data = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
