"""What of a query names no thing but says which: a place, a price, that it is there now, a certificate.

These words are taken out first and become filters, which the page shows and lets be lifted. A claim (`organik`,
`halal`) is met by a certificate alone, and is never lifted by the search itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from market.catalog.searching.spelling import word_set
from market.catalog.searching.words import AROUND, folded_text

WISHED = (
    ("nearest", word_set("dekat terdekat deket near nearby")),
    ("cheapest", word_set("murah termurah mura meriah murmer terjangkau hemat cheap cheapest")),
    ("there", word_set("ready redy redi readystock tersedia stok stock stoknya")),
)
CLAIMS = {"organik": "organic", "organic": "organic", "halal": "halal", "bpom": "bpom", "pirt": "pirt"}
UP_TO = r"(?:(?:di ?)?bawah|maks(?:imal)?|max|under|kurang dari|budget|bujet|sampai|<)"
FROM = r"(?:(?:di ?)?atas|min(?:imal)?|mulai|over|lebih dari|>)"
FIGURE, UNIT = r"([0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]{1,8})", r"(rb|ribu|ribuan|k|jt|juta)"
AMOUNT = rf"(rp\.? ?)?{FIGURE} ?{UNIT}?\b"
RANGE = re.compile(  # `20-50rb`, `antara 20 ribu dan 50 ribu`; the second has its unit, so `kelas 1 sampai 6` is none
    r"(?<![a-z0-9.])(?:antara |between )?"
    + FIGURE
    + " ?"
    + UNIT
    + "? ?(?:-|sd|s/d|sampai|hingga|dan|to|and) ?"
    + FIGURE
    + " ?"
    + UNIT
    + r"\b"
)
PRICES = (
    ("price_to", re.compile("(?<![a-z])" + UP_TO + " ?" + AMOUNT)),
    ("price_from", re.compile("(?<![a-z])" + FROM + " ?" + AMOUNT)),
)
GIFTS = word_set("""
    kado hadiah bingkisan parsel parcel hampers hantaran seserahan souvenir souvenirs suvenir oleholeh oleh
    cinderamata gift gifts present presents
""")
GIFT_KEEPS, LONG, MOST_DAYS = 14, 30, 365
# What follows is not wanted: Indonesian, as it is typed, Manado Malay, English.
WITHOUT = word_set("""
    tanpa bebas bukan bukang tidak tdk tak ga gak gk ngga nggak enggak kagak nda ndak nyanda nyak kurang jangan
    without no not non less dont
