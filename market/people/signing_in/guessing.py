"""Guessing at an account: the one who guesses waits longer and longer, never the owner because of others' guesses.

A miss counts at three doors: this account from this network, this network for all accounts, and this account from
anywhere. The last makes nobody wait; when it is high, a network that the account does not know has one try at a time
instead of five. A browser that was signed in to the account before has a door of its own, and meets none of these.
Accounts that a network knows are counted apart from others there: guesses behind an address that
thousands share delay none of those who signed in from it before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from market.kernel.db import read, write_apart
from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.kernel.slowdown import Pace, count_try, forget_misses, misses_at, take_back
from market.kernel.tokens import digest
from market.people.known_browser import find_known, knows_network
from market.people.person import find_way_in

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HERE = Pace(free=5, first=MINUTE, longest=HOUR, forgets=HOUR)
HERE_UNDER_ATTACK = Pace(free=1, first=4 * MINUTE, longest=HOUR, forgets=HOUR)
NETWORK = Pace(free=30, first=MINUTE, longest=15 * MINUTE, forgets=2 * MINUTE)
ANYWHERE = Pace(free=0, first=None, longest=HOUR, forgets=HOUR / 2)
KNOWN = Pace(free=10, first=MINUTE, longest=15 * MINUTE, forgets=15 * MINUTE)
SECOND = Pace(free=10, first=MINUTE, longest=HOUR, forgets=HOUR)
GUESSED_AT = 20  # so many misses from anywhere mean that somebody is guessing at an account


@dataclass(frozen=True)
class Knock:
    """One try to sign in: as whom, what the password must fit, and the doors where it counts as a miss."""

    person_id: int  # 0: there is no such account
    password_hash: str | None
    doors: Mapping[str, Pace]

    def was_right(self, db: Session) -> None:
        """Forgets the misses at this account from here; those at other accounts still count against the network."""
        own = [name for name, pace in self.doors.items() if pace not in (NETWORK, ANYWHERE)]
        forget_misses(db, *own)
        take_back(db, self.doors.keys() - set(own))


def knock(identifier: str, network: str, browser: str) -> Knock:
    """Counts a try before the password is looked at. TooOften while one of the doors still refuses.

    `browser` is the token of the cookie by which a browser is known. An unknown number takes the same work.
    """
    with read() as db:
        person = find_way_in(db, identifier)
        person_id = person.key if person else 0
        account = str(person_id) if person else "x" + digest(same_name(identifier))[:24]
        doors = _doors(db, "masuk", account, person_id, network, browser)
    write_apart(lambda db: count_try(db, doors))
    return Knock(person_id, person.password_hash if person else None, doors)


def knock_with_code(person_id: int, network: str, browser: str) -> Knock:
    """Counts a try at the second step: only who has the password gets here, so the account's misses count."""
    with read() as db:
        doors = _doors(db, "langkah", str(person_id), person_id, network, browser)
    doors = {name: SECOND if pace is ANYWHERE else pace for name, pace in doors.items()}
    write_apart(lambda db: count_try(db, doors))
    return Knock(person_id, None, doors)


def same_name(identifier: str) -> str:
    """One name for one account however it is typed."""
    text = identifier.strip().lower()
    try:
        return text if "@" in text else typed_phone(text)
    except Refused:
        return text[:80]


def _doors(db: Session, act: str, account: str, person_id: int, network: str, browser: str) -> dict[str, Pace]:
    known = find_known(db, person_id, browser)
    if known:
        return {f"{act}/kenal/{known.key}": KNOWN}
    anywhere, at_home = f"{act}/akun/{account}", knows_network(db, person_id, network)
    attacked = misses_at(db, anywhere, ANYWHERE) >= GUESSED_AT and not at_home
    here, all_here = HERE_UNDER_ATTACK if attacked else HERE, "rumah" if at_home else "dari"
    return {f"{act}/{account}/{network}": here, f"{act}/{all_here}/{network}": NETWORK, anywhere: ANYWHERE}
