"""By what a text leads somebody elsewhere: the numbers and links that it names."""

import re
import unicodedata

DAY = re.compile(r"\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:20)?\d\d\b")
PRICE = re.compile(r"\bRp\.?\s?(?:\d(?:\.\d{3}){2}|\d{1,3}(?:\.\d{3})?)(?![.,]?\d)", re.IGNORECASE)
# Eight digits or more, whatever signs, or what single letter between them, part them.
NUMBER = re.compile(r"\d(?:(?:[\W_]{0,8}|[^\W\d_])\d){7,40}")
LINK = re.compile(
    r"(?:https?://|www\.)\S{1,80}|[\w.-]{1,64}@[\w.-]{1,64}|@\w{3,40}|\b[\w-]{1,40}\.[^\W\d_]{2,20}\b\S{0,80}",
    re.IGNORECASE,
)


def ways_named(text: str) -> frozenset[str]:
    """Phone and account numbers (their digits) and links in a text; a price, a weight or a day is none.

    Not by lists of signs and of ends of addresses, of which there is always one more: digits that follow each other are
    a number, and two words with a dot between them are an address.
    """
    plain = PRICE.sub(" rupiah ", DAY.sub(" hari ", unicodedata.normalize("NFKC", text)))
    numbers = ("".join(_digit(sign) for sign in found) for found in NUMBER.findall(plain))
    return frozenset((*numbers, *(found.casefold() for found in LINK.findall(plain))))


def _digit(sign: str) -> str:
    """The digit of any script as ours; nothing for another sign."""
    return str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else ""
