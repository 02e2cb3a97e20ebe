"""Passwords: what may be one, how it is kept, whether it fits.

Only length and guessability count (NIST SP 800-63B 3.1.1.2, ASVS 5.0 6.2): no rule asks for digits or signs. Spaces
belong to a password; its letters are taken in the form NFC, so that every keyboard writes the same one.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.group import Group
from market.people.membership import Membership
from market.people.person import Person, fits, hash_secret

LEAST = 8
MOST = 256
# Common here, and not on the package's list, which is English.
HERE = (
    "aku anjing assalamualaikum bahagia bandung bangsat bapak bidadari bismillah bitung bontang cantik cintaku "
    "cintakamu doraemon garuda gratis hamdalah ikhlas indonesia indonesiaku indonesiaraya jakarta kampret kasihku "
    "katakunci katasandi kangen kelompok kelompokku makassar mamapapa manado merdeka nasigoreng nusantara "
    "pancasila pejuang permata persib persija ramadhan rahasia rahasiaku rindu sandi sandiku sayang sayangku "
    "sayangkamu sayangmama selamanya selamat semangat semoga sukses sulawesi surabaya terimakasih"
)
COMMON_HERE = frozenset(HERE.split())
WRITTEN_FOR = str.maketrans("@0134578$!", "aoieastbsi")


def new_hash(password: str, *own: str | None) -> str:
    """The hash of a password that somebody chose. Refused when it is easy to guess.

    `own` are words that anybody tries first for this person: name, number, e-mail, groups. Takes 30 ms and loads a
    list the first time: call it where passwords are hashed, never on the loop.
    """
    if easy_to_guess(password, *own):
        raise Refused("password_common", field="password")
    return hash_secret(password)


def password_fits(password_hash: str | None, typed: str) -> bool:
    """Whether what was typed is the password. Takes as long when there is none.

    Older passwords were kept without the spaces around them, so that form is tried too.
    """
    return any(fits(password_hash, each) for each in dict.fromkeys((typed, typed.strip())))


def long_enough(password: str) -> str:
    if len(password) < LEAST:
        raise Refused("password_too_short", field="password")
    return password


def easy_to_guess(password: str, *own: str | None) -> bool:
    """Whether a password is on the list of common ones, or little more than the words around this person."""
    plain = folded(password)
    if len(set(password.casefold())) < 4 or _all_steps(plain) or _a_day(plain):
        return True
    again = (plain + plain).find(plain, 1)  # the length of the part that repeats itself
    left = _without(plain, own)
    signs = {char for char in password if not char.isalnum() and not char.isspace()}
    little = left != plain and len(left) + len(signs) < LEAST
    return little or _common(password, plain) or _common(plain[:again], plain[:again])


def folded(text: str) -> str:
    """Letters and digits alone, small, without marks."""
    marked = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in marked if char.isalnum())


def _without(plain: str, own: tuple[str | None, ...]) -> str:
    """What is left of a password without the words around its owner."""
    words = {"dermaga"}
    for each in own:
        words |= {folded(word) for word in re.split(r"[\s@.]+", each or "")} | {folded(each or "")}
        words.add(re.sub(r"^(62|0)", "", folded(each or "")))  # a number with 0 or 62 before it
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= 3:
            plain = plain.replace(word, "")
    return plain


def _common(password: str, plain: str) -> bool:
    """Whether it is common as it is, with signs read as letters, or without the digits around it."""
    core = plain.strip("0123456789")
    tries = {password.casefold(), plain, folded(password.translate(WRITTEN_FOR))}
    if len(plain) - len(core) <= 6:
        tries |= {core, folded(password.strip("0123456789!?.#* ").translate(WRITTEN_FOR))}
    return any(each in COMMON_HERE or each in common_passwords() for each in tries)


def _all_steps(plain: str) -> bool:
    """`abcdefgh`, `98765432`: each sign as far from the last as that from the one before."""
    return len({ord(b) - ord(a) for a, b in pairwise(plain)}) == 1


def _a_day(plain: str) -> bool:
    """Eight digits that are a day: there are few of them, and one of them is a birthday."""
    day, month, year = r"(0[1-9]|[12][0-9]|3[01])", r"(0[1-9]|1[0-2])", r"(19|20)[0-9][0-9]"
    return re.fullmatch(f"{day}{month}{year}|{year}{month}{day}", plain) is not None


@lru_cache
def common_passwords() -> frozenset[str]:
    """The 30,000 most used passwords, from the data of the package zxcvbn (docs/decisions/0004-dependencies.md).

    Its file is read alone: to import the package keeps 17 MB for good, the list 6 MB.
    """
    package = find_spec("zxcvbn")
    places = package.submodule_search_locations if package else None
    data = _loaded(Path(next(iter(places or []))) / "frequency_lists.py")
    return frozenset(data.FREQUENCY_LISTS["passwords"])


def _loaded(file: Path) -> ModuleType:
    spec = spec_from_file_location("frequency_lists", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"no list of common passwords: {file}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words_around(db: Session, person: Person) -> tuple[str | None, ...]:
    """What anybody tries first as this person's password: name, number, e-mail, the names of the groups."""
    rows, groups = table(Membership), table(Group)
    own = sa.select(groups.c.name).join(rows, rows.c.group_id == groups.c.id)
    names = db.scalars(own.where(rows.c.person_id == person.key, rows.c.ended_at.is_(None)))
    return person.name, person.phone, person.email, *names
