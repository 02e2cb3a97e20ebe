"""Finds every form on every page of the demo and fills it in as somebody would, for the walk that sends each twice."""

import io
import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from fastapi.routing import APIRoute
from PIL import Image

from market.web.addresses import pattern_of
from market.web.drawn import Drawn, FormTag, Tag

LINK = re.compile(r'href="(/[^"#]*)')
NOT_FOLLOWED = ("/static/", "/media/", "/bahasa/", "/keluar")
NOT_PAGES = (".xlsx", ".pdf", ".ics", ".json", ".png", ".csv", ".txt", ".xml")
TYPED = {
    "name": "Ibu Ratna Wowor", "phone": "0812 9988 7711", "email": "ratna@walk.test", "identifier": "0812 9988 7722",
    "village": "71.72.06.1003", "address": "Jalan Samratulangi 7", "quantity": "3", "price": "15.000",
    "weight_g": "250",
    "reason": "alasan yang benar", "fee": "10.000", "note": "catatan", "what": "Kayu bakar", "amount": "10.000",
    "came": "10.000", "bank": "BRI", "number": "1234567890", "holder": "Ratna Wowor", "day": "2026-12-20",
    "current": "dermaga-demo", "password": "tiga kata kuat sekali", "pin": "2580", "again": "2580", "code": "ABCDEFGH",
    "sure": "ya",
    "office": "Dinas Perikanan", "contact": "Ibu Ani", "deliver_on": "2026-12-20", "valid_until": "2026-12-20",
    "pieces": "10", "proof": "BSG 001", "told": "BRI 123", "place": "71.72", "agency": "Dinas Perikanan",
    "name_en": "Name",
    "city": "Bitung", "text": "Kami lebih dulu gilirannya", "zone": "Q", "rows": "1", "per_row": "2", "watt": "1.000",
    "booth_watt": "100", "performer": "Tari Maengket", "performance_at": "10.00", "performance_day": "2026-12-12",
    "answer": "Terima kasih", "auditor": "Inspektorat", "first_fee": "10.000", "tracking": "JX12345678",
    "digits": "0000",
    "pin_again": "2580", "lines": "05/12 TRSF CR 10.000", "comment": "Bagus", "unit": "buah", "category": "ikan-asap",
    "counted": "10.000", "float_amount": "50.000", "why": "Uang kecil",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One press of one form: as whom, where it goes, what is in it."""

    who: str
    page: str
    path: str
    pattern: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Forms with one address and the same fields, pressed by the same button, are one form."""
        acts = tuple(f"{n}={v}" for n, v in self.fields if n in ("act", "answer", "verdict", "here", "open", "then"))
        return self.pattern, acts

    def sent(self) -> dict:
        data: dict[str, list[str]] = defaultdict(list)
        for name, value in self.fields:
            data[name].append(value)
        files = [(name, ("foto.png", picture(), "image/png")) for name in self.files]
        return {"data": dict(data)} | ({"files": files} if files else {})


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 60), "#0b4f5c").save(out, "PNG")
    return out.getvalue()


