"""Guessing a PIN on a group's phones: each miss lengthens the wait, and the owner of the PIN hears of it.

Whoever holds a phone sees the names and may try. Misses at a member's PIN count over all phones that do not know her,
so that another phone is no fresh start. A phone on which she gave her PIN before counts for itself: guesses on a lost
one make her wait on no other. Nobody is locked out of her account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import group_page
from market.kernel.clock import now, today
from market.kernel.db import write
from market.kernel.record import table
from market.kernel.slowdown import Pace, count_try, forget_misses, misses_at, misses_like, take_back
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.act import note
from market.people.approving.known_phone import knows_phone, remember_phone
from market.people.device import Device
from market.people.group import Group
from market.people.membership import Membership
from market.people.person import Person
from market.people.security import SecurityEvent, once_an_hour

HERS = Pace(free=5, first=timedelta(minutes=1), longest=timedelta(hours=3), forgets=timedelta(hours=3))
PHONE = Pace(free=10, first=timedelta(minutes=1), longest=timedelta(minutes=15), forgets=timedelta(minutes=5))
SHOWN = timedelta(days=1)
GUESSED = "pin_guessed"
E, M, P = table(SecurityEvent), table(Membership), table(Person)


@dataclass(frozen=True)
class PinTry:
    """One try at a member's PIN, counted as a miss before its answer is known; `device_id` is None in her account.

    `known`: she gave it rightly on this phone before.
    """

    membership_id: int
    device_id: int | None
    known: bool = False

    @property
    def hers(self) -> str:
        return f"pin/{self.device_id or 'akun'}/{self.membership_id}"

    @property
    def on_all(self) -> str:
        """The counter for misses on all phones that do not know her."""
        return f"pin/semua/{self.membership_id}"

    @property
    def _elsewhere(self) -> bool:
        return bool(self.device_id and not self.known)

    @property
    def doors(self) -> Mapping[str, Pace]:
        phone = {f"pin/hp/{self.device_id}": PHONE} if self.device_id else {}
        return {self.hers: HERS} | phone | ({self.on_all: HERS} if self._elsewhere else {})

    @property
    def misses(self) -> tuple[str, Pace]:
        """The counter, with its pace, that decides whether she is told."""
        return (self.on_all if self._elsewhere else self.hers), HERS

    def was_right(self, db: Session) -> None:
        """Forgives the misses of this phone alone: her PIN given here excuses no guesses elsewhere."""
        take_back(db, self.doors)
        if self._elsewhere:
            take_back(db, [self.on_all], misses_at(db, self.hers, HERS))
        forget_misses(db, self.hers)
        if self.device_id:
            remember_phone(db, self.device_id, self.membership_id)

    def was_wrong(self, network: str = "") -> None:
        """Writes it down, and tells her once it can be no slip of the finger."""
        write(lambda db: _missed(db, self, network))


def try_pin(membership_id: int, device_id: int | None) -> PinTry:
    """Counts a try. TooOften while tries are refused there."""

    def work(db: Session) -> PinTry:
        known = device_id is not None and knows_phone(db, device_id, membership_id)
        tried = PinTry(membership_id, device_id, known)
        count_try(db, tried.doors)
        return tried

    return write(work)


def sign_out_phone(db: Session, device: Device, by: Actor) -> None:
    """A phone of the group is lost: ended at once, with what was tried on it."""
    device.end(by)
    forget_guesses(db, device.key)
    note(db, by, "device_ended", device.group_id, name=device.name)


def forget_guesses(db: Session, device_id: int) -> None:
    """After a phone was signed out: what was tried on it makes nobody wait on another."""
    for name, misses in misses_like(db, f"pin/{device_id}/", HERS):
        take_back(db, [f"pin/semua/{name.rpartition('/')[2]}"], misses)
        forget_misses(db, name)


def _missed(db: Session, tried: PinTry, network: str) -> None:
    membership = Membership.get(db, tried.membership_id)
    guessed = tried.device_id is not None and misses_at(db, *tried.misses) >= HERS.free
    facts: dict[str, Any] = {"person_id": membership.person_id, "group_id": membership.group_id, "network": network}
    thing = f"{tried.membership_id}" if guessed else f"{tried.membership_id}/{tried.device_id or 0}"
    once_an_hour(db, GUESSED if guessed else "pin_wrong", thing, **facts, device=tried.device_id or 0)
    if guessed and tried.device_id:
        group, person = Group.get(db, membership.group_id), Person.get(db, membership.person_id)
        params = {
            "group": group.name,
            "device": Device.get(db, tried.device_id).name,
            "path": group_page(group.slug, "anggota#hp"),
        }
        name = f"pin/{thing}/guessed/{today(group.zone)}"
        tell(db, person.recipient, GUESSED, params, name=name, from_group=group.key, warns=True)


def guessed_in(group_id: int) -> sa.Select[tuple[str]]:
    """The names of members whose PIN somebody tried to guess within a day, for a page of the group."""
    since = now() - SHOWN
    names = sa.select((P.c.name + M.c.apart).label("name")).distinct().join(SecurityEvent, E.c.person_id == P.c.id)
    names = names.join(M, sa.and_(M.c.person_id == P.c.id, M.c.group_id == group_id, M.c.ended_at.is_(None)))
    return names.where(E.c.group_id == group_id, E.c.code == GUESSED, E.c.at > since)
