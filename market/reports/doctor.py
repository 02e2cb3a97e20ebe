"""The doctor: all lights (lights.py), and what takes longer: the schema, secrets, stock and money recounted."""

from pathlib import Path

import sqlalchemy as sa

from market import migrations
from market.bazaars.complaints.readers import unread_offices
from market.kernel.db import database, read
from market.kernel.owned import shared
from market.kernel.settings import KEPT_KEY, SHORTEST_KEY, secret_key, settings
from market.orders.books.recount import recount
from market.people.roles.doubtful import doubtful
from market.reports.backup import backups_kept
from market.reports.lights import found_wrong

NAME_ONE = "an admin who never acted for that office names a superior (/admin)"


def complaints() -> list[str]:
    """One line for each thing that is wrong; empty when nothing is."""
    lights = found_wrong()
    found = [line for lines in lights.values() for line in lines] + _secrets() + _cards()
    try:
        found += [] if "database" in lights else _data()
    except sa.exc.SQLAlchemyError as error:
        found.append(f"database: {type(error).__name__}: {error}")
    return found


def _cards() -> list[str]:
    given = settings()
    if not given.stripe_secret_key.get_secret_value():
        return []
    found = [] if given.stripe_webhook_secret.get_secret_value() else ["MARKET_STRIPE_WEBHOOK_SECRET is missing"]
    return found + ([] if given.payouts else ["cards are taken, but MARKET_PAYOUTS is off: groups are not paid"])


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


def _data() -> list[str]:
    if migrations.current() != migrations.head():
        return ["schema is not at head: run `market migrate`"]
    found = list[str]()
    if database().sqlite:
        with database().reader.connect() as connection:
            said = connection.execute(sa.text("PRAGMA quick_check")).scalar()
        found += [] if said == "ok" else [f"SQLite: {said}"]
    with read() as db:
        found += [str(wrong) for wrong in recount(db)]
        found += doubtful(db)
        found += [f"{each}: nobody reads complaints about its bazaars: {NAME_ONE}" for each in unread_offices(db)]
    return found
