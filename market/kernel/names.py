"""Names as people read them: two that read alike are one to a buyer, whatever letters they are made of."""

import re
import unicodedata

from market.kernel.language import gettext, mark
from market.kernel.refused import Refused

NOBODY_NAMED = mark("Pembeli di tempat")  # the name of an order whose buyer is nobody to us: she bought at the till
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Letters and marks that are drawn as nothing (Unicode's Default_Ignorable_Code_Point), and Braille's blank.
DRAWN_AS_NOTHING = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
# What stands in a name and is not read; any other sign is refused.
BETWEEN = frozenset("|!@$ -\u2010\u2013\u2014_.,:;'\u2019\u2018`\"\u201c\u201d&()/+#*?")
# What reads like another sign in most fonts, after folding case: digits and signs for letters, and pairs of letters.
# No two digits read alike: "Kelompok 4" and "Kelompok 7" are two.
LOOKS_LIKE = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "2": "z", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
)  # fmt: skip
DIGITS = frozenset("0123456789")
# Signs that one person writes after a word and another instead of a letter: a name has at most one of them, and is
# compared in both readings.
EITHER = str.maketrans({"!": "l", "|": "l", "/": "l", "(": "l", ")": "l", "+": "t", "@": "a", "$": "s",
                        ":": "l", ";": "l", "&": "a"})  # fmt: skip
# Places where such a sign is never a letter: around a word, between numbers, standing alone.
ENCLOSED = re.compile(r"(?<!\S)\(([^()]*[^()\s])\)(?!\w)|(?<=[0-9])/(?=[0-9])|(?<=\s)[/+&](?=\s)")
# A 6 beside a letter may be a b; one that stands alone is a number, and "Kelompok 6" is not "Kelompok 8".
SIX_IN_WORD = re.compile(r"6(?=[A-Za-z])|(?<=[A-Za-z])6")
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
BASE = re.compile(r"LATIN (?:SMALL LETTER|CAPITAL LETTER|LETTER SMALL CAPITAL)(?: [A-Z-]+)*? ([A-Z])(?: WITH .*)?")


def visible(text: str, field: str | None = None) -> str:
    """The name; refused with an invisible sign in it, which could hide who is meant or reverse what is read, and
    when it is made of marks that stand on no letter: alone they are drawn as nothing."""
    hidden = any(unicodedata.category(sign) in INVISIBLE or sign in DRAWN_AS_NOTHING for sign in text)
    if hidden or (text and all(unicodedata.category(sign)[0] in "MZ" for sign in text)):
        raise Refused("name_invisible", field=field)
    return text


def typed_name(text: str) -> str:
    """A name on one line: the letters A to Z with or without marks, the digits 0 to 9, and what stands between words.

    Refused: letters and signs of others, which may look like these and would be read as nothing; more than one sign
    that may be meant for a letter; and what has none.
    """
    name = visible(" ".join(unicodedata.normalize("NFC", text).split()), "name")
    if not all(_latin(sign) or sign in DIGITS or sign in BETWEEN or unicodedata.combining(sign) for sign in name):
        raise Refused("name_not_latin", field="name")
    _require_letter(name)
    if sum(ord(sign) in EITHER for sign in ENCLOSED.sub("", name)) > 1:
        raise Refused("name_signs", field="name")
    return name


def _latin(sign: str) -> bool:
    return sign.isalpha() and unicodedata.normalize("NFKD", sign)[0].isascii()


def reads_as(name: str) -> str:
    """The one skeleton by which names are compared: without marks, signs and spaces, and with one letter for all that
    look like it. `Tunas  Bahari`, `TUNAS-BAHARI!` and `Tunas Bаhari` with a Cyrillic letter are alike."""
    plain = "".join(_base(sign) for sign in unicodedata.normalize("NFKC", name))
    letters = re.sub(r"[^a-z0-9]+", "", plain.casefold()).translate(LOOKS_LIKE)
    for pair, one in PAIRS:
        letters = letters.replace(pair, one)
    return letters[:160]


def readings(name: str) -> frozenset[str]:
    """Every way to read a name whose signs may be meant for letters, or for nothing."""
    within = re.sub(r"(?<=\w)[!|/()+@$:;&](?=\w)", lambda found: found[0].translate(EITHER), name)
    ways = {name, within, name.translate(EITHER)}
    return frozenset(map(reads_as, ways | {SIX_IN_WORD.sub("b", each) for each in ways}))


def _base(sign: str) -> str:
    """The plain letter that a sign looks like: without marks and strokes, of another script where it is known."""
    if sign.isascii():
        return sign
    sign = CONFUSED.get(sign, sign)
    bare = "".join(each for each in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(each))
    latin = BASE.fullmatch(unicodedata.name(bare, "")) if len(bare) == 1 and not bare.isascii() else None
    return latin[1].lower() if latin else bare


# Cyrillic and Greek letters that look like Latin ones: for names that were stored before other scripts were refused.
CONFUSED = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧορνυικ",
        "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXopvuik",
        strict=True,
    )
)


GONE = "Akun dihapus"  # stands in place of the name of somebody who deleted her account
# Names by which books and letters mean the program or nobody, and what reads like them: no person may have one.
OURS = (
    "Dermaga", "Admin Dermaga", "Tim Dermaga", "Petugas Dermaga", "Sistem", "System", "Stripe", GONE, "Akun terhapus",
    "Deleted account",
)  # fmt: skip
PHONES = ("HP kelompok", "Group phone")
READS_AS_OURS = frozenset(reads_as(each) for each in (*OURS, *PHONES))


def is_ours(text: str, ours: frozenset[str] = READS_AS_OURS) -> bool:
    """Whether a name reads as one of ours. Persons may be called in any script: a letter of another script, of which
    we do not know what it looks like, may be any letter when it stands between letters of the alphabet."""
    if readings(text) & ours:
        return True
    plain = "".join(_base(sign) for sign in unicodedata.normalize("NFKC", text)).casefold()
    others = "".join("?" if each.isalpha() and not each.isascii() else each for each in plain if each.isalnum())
    if "?" not in others or not others.strip("?0123456789"):
        return False
    typed = others.translate(LOOKS_LIKE)
    return any(
        len(each) == len(typed) and all(sign in ("?", letter) for sign, letter in zip(typed, each, strict=True))
        for each in ours
    )


def _require_letter(name: str) -> None:
    if name and not any(map(str.isalpha, name)):
        raise Refused("name_no_letter", field="name")


def person_name(text: str) -> str:
    """How somebody is called. Refused: what stands for the program, for a group's phone or for a deleted account, and
    what nobody can be called by: `12`, `??`."""
    _require_letter(text)
    if is_ours(text):
        raise Refused("name_ours", field="name")
    return text


def phone_name(text: str) -> str:
    """How a group's phone is called: this stands in the books for acts in which nobody said who she is."""
    if is_ours(text, READS_AS_OURS - {reads_as(each) for each in PHONES}):
        raise Refused("name_ours", field="name")
    return text


def shown_buyer(name: str) -> str:
    """Her name; of who was asked for none, a word in the reader's language."""
    return gettext(NOBODY_NAMED) if name == NOBODY_NAMED else name
