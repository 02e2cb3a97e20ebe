"""How a text leads its reader elsewhere: by the numbers and links that it names."""

import re
import unicodedata

DAY = re.compile(r"\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:20)?\d\d\b")
PRICE = re.compile(r"\bRp\.?\s?(?:\d(?:\.\d{3}){2}|\d{1,3}(?:\.\d{3})?)(?![.,]?\d)", re.IGNORECASE)
# Eight digits or more, with any signs or one single letter between them.
NUMBER = re.compile(r"\d(?:(?:[\W_]{0,8}|[^\W\d_])\d){7,40}")
LINK = re.compile(
    r"(?:https?://|www\.)\S{1,80}|[\w.-]{1,64}@[\w.-]{1,64}|@\w{3,40}|\b[\w-]{1,40}\.[^\W\d_]{2,20}\b\S{0,80}",
    re.IGNORECASE,
)


def ways_named(text: str) -> frozenset[str]:
    """Phone and account numbers (their digits) and links in a text; a price, a weight or a day is none.

    Without lists of signs or of top-level domains, of which there is always one more: digits that follow each other are
    a number, and two words with a dot between them are an address.
    """
    plain = PRICE.sub(" rupiah ", DAY.sub(" hari ", unicodedata.normalize("NFKC", text)))
    numbers = ("".join(_digit(sign) for sign in found) for found in NUMBER.findall(plain))
    return frozenset((*numbers, *(found.casefold() for found in LINK.findall(plain))))


def _digit(sign: str) -> str:
    """A digit of any script as 0 to 9; empty for another sign."""
    return str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else ""
