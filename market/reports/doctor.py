"""The doctor: settings, storage, backups' age, schema, and stock and money recounted."""

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from market import migrations
from market.bazaars.complaints.readers import unread_offices
from market.kernel.beat import open_stop
from market.kernel.clock import now
from market.kernel.db import database, read
from market.kernel.mistimed import count_open
from market.kernel.owned import shared
from market.kernel.record import table
from market.kernel.settings import KEPT_KEY, SHORTEST_KEY, secret_key, settings, unknown_settings
from market.messages.outbox import Message
from market.messages.sending import count_stuck
from market.orders.books.recount import recount
from market.people.roles.doubtful import doubtful
from market.reports import machine
from market.reports.backup import backups_kept, latest, oldest
from market.reports.proving import EVERY, Proof, last_proof

EARLY = timedelta(minutes=5)
BACKUP_AGE, UNPROVED, PROOF_AGE = timedelta(hours=36), timedelta(hours=12), EVERY + timedelta(days=1)
NAME_ONE = "an admin who never acted for that office names a superior (/admin)"


def complaints() -> list[str]:
    """One line for each thing that is wrong; empty when nothing is."""
    found = [f"unknown setting: {name}" for name in unknown_settings()]
    found += machine.folders()
    found += _storage()
    found += _secrets()
    found += _cards()
    try:
        found += machine.commands()
        found += _data()
    except sa.exc.SQLAlchemyError as error:
        found.append(f"database: {type(error).__name__}: {error}")
    return found


def _cards() -> list[str]:
    given = settings()
    if not given.stripe_secret_key.get_secret_value():
        return []
    found = [] if given.stripe_webhook_secret.get_secret_value() else ["MARKET_STRIPE_WEBHOOK_SECRET is missing"]
    return found + ([] if given.payouts else ["cards are taken, but MARKET_PAYOUTS is off: groups are not paid"])


def _storage() -> list[str]:
    if settings().demo:
        return []
    last = latest()
    if last is None or now() - last > BACKUP_AGE:
        return ["no backup in the last 36 hours: is the worker running?"]
    return _proof(last_proof())


def _proof(last: Proof | None) -> list[str]:
    first = oldest()
    if last is None and first is not None and now() - first < UNPROVED:  # it is being put back
        return []
    if last is None:
        return ["no backup was put back yet, to see whether it can be: market prove"]
    if not last.counted.tried:
        return [f"whether the backup {last.file} can be put back could not be tried: {last.counted.wrong}"]
    if last.counted.wrong:
        return [f"the backup {last.file} cannot be put back: {last.counted.wrong}"]
    if now() - last.moment <= PROOF_AGE:
        return []
    return [f"no backup was put back since {last.moment:%Y-%m-%d}: market prove"]


def _secrets() -> list[str]:
    """A key that can be guessed, and files that somebody else on the machine can read."""
    found = []
    if not settings().demo and len(secret_key()) < SHORTEST_KEY:
        found.append(f"MARKET_SECRET_KEY is shorter than {SHORTEST_KEY} characters: openssl rand -hex 32")
    ours = [Path(settings().media) / "private", *backups_kept()]
    ours += [] if settings().secret_key.get_secret_value() else [KEPT_KEY]
    if database().sqlite:
        file = sa.make_url(database().url).database or ""
        ours += [Path(file + part) for part in ("", "-wal", "-shm")]
    return found + [f"others on this machine can read it: chmod go= {path}" for path in ours if shared(path)]


def _clock() -> list[str]:
    """A clock that jumped, what it ended, or one that went back: something was written later than it is now."""
    rows = table(Message)
    with read() as db:
        if stop := open_stop(db):
            ought = f"{stop.found_at.isoformat()} and ought to have said {stop.expected_at.isoformat()}"
            return [f"the clock said {ought}: nothing is done by it until `market clock --right`"]
        if waits := count_open(db):
            return [f"{waits} things ended by a clock that was wrong, and wait for somebody: /admin/jam"]
        last = db.scalar(sa.select(sa.func.max(rows.c.written_at)))
    moment = now()
    if last is None or last <= moment + EARLY:
        return []
    return [f"the clock says {moment.isoformat()}, and something was written at {last.isoformat()}"]


def _data() -> list[str]:
    if migrations.current() != migrations.head():
        return ["schema is not at head: run `market migrate`"]
    found = machine.database_writes() + _clock()
    if database().sqlite:
        with database().reader.connect() as connection:
            said = connection.execute(sa.text("PRAGMA quick_check")).scalar()
        found += [] if said == "ok" else [f"SQLite: {said}"]
    with read() as db:
        found += [str(wrong) for wrong in recount(db)]
        found += doubtful(db)
        found += [f"{each}: nobody reads complaints about its bazaars: {NAME_ONE}" for each in unread_offices(db)]
        unsent = count_stuck(db)
    return found + ([f"{unsent} messages could not be sent for an hour: market messages"] if unsent else [])