@dataclass
class Walk:
    """Walks from link to link as one person and gathers the forms."""

    app: object
    browsers: dict[str, object]
    most: int = 3
    within: tuple[str, ...] = ("/",)  # where links are followed
    found: list[Found] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)  # forms that carry no token
    dead: list[str] = field(default_factory=list)  # links that are offered to who may not follow them

    def __post_init__(self) -> None:
        own = [route for route in self.app.routes if isinstance(route, APIRoute)]
        self.pages = [(r.path_regex, r.path) for r in own if "GET" in r.methods]
        self.acts = [(r.path_regex, pattern_of(r)) for r in own if "POST" in r.methods]

    def pattern(self, routes, address: str) -> str:
        path = unquote(urlsplit(address).path)
        return next((pattern for regex, pattern in routes if regex.fullmatch(path)), "")

    def as_person(self, who: str, starts: list[str]) -> None:
        waiting, taken, seen = deque((start, "") for start in starts), defaultdict(int), set()
        while waiting:
            address, page = waiting.popleft()
            pattern = self.pattern(self.pages, address)
            if address in seen or address.startswith(NOT_FOLLOWED):
                continue
            if not pattern:  # what is no page of ours, such as the description of the interface
                status = self.browsers[who].get(address).status_code
                self.dead.extend([f"{who} {page} -> {address}: {status}"] if status >= 400 else [])
                continue
            if taken[pattern] >= (1 if pattern.endswith(NOT_PAGES) else self.most):
                continue
            taken[pattern] += 1
            seen.add(address)
            answer = self.browsers[who].get(address)
            there = answer.headers.get("location", "").removeprefix("http://testserver")
            asks = who != "guest" and there.partition("?")[0] == "/masuk" and address.partition("?")[0] != "/masuk"
            if page and (answer.status_code >= 400 or asks):
                self.dead.append(f"{who} {page} -> {address}: {answer.status_code} {there}")
            if "text/html" not in answer.headers.get("content-type", ""):
                waiting.extend([(there, page)] if there.startswith("/") else [])
                continue
            if answer.status_code >= 400:
                continue
            links = [link.replace("&amp;", "&") for link in LINK.findall(answer.text)]
            waiting.extend((link, address) for link in links if link.startswith(self.within))
            for form in Drawn(answer.text).forms:
                if form.attributes.get("method") == "post":
                    self.forms(who, address, form, answer.text)

    def forms(self, who: str, address: str, form: FormTag, text: str) -> None:
        if not any(each.attributes.get("name") == "press" for each in form.controls):
            self.bare.append(f"{who} {address} {form.attributes.get('action', '')}")
        fields, files = filled(form, text)
        buttons = [each for each in form.controls if each.name == "button" and each.attributes.get("type") != "button"]
        for button in buttons or ([None] if form.attributes.get("action") else []):
            own = dict(button.attributes) if button else {}
            action = own.get("formaction") or form.attributes.get("action") or address
            path = action.split("#")[0]
            pressed = [(own["name"], own.get("value", ""))] if own.get("name") else []
            pattern = self.pattern(self.acts, path)
            self.found.append(Found(who, address, path, pattern, tuple(fields + pressed), tuple(files)))


def filled(form: FormTag, text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The fields of a form as they stand, and what somebody would write into those that are empty."""
    fields: list[tuple[str, str]] = []
    files: list[str] = []
    chosen: set[str] = set()
    for each in form.controls:
        own, kind = each.attributes, each.attributes.get("type", "text")
        name = own.get("name", "")
        if name in ("", "asks") or each.name == "button" or "disabled" in own:  # who presses was asked, and means it
            continue
        if kind == "file":
            files.append(name)
        elif kind == "radio":
            if name not in chosen and ("checked" in own or not any_checked(form, name)):
                chosen.add(name)
                fields.append((name, own.get("value", "on")))
        elif kind == "checkbox":
            if "checked" in own or name in ("terms", "sure", "booths", "slots", "bills", "certificates"):
                fields.append((name, own.get("value", "on")))
        elif each.name == "select":
            fields.append((name, option_of(form, each)))
        else:
            fields.append((name, own.get("value") or content(each, text) or value_for(name, kind)))
    return some_of_it(as_offered(fields)), files


def some_of_it(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One piece of the first good, where all steppers of a till or an order to be written down stand at none."""
    counts = [n for n, (name, _value) in enumerate(fields) if name.startswith("quantity-")]
    if counts and all(fields[n][1] in ("", "0") for n in counts):
        fields[counts[0]] = (fields[counts[0]][0], "1")
    return fields


def as_offered(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A checkout names the place to which its ways lead: who types another one is shown other ways first. Who names
    none fetches it, and writes no street."""
    there = dict(fields)
    if "ways_to" not in there:
        return fields
    own = {"village": there["ways_to"]} | ({} if there["ways_to"] else {"address": "", "landmark": ""})
    return [(name, own.get(name, value)) for name, value in fields]


def any_checked(form: FormTag, name: str) -> bool:
    return any("checked" in each.attributes for each in form.controls if each.attributes.get("name") == name)


def option_of(form: FormTag, select: Tag) -> str:
    options = form.options.get(select, [])
    picked = [each for each in options if "selected" in each.attributes] or options
    values = [each.attributes.get("value", "") for each in picked]
    return next((value for value in values if value), next(iter(values), ""))


def content(control: Tag, text: str) -> str:
    return text[control.end : control.closed - len("</textarea>")].strip() if control.name == "textarea" else ""


def value_for(name: str, kind: str) -> str:
    if name in TYPED:
        return TYPED[name]
    stem = name.split("-", maxsplit=1)[0]
    if stem in ("quantity", "line", "part"):
        return "1"
    if kind == "date":
        return "2026-12-20"
    return {"number": "1", "time": "10:00", "email": "ratna@walk.test", "tel": "081299887711"}.get(kind, "")
