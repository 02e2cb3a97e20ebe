"""What nobody can mean, and every place where it can be typed: for the tests that find no 500."""

import re
import sys
from inspect import getsource
from urllib.parse import quote_from_bytes

from fastapi.routing import APIRoute
from pydantic import BaseModel

from market.app import create_app
from market.web.addresses import pattern_of

NUMBERS = (
    "0", "-1", "-0", "+1", "1.5", "1,5", "1e309", "1e5", "0x10", "1_000", "²", "1²", "٣", "１２", "½", "Ⅷ",
    "߁", "𝟙", "NaN", "-inf",
    "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 25,
    "9" * 400, "9" * 5000,
    "00000000000000000000001", "1 000", "1.000.000", "Rp1", "Rp²", "1%",
)  # fmt: skip
DAYS = (
    "2026-02-31", "2026-13-01", "0001-01-01", "0000-00-00", "9999-12-31", "10000-01-01", "20261128", "2026-W01-1",
    "2026-W01",
    "2026-٠١-٠١", "²²²²-01-01", "24:00", "25:61", "00:00", "12:00:00.000001", "12.30+07:00", "0001-01",
    "9999-12", "2026-00", "2026-13", "9999-99",
    "0001-01-01T00:00", "9999-12-31T23:59:59+14:00",
)  # fmt: skip
LETTERS = (
    " ", "\t", "\r\n", "\x00", "a\x00b", "\x01\x1b[2J", "\x7f", "\x85", "\udc80", "\ud800", "a\udfffb", "\u202e",
    "\u2028", "\u200b\u200d\ufeff",
    "\ufffe\uffff", "ａ", "İıſ", "ﬃ", "e\u0301" * 300, "🐟" * 50, "👩‍👩‍👧", "\U0010ffff", "ẞß",
    "x" * 5000, "x" * 51_000, "/" * 3000, "a b " * 3000,
    "%", "%%", "%00", "%ff", "%s%n", "{0}", "{}", "{{7*7}}", "${7*7}", "__class__", "__proto__", "None", "null", "true",
    "undefined", "*", "?", "|",
    "'", '"', "\\", "\\\\x", "'; DROP TABLE lot; --", "' OR 1=1 --", "<script>alert(1)</script>", "]]>", "--", "-", "_",
    ".", "..", ",", ";", ":", "@", "#",
    "=1+1", "@SUM(1)", "a@b", "a@" + "b." * 200 + "id", "@x.id", "a@b\r\nBcc: x@y.id", "http://[", "//evil.example",
    "/\\evil.example", "javascript:1", "https://x@y:99999/",
)  # fmt: skip
NAMES = (
    "../../etc/passwd", "../../x", "../../x.²", "..", "name.².1", "name.1.²", "name.1.1", "name.800.600", "a.b.c.d",
    "...", ".x", "x.", "x..", "x." + "0" * 64,
    "../x." + "0" * 64, "a/b." + "a" * 64, "\x00." + "a" * 64, "a" * 300 + "." + "a" * 64, "²." + "²" * 64, "x.pdf",
    "CON", "-rf", "quantity-", "delivery-²", "a" * 300,
)  # fmt: skip
JSON = (
    "[" * 51_000, "[[[", "{" * 9, '{"a":' * 20_000, "[]", "[[]]", "[1]", "[[1]]", "[null]", "[[null]]", "[[[1]]]", "{}",
    '"x"', "1", "1e400", "[[1e400]]", "[[NaN]]",
    "[[" + "9" * 5000 + "]]", '["abc"]', '[["\\ud800"]]', '[["\\u0000"]]', '[[{"a": 1}]]',
    "[[" + ",".join(["1"] * 2000) + "]]", "[" + ",".join(["[]"] * 5000) + "]",
    '[["' + "x" * 40_000 + '"]]', '[["²","²","²"],["²","²","²"]]',
)  # fmt: skip
CODES = (
    "71", "71.72", "71.72.06.1003", "71.72.06.9999", "99", "71.", ".", "71.72.", "²²", "71.٧٢", "0812",
    "081234567890", "+62", "+" + "6" * 40, "+62²", "P-AAAAAA", "A01",
    "A01-1", "A²", "A" + "9" * 30, "Z99999999999999999999", "A01,A02", "1,2,3,²", "1-²", "DERMAGA-²",
    "00020101" * 700, "000201²²",
)  # fmt: skip
GARBAGE = ("",) + NUMBERS + DAYS + LETTERS + NAMES + JSON + CODES

ASKED = (
    "q", "kategori", "kelompok", "wilayah", "dari", "sampai", "ada", "urut", "halaman", "kunci", "village", "kembali",
    "bulan",
)  # fmt: skip
SPOKEN = re.compile(r"""(?:values|sent\(request\)\.values|state\.values|data|form\(\)\)?)(?:\.get\(|\[)"([a-z_]+)\"""")


BOUND = re.compile(r"bind\((?:(\w+)\.)?(\w+),")
PREFIXED = re.compile(r"""[(,] ?"([a-z]+-)"\)""")


def encoded(fields: dict[str, str]) -> bytes:
    """A form or query as a browser would send it, and as none would: broken letters included."""
    pairs = (
        quote_from_bytes(name.encode("utf-8", "surrogatepass"))
        + "="
        + quote_from_bytes(value.encode("utf-8", "surrogatepass"))
        for name, value in fields.items()
    )
    return "&".join(pairs).encode()


def own_routes(method: str) -> dict[str, APIRoute]:
    """Each route of ours by its address, as the tables of the doors name it."""
    found = (route for route in create_app().routes if isinstance(route, APIRoute) and method in route.methods)
    return {pattern_of(route): route for route in found}


def asked_of(route: APIRoute) -> list[str]:
    """The parameters that a page reads from its address."""
    declared = [parameter.alias for parameter in route.dependant.query_params]
    return declared + [name for name in ASKED if name not in declared]


def fields_of(route: APIRoute, here: object) -> list[str]:
    """The fields that a form may send: those of its model, and those that its file takes by name."""
    file = sys.modules[route.endpoint.__module__]
    text = getsource(file)
    models = [
        cell.cell_contents
        for dependency in route.dependant.dependencies
        for cell in getattr(dependency.call, "__closure__", None) or ()
    ]
    for module, name in BOUND.findall(getsource(route.endpoint)):
        models.append(getattr(getattr(file, module) if module else file, name, None))
    found = [
        name for each in models if isinstance(each, type) and issubclass(each, BaseModel) for name in each.model_fields
    ]
    found += SPOKEN.findall(text)
    found += [name for name in ("staged", "data", "payload") if name in text]
    found += [prefix + end for prefix in PREFIXED.findall(text) for end in (here.sku, here.slug, "1", "²")]
    return list(dict.fromkeys(found))