""")
SURELY = frozenset({"tanpa", "bebas", "without"})  # also what no good here speaks of: `tanpa pengawet`
AND = frozenset({"dan", "atau", "and", "or", "deng", "sama"})
COUNTS = {"se": 1, "satu": 1, "a": 1, "one": 1, "dua": 2, "two": 2, "tiga": 3, "three": 3, "empat": 4, "four": 4}
UNITS = {"hari": 1, "day": 1, "days": 1, "minggu": 7, "week": 7, "weeks": 7, "bulan": 30, "month": 30, "months": 30,
         "tahun": 365, "year": 365, "years": 365}  # fmt: skip
KEEPS = re.compile(
    r"\b(?:tahan|awet|keeps?|lasts?|good for) (?:selama |sampai |for )?"
    r"(?:([0-9]{1,3}|" + "|".join(COUNTS) + r") ?(" + "|".join(UNITS) + r")|lama|long)\b|\bawet\b|\blong[ -]lasting\b"
)
NO_THING = WITHOUT | AND | AROUND | frozenset({"terlalu", "too", "pakai", "pake", "ada", "free"})
LEAST_RUPIAH, MOST_RUPIAH = 500, 10**9  # of a bare number: `sampai 3` is no price
PLACE_WORDS = 3


@dataclass(frozen=True)
class Wishes:
    """`words` are what names the thing. `place` is a code, of which `place_typed` are the words. `keeps`: for so many
    days at least, of which a present has a fortnight. `without`: what a good may not have, each a word."""

    words: tuple[str, ...] = ()
    place: str = ""
    place_typed: str = ""
    price_from: int | None = None
    price_to: int | None = None
    cheapest: bool = False
    there: bool = False
    nearest: bool = False
    keeps: int = 0
    without: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    taken: Mapping[str, str] = field(default_factory=dict)  # filter: the words it came from

    @property
    def any(self) -> bool:
        return bool(self.taken)

    @property
    def present(self) -> bool:
        return not GIFTS.isdisjoint(self.taken.get("good_on", "").split())


def wishes_in(typed: str) -> tuple[str, Wishes]:
    """The rest of a query, and what it says of price; to be read on by `wishes`."""
    text, found, taken = RANGE.sub(_from_to, folded_text(typed)), Wishes(), {}
    for name, said in PRICES:
        told = said.search(text)
        amount = _rupiah(told) if told else None
        if told and amount:
            found = replace(found, price_to=amount) if name == "price_to" else replace(found, price_from=amount)
            taken[name] = told[0].strip()
            text = text[: told.start()] + " " + text[told.end() :]
    if told := KEEPS.search(text):
        found, taken["good_on"] = replace(found, keeps=_days(told)), told[0].strip()
        text = text[: told.start()] + " " + text[told.end() :]
    return text, replace(found, taken=taken)


def _from_to(told: re.Match[str]) -> str:
    whole = told[2] is None and len(told[1]) > 3  # `20.000 sampai 50 ribu`
    return f"mulai {told[1]} {'' if whole else told[2] or told[4]} sampai {told[3]} {told[4]}"


def _days(told: re.Match[str]) -> int:
    if not told[2]:
        return LONG
    count = COUNTS.get(told[1]) or int(told[1])
    return min(max(count, 1) * UNITS[told[2]], MOST_DAYS)


def _rupiah(told: re.Match[str]) -> int | None:
    times = {"rb": 1_000, "ribu": 1_000, "ribuan": 1_000, "k": 1_000, "jt": 10**6, "juta": 10**6}.get(told[3] or "", 1)
    amount = int(re.sub(r"[. ]", "", told[2])) * times
    return amount if (1 if told[1] else LEAST_RUPIAH) <= amount <= MOST_RUPIAH else None


def wishes(words: list[str], begun: Wishes, places: Mapping[str, str], means: Callable[[str], bool]) -> Wishes:
    """`words` are typed words; `places` the codes of where groups sell, by their names without spaces. What means a
    good here (`means`) is no wish for some present."""
    taken, rest, found, at = dict(begun.taken), [], begun, 0
    while at < len(words):
        if end := _denied_until(words, at, means):
            taken["without"] = " ".join([*taken.get("without", "").split(), *words[at:end]])
            at = end
            continue
        word, length = words[at], _place_at(words, at, places)
        if length and not found.place:
            some = words[at : at + length]
            found = replace(found, place=places["".join(some)], place_typed=" ".join(some))
            taken["place"] = found.place_typed
            at += length
            continue
        if not _wish(word, taken, gift=word in GIFTS and not means(word)):
            rest.append(word)
        at += 1
    return replace(
        found,
        words=tuple(rest) if set(rest) - AROUND or not taken else (),  # `yang murah`
        taken=taken,
        cheapest="cheapest" in taken,
        there="there" in taken,
        nearest="nearest" in taken,
        keeps=found.keeps or GIFT_KEEPS * ("good_on" in taken),
        without=tuple(word for word in taken.get("without", "").split() if word not in NO_THING),
        claims=tuple(kind for kind in taken if kind in CLAIMS.values()),
    )


def _denied_until(words: list[str], at: int, means: Callable[[str], bool]) -> int:
    """Where what is not wanted ends: behind `tanpa pedas`, `not too spicy`, `tanpa udang dan kacang`, `sugar free`; 0
    where nothing is denied. `ada kopi ga kak` denies nothing, for no good here is called so."""
    if words[at + 1 : at + 2] == ["free"] and words[at] not in NO_THING:
        return at + 2
    if words[at] not in WITHOUT:
        return 0
    end, near = 0, at + 1
    while near < len(words) and (words[near] in NO_THING or means(words[near]) or _surely(words, at, near)):
        if words[near] not in NO_THING:
            end = near + 1
            if end == len(words) or words[end] not in AND:
                break
        near += 1
    return end


def _surely(words: list[str], at: int, near: int) -> bool:
    return words[at] in SURELY and words[near].isalpha()


def _place_at(words: list[str], at: int, places: Mapping[str, str]) -> int:
    lengths = range(min(PLACE_WORDS, len(words) - at), 0, -1)
    return next((n for n in lengths if "".join(words[at : at + n]) in places), 0)


def _wish(word: str, taken: dict[str, str], *, gift: bool) -> bool:
    """Whether a word is a wish, which is then noted in `taken`."""
    kind = "good_on" if gift else CLAIMS.get(word) or next((name for name, those in WISHED if word in those), "")
    if kind:
        taken[kind] = f"{taken[kind]} {word}" if kind in taken else word
    return bool(kind)
