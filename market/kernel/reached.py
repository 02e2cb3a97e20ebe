"""By what a text leads somebody elsewhere: the numbers and links that it names."""

import re
import unicodedata

DAY = re.compile(r"\b(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:20)?\d\d\b")
NUMBER = re.compile(r"\d(?:[\s().+/-]{0,3}\d){7,40}")  # eight digits or more, however they are parted
LINK = re.compile(
    r"(?:https?://|www\.)\S{1,80}|[\w.-]{1,64}@[\w.-]{1,64}|@\w{3,40}"
    r"|\b[\w-]{1,40}\.(?:app|co|com|gle|id|info|link|ly|me|net|online|org|page|shop|site|store|xyz)\b\S{0,80}",
    re.IGNORECASE,
)


def ways_named(text: str) -> frozenset[str]:
    """Phone and account numbers (their digits) and links in a text; a price, a weight or a day is none."""
    plain = DAY.sub(" hari ", unicodedata.normalize("NFKC", text))
    numbers = (re.sub(r"\D", "", found) for found in NUMBER.findall(plain))
    return frozenset((*numbers, *(found.casefold() for found in LINK.findall(plain))))
