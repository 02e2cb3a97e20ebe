"""QRIS: Indonesia's QR code for payments (EMVCo, merchant-presented), read, checked, and given an amount.

Fields are tag, length, value: two digits, two digits that count characters, then so many characters. The checksum is
CRC-16/CCITT-FALSE over the UTF-8 bytes up to and including `6304`. Such a code only fills in the amount: nobody tells
us that it was paid. Sources: the specification as quoted by github.com/astrapay/spring-qris, EMVCo's MPM annex.
"""

import binascii
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, product

from market.kernel.refused import Refused

MOST = 10_000_000  # rupiah in one payment
MOST_CHARACTERS = 512
MOST_NAME, MOST_PLACE = 80, 40  # characters that we keep; a code of today has 25 and 15
CASH_PURPOSES = frozenset({"BOOK", "DMCT", "XBCT", "CDPT", "CWDL"})
MOST_TRIED = 2_000  # ways to read a text with blanks in it: enough for ten blanks, and quick
UNSEEN = "\ufeff\u200b\u200e\u200f"  # marks that come with copying
BLANKS = re.compile("([\\s\ufeff\u200b\u200e\u200f]+)")
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Qris:
    """A payload that was checked; `fields` in their order, the checksum not among them."""

    fields: tuple[tuple[str, str], ...]

    def value(self, tag: str) -> str:
        return dict(self.fields).get(tag, "")

    @property
    def merchant(self) -> str:
        """The merchant's name as the code has it: it may be cut at 25 characters and end in a space."""
        return self.value("59")

    @property
    def city(self) -> str:
        return self.value("60")

    @property
    def nmid(self) -> str:
        """The national merchant id, `ID` and 13 digits; empty when the code has none."""
        for tag, value in self.fields:
            if tag == "51":
                return dict(_fields(value)).get("02", "")
        return ""

    @property
    def amount(self) -> str:
        return self.value("54")

    @property
    def payload(self) -> str:
        return written(self.fields)

    def with_amount(self, amount: int) -> str:
        """The payload that asks for so many rupiah: 54 to 57 dropped, 01 is 12, 54 in its place, the checksum anew."""
        if not 1 <= amount <= MOST:
            raise Refused("qris_amount", n=MOST)
        kept: Fields = [(tag, value) for tag, value in self.fields if tag not in ("54", "55", "56", "57")]
        if any(tag == "01" for tag, _ in kept):
            kept = [(tag, "12" if tag == "01" else value) for tag, value in kept]
        else:
            kept.insert(1, ("01", "12"))
        place = next((n for n, (tag, _) in enumerate(kept) if tag > "54"), len(kept))
        kept.insert(place, ("54", str(amount)))
        return written(kept)


def checksum(text: str) -> str:
    """Four upper-case hex digits; of `123456789` it is 29B1."""
    return format(binascii.crc_hqx(text.encode(), 0xFFFF), "04X")


def nested(fields: Sequence[tuple[str, str]]) -> str:
    """Fields inside a field: without a checksum of their own."""
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in fields)


def written(fields: Sequence[tuple[str, str]]) -> str:
    """A whole payload, its checksum last."""
    body = nested(fields) + "6304"
    return body + checksum(body)


def read_qris(text: str) -> Qris:
    """A merchant's static code. Refused with the reason when it is none: never repaired, never guessed. Blanks and line
    ends that came with pasting are no part of it: lengths and checksum say which are."""
    as_typed = text.strip("\r\n\t")
    try:
        return _read(as_typed)
    except Refused as refusal:
        for other in _without_blanks(as_typed):
            with suppress(Refused):
                return _read(other)
        raise refusal from None


def _without_blanks(text: str) -> Iterator[str]:
    """The text with each of its blanks left as it is, made one space, or taken out."""
    pieces = BLANKS.split(text[: 2 * MOST_CHARACTERS].strip().strip(UNSEEN))
    choices = [
        dict.fromkeys(("" if n % 2 else piece, *((" ", piece) if n % 2 else ()))) for n, piece in enumerate(pieces)
    ]
    for chosen in islice(product(*choices), MOST_TRIED):
        yield "".join(chosen)


def _read(text: str) -> Qris:
    if not text.startswith("00") or len(text) > MOST_CHARACTERS:
        raise Refused("qris_unclear", field="payload")
    if len(text) < 12 or text[-8:-4] != "6304" or checksum(text[:-4]) != text[-4:].upper():
        raise Refused("qris_checksum", field="payload")
    fields = _fields(text[:-8])
    found = dict(fields)
    if len(found) != len(fields) or found.get("00") != "01":
        raise Refused("qris_unclear", field="payload")
    _check(found)
    return Qris(tuple(fields))


def _check(found: dict[str, str]) -> None:
    if found.get("53") != "360" or found.get("58") != "ID":
        raise Refused("qris_foreign", field="payload")
    if found.get("01", "11") not in ("11", "12"):
        raise Refused("qris_unclear", field="payload")
    purpose = dict(_fields(found["62"])).get("08", "") if "62" in found else ""
    if "40" in found and purpose.upper() in CASH_PURPOSES:
        raise Refused("qris_transfer", field="payload")
    if not 0 < len(found.get("59", "")) <= MOST_NAME or len(found.get("60", "")) > MOST_PLACE:
        raise Refused("qris_unclear", field="payload")
    if len(Qris(tuple(found.items())).nmid) > MOST_PLACE:
        raise Refused("qris_unclear", field="payload")
    accounts = [tag for tag in found if "26" <= tag <= "45" or tag == "51"]
    if not accounts:
        raise Refused("qris_unclear", field="payload")


def _fields(text: str) -> Fields:
    """Tag, length, value, one after the other; refused when a length does not fit."""
    fields, at = [], 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        if not (tag.isascii() and tag.isdigit() and length.isascii() and length.isdigit() and len(length) == 2):
            raise Refused("qris_unclear", field="payload")
        value = text[at + 4 : at + 4 + int(length)]
        if len(value) != int(length):
            raise Refused("qris_unclear", field="payload")
        fields.append((tag, value))
        at += 4 + int(length)
    return fields
