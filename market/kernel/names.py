"""Names as people read them: two that read alike are one to a buyer, whatever letters they are made of."""

import re
import unicodedata

from market.kernel.refused import Refused

INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# What stands between the words of a name and is not read; any other sign must read like a letter, or is refused.
BETWEEN = frozenset(" -\u2010\u2013\u2014_.,:;'\u2019\u2018`\"\u201c\u201d&()/+#*?")
# What reads like another sign in most fonts, after folding case: digits and signs for letters, and pairs of letters.
# No two digits read alike: "Kelompok 4" and "Kelompok 7" are two.
LOOKS_LIKE = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "2": "z", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s",
     "7": "t", "8": "b", "9": "g"}
)  # fmt: skip
READ = frozenset("0123456789|!@$")
PAIRS = (("rn", "m"), ("vv", "w"))


def visible(text: str, field: str | None = None) -> str:
    """A name without a sign that nobody sees: such a one hides who is meant, or turns what is read."""
    if any(unicodedata.category(sign) in INVISIBLE for sign in text):
        raise Refused("name_invisible", field=field)
    return text


def typed_name(text: str) -> str:
    """A name on one line: the letters A to Z with or without marks, the digits 0 to 9, and what stands between words.

    Refused: letters and signs of others, which may look like these and would be read as nothing.
    """
    name = visible(" ".join(unicodedata.normalize("NFC", text).split()), "name")
    if not all(_latin(sign) or sign in READ or sign in BETWEEN or unicodedata.combining(sign) for sign in name):
        raise Refused("name_not_latin", field="name")
    return name


def _latin(sign: str) -> bool:
    return sign.isalpha() and unicodedata.normalize("NFKD", sign)[0].isascii()


def reads_as(name: str) -> str:
    """What a name reads as: `Tunas  Bahari`, `TUNAS-BAHARI` and `Tunas Bаhari` with a Cyrillic letter are alike."""
    plain = "".join(CONFUSED.get(sign, sign) for sign in unicodedata.normalize("NFKC", name))
    bare = "".join(s for s in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(s)).casefold()
    letters = re.sub(r"[^a-z0-9|!@$]+", "", bare)
    for pair, one in PAIRS:
        letters = letters.replace(pair, one)
    return letters.translate(LOOKS_LIKE)[:160]


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
