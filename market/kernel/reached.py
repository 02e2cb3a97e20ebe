"""How a text leads its reader elsewhere: by the numbers and links that it names."""

import re
import unicodedata

# A day of these decades, with no other digit within three signs of it.
DAY = re.compile(
    r"(?<!\d)(?<!\d.)(?<!\d..)(?<!\d...)\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-]"
    r"(?:19[5-9]\d|20[0-3]\d|2\d)\b(?!.{0,3}\d)",
    re.DOTALL,
)
# A price in whole hundreds below ten million, no other digit right behind it.
PRICE = re.compile(r"\bRp\.?\s?(?:[1-9]\.\d{3}|[1-9]\d{0,2})\.\d00(?!\W?\d)", re.IGNORECASE)
RUPIAH = re.compile(r"\bRp\.?(?=\W{0,3}\d)", re.IGNORECASE)  # before what is no price it parts no digits
SPELLED = (
    (re.compile(r"[(\[{]\s?(?:titik|dot)\s?[)\]}]", re.I), "."),
    (re.compile(r"[(\[{]\s?at\s?[)\]}]", re.I), "@"),
)
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
    plain = unicodedata.normalize("NFKC", text).replace("\u3002", ".")
    for spelled, sign in SPELLED:
        plain = spelled.sub(sign, plain)
    plain = RUPIAH.sub(" ", PRICE.sub(" rupiah ", DAY.sub(" hari ", plain)))
    numbers = ("".join(_digit(sign) for sign in found) for found in NUMBER.findall(plain))
    return frozenset((*numbers, *(found.casefold() for found in LINK.findall(plain))))


def _digit(sign: str) -> str:
    """A digit of any script as 0 to 9; empty for another sign."""
    return str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else ""
