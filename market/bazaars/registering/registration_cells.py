"""Cells of a list of registrations, as people write them: yes and no, needs with their watts, booths, blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from market.kernel.refused import Refused
from market.kernel.typed_number import typed_watts

YES = frozenset({"ya", "y", "iya", "ok", "oke", "yes", "1", "v", "√", "✓", "✔", "ada", "boleh", "bersedia",
                 "setuju", "mau", "bisa", "true", "benar"})  # fmt: skip
NO = frozenset({"tidak", "tdk", "tak", "t", "n", "no", "0", "-", "–", "tidak ada", "tidak boleh", "tidak bersedia",
                "tidak setuju", "tidak mau", "belum", "bukan", "false", "salah"})  # fmt: skip
# Words that stand with a yes or a no and change neither: `iya bu`, `tidak usah`. `boleh jadi` is perhaps.
BESIDE = frozenset({"saja", "aja", "dong", "kak", "bu", "pak", "deh", "perlu"})
BESIDE_NO = BESIDE | {"usah", "pakai", "jadi", "sih"}
NOT = re.compile(r"\b(?:tdk|tak|tdak|tidk|g|ga|gak|gk|ngga|nggak|engga|enggak|ndak|nda)\b")
NEEDS = {
    **dict.fromkeys(("listrik", "electricity", "colokan", "stop kontak", "stopkontak", "steker"), "electricity"),
    **dict.fromkeys(("air", "water", "air bersih", "air mengalir", "kran", "keran", "wastafel"), "water"),
    **dict.fromkeys(("pendingin", "cold", "kulkas", "freezer", "lemari es", "lemari pendingin"), "cold"),
    **dict.fromkeys(
        ("kursi roda", "wheelchair", "akses kursi roda", "ramah kursi roda", "jalur kursi roda"), "wheelchair"
    ),
}  # fmt: skip
APART = re.compile(r"[,;&+/\n]|\bdan\b|\bserta\b")
# Bounded: of a cell of digits and points each digit was tried as the first of all that follow.
WITH_WATTS = re.compile(r"\(?\b([0-9][0-9.,]{0,20}) ?(k?w|watt|wat|kilowatt|va)\b\.?\)?")
BOOTHS = re.compile(
    r"(?:min(?:imal)?)?([12]|satu|dua)(?:(?:-|–|s/d|sd|atau|sampai|/|,?maks?(?:imal)?|,?max)([12]|satu|dua))?"
    r"(?:stan|stand|booth|tenda|buah|meja)?(?:saja|aja)?"
)
COUNTED = {"satu": 1, "dua": 2}
ANY_BLOCK = frozenset({"", "-", "bebas", "mana saja", "di mana saja", "any"})


@dataclass(frozen=True)
class NeedsRead:
    """Needs by their codes, and the watts that stand beside them; 0 when none do."""

    needs: list[str]
    watt: int


@dataclass(frozen=True)
class BoothsRead:
    """At least and at most so many booths."""

    least: int
    most: int


def yes_or_no(text: str, field: str, *, unsaid: bool | None = None) -> bool | None:
    """Refused for a word that is neither."""
    if not text.strip():
        return unsaid
    said = _said(text)
    if said is None:
        raise Refused("yes_or_no", field=field)
    return said


def _said(text: str) -> bool | None:
    """Yes or no: its first word, with none behind that says otherwise; `tidak boleh` is a no, `boleh tidak` neither."""
    plain = " ".join(NOT.sub("tidak", text.lower().strip(" .!").replace("blm", "belum")).split())
    if plain in YES or text.strip() in NO or plain in NO:
        return plain in YES
    first, *more = plain.replace(",", " ").split() or [""]
    said = True if first in YES else False if first in NO else None
    beside = YES | (BESIDE_NO if said is False else BESIDE)
    return said if all(word in beside for word in more) else None


def needs_in(text: str) -> NeedsRead:
    """`listrik, air`, `Listrik 450 watt & kulkas`, `-`."""
    plain = " ".join(text.lower().split())
    if _said(text) is False:
        return NeedsRead([], 0)
    watts = [typed_watts(f"{number} {unit}") for number, unit in WITH_WATTS.findall(plain)]
    found = []
    for part in filter(None, (each.strip(" .:") for each in APART.split(WITH_WATTS.sub("", plain)))):
        if part not in NEEDS:
            raise Refused("need_unknown", what=part[:30])
        found.append(NEEDS[part])
    return NeedsRead(list(dict.fromkeys([*found, *(["electricity"] if watts else [])])), sum(watts))


def booths_asked(text: str) -> BoothsRead:
    """`1`, `2 stan`, `1-2`, `1 atau 2`, `satu`; one where nothing is said."""
    match = BOOTHS.fullmatch("".join(text.lower().split()) or "1")
    if match is None:
        raise Refused("booths_wrong")
    least, most = (COUNTED.get(side, 0) or int(side) for side in (match[1], match[2] or match[1]))
    if least > most:
        raise Refused("booths_wrong")
    return BoothsRead(least, most)


def zones_in(text: str, known: Sequence[str]) -> list[str]:
    """`A`, `Blok A, B`, `a/b`, `bebas`."""
    plain = " ".join(text.lower().split())
    if plain in ANY_BLOCK:
        return []
    parts = re.split(r"[,;/&+\s]+|\bdan\b|\batau\b", re.sub(r"\b(?:blok|zona|block)\b", " ", plain))
    zones = [part.upper() for part in parts if part and part not in ("dan", "atau")]
    for unknown in (zone for zone in zones if zone not in known):
        raise Refused("zone_unknown", what=unknown[:20], names=", ".join(known))
    return list(dict.fromkeys(zones))[:3]
