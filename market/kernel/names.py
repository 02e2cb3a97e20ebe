"""Names as people read them: two that read alike are one to a buyer, whatever letters they are made of."""

import re
import unicodedata

from market.kernel.refused import Refused

INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# What reads like another sign in most fonts, after folding case: digits for letters, and pairs of letters.
ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "3": "e", "5": "s", "8": "b"})
PAIRS = (("rn", "m"), ("vv", "w"))


def visible(text: str, field: str | None = None) -> str:
    """A name without a sign that nobody sees: such a one hides who is meant, or turns what is read."""
    if any(unicodedata.category(sign) in INVISIBLE for sign in text):
        raise Refused("name_invisible", field=field)
    return text


def typed_name(text: str) -> str:
    """A name on one line, in the letters A to Z with or without marks. Refused: others, which may look like them."""
    name = visible(" ".join(unicodedata.normalize("NFC", text).split()), "name")
    for sign in name:
        if sign.isalpha() and not unicodedata.normalize("NFKD", sign)[0].isascii():
            raise Refused("name_not_latin", field="name")
    return name


def reads_as(name: str) -> str:
    """What a name reads as: `Tunas  Bahari`, `TUNAS-BAHARI` and `Tunas Bаhari` with a Cyrillic letter are alike."""
    plain = "".join(CONFUSED.get(sign, sign) for sign in unicodedata.normalize("NFKC", name))
    bare = "".join(s for s in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(s)).casefold()
    letters = re.sub(r"[^a-z0-9|]+", "", bare)
    for pair, one in PAIRS:
        letters = letters.replace(pair, one)
    return letters.translate(ALIKE)[:160]


# Cyrillic and Greek letters that look like Latin ones: for names that were stored before other scripts were refused.
CONFUSED = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧορνυικ",
        "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXopvuik",
        strict=True,
    )
)


GONE = "Akun dihapus"  # stands where somebody's name stood who deleted her account
# What we say of ourselves and of nobody, in books and letters, and what is read as that: the name of no person.
OURS = (
    "Dermaga", "Admin Dermaga", "Tim Dermaga", "Petugas Dermaga", "Sistem", "System", "Stripe", GONE, "Akun terhapus",
    "Deleted account",
)  # fmt: skip
PHONES = ("HP kelompok", "Group phone")
READS_AS_OURS = frozenset(reads_as(each) for each in (*OURS, *PHONES))


def person_name(text: str) -> str:
    """How somebody is called. Refused: what stands for the program, a group's phone or who is forgotten."""
    if reads_as(text) in READS_AS_OURS:
        raise Refused("name_ours", field="name")
    return text


def phone_name(text: str) -> str:
    """How a group's phone is called, which stands in its books where nobody said who she is."""
    if reads_as(text) in READS_AS_OURS - {reads_as(each) for each in PHONES}:
        raise Refused("name_ours", field="name")
    return text
