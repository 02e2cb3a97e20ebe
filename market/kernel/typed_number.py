"""Numbers as people type them: pieces, rupiah, grams, days, watts, percent. One reader for forms, filters and sheets.

What can mean only one thing is read: a point parts thousands, a comma tenths, `15rb` is 15000 rupiah, `1,5 kg` is 1500
grams. What may mean two things is refused with what it may have meant, and never guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from market.kernel.money import MOST, grouped, rupiah
from market.kernel.refused import Refused
from market.kernel.typed import whole

LONGEST = 60  # letters of a number with its unit
MOST_GRAMS, MOST_PIECES = 200_000, 999_999  # of one thing that is sold; of one kind of it
LEAST_BARE = 100  # rupiah: less, with nothing beside it, is how people write thousands
LEAST_PRICE = 1_000  # the same for what one piece costs: `150` is more often a hundred and fifty thousand
NUMBER = re.compile(r"1/[24](?![0-9])|[0-9]+(?:[.,][0-9]+)*|[½¼¾]|setengah|seperempat")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
BY_SPACE = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?![0-9.,])")  # thousands as we part them in English
BY_COMMA = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.0{1,2})?")  # thousands as an English keyboard parts them
TENTHS = re.compile(r"([0-9]+)[.,]([0-9]{1,2})|([0-9]+),([0-9]{3,6})")
DASHED = re.compile(r"([0-9.]+)[.,](?:-+|–|—)")  # `15.000,-`
NO_SEN = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{4,}),00?")  # `15.000,00`; of `25,00` we know nothing
BEFORE_MONEY = re.compile(r"(?:rp|idr)(?![a-z])[.\s]*", re.IGNORECASE)
PARTS = {
    **dict.fromkeys(("½", "1/2", "setengah"), Fraction(1, 2)),
    **dict.fromkeys(("¼", "1/4", "seperempat"), Fraction(1, 4)),
    "¾": Fraction(3, 4),
}


@dataclass(frozen=True)
class NumberKind:
    """One kind of number: what a unit after it is worth, and the sentence for what is none.

    `units` are certain; about those in `maybe` we ask back, since not everybody means the same by them.
    """

    unclear: str
    units: Mapping[str, int]
    maybe: Mapping[str, int]
    suffix: str = ""


PIECES = frozenset({
    "buah", "bh", "bungkus", "bks", "pcs", "pc", "biji", "butir", "botol", "toples", "pak", "pack", "ekor", "lembar",
    "helai", "potong", "pasang", "kotak", "dus", "paket", "porsi", "set", "stan", "kelompok", "orang",
    "ikat", "setel", "stel", "keranjang", "kaleng", "btl", "liter", "meter", "piece", "pieces",
})  # fmt: skip
ANY_PIECES = frozenset({"buah", "bh", "pcs", "pc", "biji", "butir", "piece", "pieces"})  # said of whatever is counted
SAME_PIECES = tuple(frozenset(words.split()) for words in (
    "bungkus bks pak pack packs", "botol btl bottle bottles", "ikat bunch bunches", "lembar helai sheet sheets",
    "setel stel set sets", "kg kilo kilos kilogram", "kotak box boxes", "toples jar jars", "pasang pair pairs",
    "keranjang basket baskets", "kaleng can cans", "paket packet packets", "porsi portion portions",
    "liter liters litre litres", "meter meters metre metres", "potong cut cuts",
))  # fmt: skip
COUNTS = NumberKind("number_unclear", dict.fromkeys(PIECES, 1), {"rb": 1000, "ribu": 1000, "lusin": 12, "kodi": 20})
PERCENT = NumberKind("number_unclear", {"%": 1, "persen": 1}, {})
SHARP = {"rb": 1000, "rbu": 1000, "ribu": 1000, "k": 1000, "jt": 10**6, "juta": 10**6, "miliar": 10**9, "milyar": 10**9}
MONEY = NumberKind("amount_unclear", {"rupiah": 1, **SHARP}, {"m": 10**6})  # a million in English, a billion to many
GRAMS = NumberKind(
    "grams_unclear",
    {"g": 1, "gr": 1, "gram": 1, "grm": 1, "kg": 1000, "kilo": 1000, "kilogram": 1000, "ons": 100},
    {"ml": 1, "l": 1000, "liter": 1000},
    " g",
)
DAYS = NumberKind(
    "days_unclear",
    {"hari": 1, "hr": 1, "day": 1, "days": 1, "minggu": 7, "mgg": 7, "pekan": 7, "week": 7, "weeks": 7},
    {"bulan": 30, "bln": 30, "tahun": 365, "thn": 365},
    " hari",
)
IN_ONE_WORD = {
    "sehari": "1 hari",
    "seminggu": "1 minggu",
    "sepekan": "1 pekan",
    "sebulan": "1 bulan",
    "setahun": "1 tahun",
}
WATTS = NumberKind(
    "watts_unclear", {"w": 1, "watt": 1, "wat": 1, "kw": 1000, "kilowatt": 1000}, {"va": 1, "kva": 1000}, " watt"
)


def typed_count(text: str, own: str = "") -> int:
    """Pieces, booths, rows: `7`, `1.000`, `30 bungkus`. Where goods have a unit of their `own` that one is read, and
    another is asked about: a dus is no bungkus."""
    return _read(text, _counts_of(" ".join(own.lower().split())) if own.strip() else COUNTS)


def _counts_of(own: str) -> NumberKind:
    sure = next((words for words in SAME_PIECES if own in words), frozenset()) | ANY_PIECES | {own}
    asked = dict.fromkeys(PIECES.union(*SAME_PIECES) - sure, 1)
    return NumberKind(COUNTS.unclear, dict.fromkeys(sure, 1), {**asked, **COUNTS.maybe}, f" {own}")


def typed_step(text: str, own: str = "") -> int:
    """A count that may go back: `-3`; of goods in their `own` unit as `typed_count`."""
    bare = text.strip()
    return -typed_count(bare[1:], own) if bare.startswith(("-", "−")) else typed_count(bare, own)


def typed_percent(text: str) -> int:
    """`10`, `10 %`, `10 persen`."""
    return _read(text, PERCENT)


def typed_grams(text: str) -> int:
    """Grams: `250`, `250 g`, `1,5 kg`, `½ kg`, `2 ons`."""
    return _read(text, GRAMS)


def typed_days(text: str) -> int:
    """So many days: `3`, `3 hari`, `2 minggu`, `seminggu`."""
    return _read(IN_ONE_WORD.get(text.strip().lower(), text), DAYS)


def typed_watts(text: str) -> int:
    """`1.300`, `1.300 watt`, `1,3 kW`."""
    return _read(text, WATTS)


def typed_rupiah(text: str, least: int = LEAST_BARE) -> int:
    """Whole rupiah: `25000`, `25.000`, `Rp. 25.000,-`, `25rb`, `1,5 jt`.

    Refuses `25.00`, `2.5.000`, `25,50` and `25.000,50`: reading them loosely makes 2500 of 25.00. A bare `25`, or
    what else is under `least`, is asked about: `Rp25` is what it says.
    """
    bare = BEFORE_MONEY.sub("", text.strip(), count=1)
    ended = DASHED.fullmatch(bare) or NO_SEN.fullmatch(bare)
    amount = _read(ended[1] if ended else bare, MONEY, shown=text)
    if 0 < amount < least and bare == text.strip() and bare.isdecimal():
        raise Refused("thousands_meant", meant=rupiah(amount * 1000), typed=rupiah(amount))
    if amount > MOST:
        raise Refused("amount_too_large")
    return amount


def typed_price(text: str) -> int:
    """What one piece of a good costs, as its seller types it: a bare `150` too is asked about."""
    return typed_rupiah(text, LEAST_PRICE)


def _read(text: str, kind: NumberKind, shown: str | None = None) -> int:
    """The number with its unit. Refused with what it may have meant, where there is such a thing."""
    bare = _by_points(" ".join(text.split())[:LONGEST].lower())
    found = NUMBER.match(bare)
    told = Refused(kind.unclear, typed=(shown or text).strip()[:LONGEST])
    if found is None or len(bare) == LONGEST:
        raise told
    number, unit = found[0], bare[found.end() :].strip().rstrip(".")
    worth = 1 if not unit else kind.units.get(unit) or kind.maybe.get(unit)
    if worth is None:
        raise told
    sure = _exactly(number, worth)
    if sure is not None and (not unit or unit in kind.units):
        return sure
    meant = sure if sure is not None else _perhaps(number, worth, kind)
    raise told if meant is None else Refused("number_meant", meant=_as_typed(meant, kind))


def _by_points(text: str) -> str:
    """`1 500 g` as `1.500 g`."""
    return text[: found.end()].replace(" ", ".") + text[found.end() :] if (found := BY_SPACE.match(text)) else text


def _exactly(number: str, worth: int) -> int | None:
    """What a number of units can only mean; None where it may mean two things, or is no whole one."""
    if worth == 1:
        bare = number.replace(".", "") if THOUSANDS.fullmatch(number) else number
        return whole(bare)
    if number in PARTS:
        return _whole(PARTS[number] * worth)
    if whole(number) is not None:
        return _whole(Fraction(int(number) * worth))
    tenths = TENTHS.fullmatch(number)
    if tenths is None:
        return None  # `1.500 kg` is a ton and a half, or one kilo and a half
    before, after = tenths[1] or tenths[3], tenths[2] or tenths[4]
    return _whole(Fraction(int(before + after), 10 ** len(after)) * worth)


def _perhaps(number: str, worth: int, kind: NumberKind) -> int | None:
    """What was probably meant, for asking back: `1,000` is a thousand, `1,5` grams are kilos, `1.500 kg` are 1,5."""
    if worth == 1:
        if BY_COMMA.fullmatch(number):
            return whole(number.partition(".")[0].replace(",", ""))
        english = re.fullmatch(r"([0-9]{3,12})\.0{1,2}", number)
        if english and kind is MONEY:
            return whole(english[1])
        return _exactly(number, 1000) if kind is GRAMS and TENTHS.fullmatch(number) else None
    if kind is MONEY and THOUSANDS.fullmatch(number):
        return whole(number.replace(".", "") + str(worth)[1:])
    part = re.fullmatch(r"([0-9]{1,3})\.([0-9]{3})", number)
    return _exactly(f"{part[1]},{part[2]}", worth) if part else None


def _whole(number: Fraction) -> int | None:
    return int(number) if number.denominator == 1 and number < 10**18 else None


def _as_typed(number: int, kind: NumberKind) -> str:
    """A number as it may be typed, which is as we print it."""
    return rupiah(number) if kind is MONEY else grouped(number) + kind.suffix
