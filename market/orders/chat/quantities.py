"""How much somebody wants, in digits, parts and words, with its unit: `2 bks`, `½ kg`, `setengah lusin`."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from market.catalog.searching.spelling import fold
from market.kernel.typed import whole
from market.kernel.typed_number import MOST_PIECES, PARTS, TENTHS, THOUSANDS
from market.orders.chat.bits import Bit
from market.orders.chat.lexicon import UNSURE
from market.orders.chat.small_talk import FILLER
from market.orders.chat.units import (
    BELAS,
    BETWEEN,
    BY_WEIGHT,
    GENERAL,
    HALF,
    INNER,
    LARGER,
    MONEY_WORDS,
    NO_UNITS,
    PACKED,
    PULUH,
    RATUS,
    SPELLED,
    TIMES,
    UNITS,
    WEIGHTS,
    WORDS,
)

ANY_UNIT = frozenset({"bungkus", "buah", "biji", "paket", "pasang", "porsi", "potong"})
UNWEIGHED = frozenset({"ikat", "ekor", "buah", "potong"})
LEAST_INSIDE = 6  # small ones in a piece, from where on their number may be meant
ONE_OF = frozenset({"sak", "sa", "se"})
SMALLEST = 100  # grams of a piece of which a part of a kilo is said without a unit


@dataclass(frozen=True)
class Quantity:
    """So many pieces of a unit, or so many grams; `count` is None where it was said unclearly. `money` is none."""

    count: Fraction | None
    unit: str
    grams: bool
    start: int
    end: int
    money: bool = False


@dataclass(frozen=True)
class NumberRead:
    """A number and the place of the bit behind it."""

    value: Fraction
    after: int


def amount_at(bits: Sequence[Bit], at: int) -> "tuple[Quantity, int] | None":
    """The amount that begins at a bit, and the place of the bit behind it."""
    start = at
    if bits[at].text in UNSURE and bits[at].kind == "word":
        return _unclear(bits, at)
    crossed = bits[at].text == "x"
    at += crossed
    number = _number(bits, at) if at < len(bits) else None
    one = _joined(bits[at]) if at < len(bits) and number is None else None
    if one is not None:
        return _of_one(bits, start, at, one)
    if number is None:
        return None
    again = _span_end(bits, number.after)
    if again is not None:
        found, at = _with_unit(bits, start, again.after, again.value)
        return Quantity(None, found.unit, found.grams, found.start, found.end), at
    at = number.after
    at += at < len(bits) and bits[at].text == "x" and bits[at].kind == "word"
    return _with_unit(bits, start, at, number.value)


def _unclear(bits: Sequence[Bit], at: int) -> "tuple[Quantity, int] | None":
    """`beberapa bungkus`, `sekitar 10`: somebody must say how many."""
    number = _number(bits, at + 1) if at + 1 < len(bits) else None
    unit = _unit(bits, number.after if number else at + 1)
    if number is None and unit is None:
        return None
    found, after = _with_unit(bits, at, number.after if number else at + 1, Fraction(1))
    return Quantity(None, found.unit, found.grams, found.start, found.end), after


def _number(bits: Sequence[Bit], at: int) -> NumberRead | None:
    bit = bits[at]
    if bit.kind == "number":
        value = _digits(bit.text)
        if value is None:
            return None
        return _plus_part(bits, at + 1, value)
    if bit.kind == "part":
        numerator, _, below = bit.text.partition("/")
        return NumberRead(Fraction(int(numerator), int(below)) if below else PARTS[bit.text], at + 1)
    if bit.kind != "word":
        return None
    if bit.typed in ONE_OF and _unit(bits, at + 1) is not None:
        return NumberRead(Fraction(1), at + 1)  # `sak bungkus`
    return _spelled(bits, at)


def _digits(text: str) -> Fraction | None:
    if THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    tenths = TENTHS.fullmatch(text)
    if tenths is not None and (tenths[2] or tenths[4]):
        before, after = tenths[1] or tenths[3], tenths[2] or tenths[4]
        return Fraction(int(before + after), 10 ** len(after)) if len(before + after) < 8 else None
    number = whole(text, MOST_PIECES)
    return None if number is None else Fraction(number)


def _plus_part(bits: Sequence[Bit], at: int, value: Fraction) -> NumberRead:
    """`1½`, `1 1/2`, `satu setengah`."""
    if at < len(bits) and value.denominator == 1:
        bit = bits[at]
        if bit.kind == "part":
            more = _number(bits, at)
            return NumberRead(value + more.value, at + 1) if more else NumberRead(value, at)
        if bit.text in HALF:
            return NumberRead(value + HALF[bit.text], at + 1)
    return NumberRead(value, at)


def _spelled(bits: Sequence[Bit], at: int) -> NumberRead | None:
    """`dua puluh lima`, `lima belas`, `setengah`, `tiga perempat`."""
    text = bits[at].text
    if text in HALF:
        return NumberRead(HALF[text], at + 1)
    if text not in WORDS:
        return None
    value, at = WORDS[text], at + 1
    following = bits[at].text if at < len(bits) else ""
    if following in BELAS:
        return NumberRead(Fraction(value + 10), at + 1)
    if following == fold("perempat"):
        return NumberRead(Fraction(value, 4), at + 1)
    if following in PULUH | RATUS:
        value, at = value * (10 if following in PULUH else 100), at + 1
        more = _spelled(bits, at) if at < len(bits) and bits[at].text in WORDS else None
        return NumberRead(value + more.value, more.after) if more else NumberRead(Fraction(value), at)
    return _plus_part(bits, at, Fraction(value))


def _joined(bit: Bit) -> str | None:
    """The unit of `sebungkus`, `sekilo`, `selusin`."""
    if bit.kind != "word" or not bit.typed.startswith("s") or bit.text in SPELLED | FILLER:
        return None
    whole_one = bit.typed.startswith(("se", "sa"))
    rest = fold(bit.typed[2:] if whole_one else bit.typed[1:])
    if bit.typed[1:2] in "iuo" or (bit.typed[1:2] == "a" and len(rest) < 4):
        return None  # `sikat` is a brush
    known = rest in UNITS or rest in WEIGHTS or rest in TIMES
    shortest = 2 if whole_one else 4
    return rest if known and len(rest) > shortest - 1 and rest not in NO_UNITS else None


def begins_amount(bit: Bit) -> bool:
    """Whether a word is a number or a joined unit: `lima`, `sekilo`."""
    return bit.text in SPELLED or _joined(bit) is not None


def _of_one(bits: Sequence[Bit], start: int, at: int, unit: str) -> tuple[Quantity, int]:
    half = _plus_part(bits, at + 1, Fraction(1))
    worth = Fraction(WEIGHTS.get(unit) or TIMES.get(unit) or 1)
    if unit == "pasang":
        worth = Fraction(2)
    value, end = half.value * worth, bits[half.after - 1].end
    name = "" if unit in TIMES or unit == "pasang" else UNITS.get(unit, "")
    return Quantity(value, name, unit in WEIGHTS, bits[start].start, end), half.after


def _span_end(bits: Sequence[Bit], at: int) -> NumberRead | None:
    """The second number of `2-3`, `2 atau 3`."""
    if at + 1 >= len(bits):
        return None
    between = bits[at]
    if (between.kind == "sign" and between.text in "-/") or between.text in BETWEEN:
        return _number(bits, at + 1)
    return None


def _unit(bits: Sequence[Bit], at: int) -> str | None:
    if at >= len(bits) or bits[at].kind != "word":
        return None
    text = bits[at].text
    known = text in WEIGHTS or text in UNITS or text in TIMES
    return text if known and text not in NO_UNITS else None


def _with_unit(bits: Sequence[Bit], start: int, at: int, value: Fraction) -> tuple[Quantity, int]:
    grams, name, times = False, "", Fraction(1)
    if at < len(bits) and bits[at].text in MONEY_WORDS:
        return Quantity(value, "", False, bits[start].start, bits[at].end, money=True), at + 1
    unit = _unit(bits, at)
    if unit is not None and unit in TIMES:
        times, at = Fraction(TIMES[unit]), at + 1
        unit = _unit(bits, at)
    if unit is not None and unit not in TIMES:
        at += 1
        grams = unit in WEIGHTS and (unit != "k" or bits[at - 1].start == bits[at - 2].end)
        name = "" if grams else UNITS.get(unit, "")
        times *= WEIGHTS.get(unit, 1) if grams else 1
        parted = grams and WEIGHTS.get(unit, 1) > 1 and not (at + 1 < len(bits) and bits[at + 1].text in TIMES)
        half = _plus_part(bits, at, Fraction(1)) if parted else NumberRead(value, at)
        if half.after > at:
            value, at = value + half.value - 1, half.after
    return Quantity(value * times, name, grams, bits[start].start, bits[at - 1].end), at


def pieces(amount: Quantity, unit: str, grams: int, *, about: bool = False, holds: int = 0) -> int | None:
    """How many pieces of a good an amount is; None where that is not sure. `about`: its weight is only near; `holds`:
    so many small ones are in a piece, and may be meant."""
    if amount.count is None:
        return None
    sold_by = UNITS.get(fold(unit.lower()), unit.lower())
    if (amount.grams and sold_by in UNWEIGHED) or (not amount.unit and amount.count == holds >= LEAST_INSIDE):
        return None  # `kangkung 2 kg`, of which nobody weighs a bunch; `pempek 20`, where a bag has twenty
    count = amount.count * (2 if amount.unit == "pasang" != sold_by else 1)
    if amount.grams or (count < 1 and not amount.unit):
        count *= 1 if amount.grams else 1000  # `cabai seperempat` is of a kilo
        each = 0 if about else grams or (1000 if sold_by in BY_WEIGHT else 0)
        small = not amount.grams and each < SMALLEST  # half of what weighs little is half of something else
        count = count / each if each and not small else Fraction(0)
    elif not _fits(amount.unit, sold_by) or (holds and amount.unit in GENERAL and count >= holds):
        return None
    return int(count) if count.denominator == 1 and 0 < count <= MOST_PIECES else None


def _fits(said: str, sold_by: str) -> bool:
    """Whether a unit that was said counts pieces of what is sold by another."""
    if said in ("", sold_by) or {said, sold_by} <= {"kilo", "kg"}:
        return True
    if said in LARGER or said in INNER or sold_by in LARGER:
        return False
    if said == "biji" and sold_by in PACKED:
        return False  # `gula aren 5 biji`: five of those that are inside
    if {said, sold_by} == {"setel", "potong"}:
        return True  # `gamis 1 stel`
    return sold_by not in BY_WEIGHT and (said in ANY_UNIT or said == sold_by)
