"""What happened to an account, as sentences: an event is a code with ids until somebody reads it."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.language import gettext
from market.kernel.language import mark as N
from market.kernel.record import table
from market.people.person import Person
from market.people.security import SecurityEvent
from market.web.agents import agent_words

SENTENCES: dict[str, str] = {
    "signed_in": N("Masuk dari %(device)s"),
    "sign_in_wrong": N("Kata sandi salah dimasukkan"),
    "second_step_wrong": N("Kata sandi benar, kode dua langkah salah"),
    "signed_out": N("Keluar"),
    "login_ended": N("Satu HP atau komputer dikeluarkan"),
    "others_ended": N("Semua HP dan komputer lain dikeluarkan"),
    "password_changed": N("Kata sandi diganti"),
    "second_factor_on": N("Kode dua langkah dinyalakan"),
    "second_factor_off": N("Kode dua langkah dimatikan"),
    "recovery_made": N("Kode cadangan baru dibuat"),
    "recovery_used": N("Satu kode cadangan dipakai, tinggal %(left)s"),
    "account_ended": N("Akun dihapus"),
}
# A sign-in by another way than the password, and one in a browser that was never here, say so.
BY: dict[str, str] = {
    "code": N("dengan kode yang dibacakan"),
    "sign_up": N("saat mendaftar"),
    "claim": N("dengan tautan dari petugas"),
}
FRESH = N("pertama kali dari sana")


def event_sentence(event: SecurityEvent) -> str:
    """One event in the reader's language; a code of another version as it is."""
    params = event.values
    if event.code not in SENTENCES:
        return event.code
    facts = params | {"device": agent_words(str(params.get("system", "")), str(params.get("browser", "")))}
    more = [BY[params["way"]]] if params.get("way") in BY else []
    more += [FRESH] if params.get("fresh") else []
    return ", ".join([gettext(SENTENCES[event.code]) % facts, *(gettext(each) for each in more)])


def names_of(db: Session, events: Iterable[SecurityEvent]) -> dict[int, str]:
    """Who did it, for the one it was done to: the names of now, which no event holds."""
    p = table(Person)
    ids = {event.by_id for event in events if event.by_id is not None}
    found = db.execute(sa.select(p.c.id, p.c.name).where(p.c.id.in_(ids))) if ids else ()
    return {row.id: row.name for row in found}
