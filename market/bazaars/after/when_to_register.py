"""Until when groups may register, and in which rounds: free in a draft. Once they do, each change has a reason that
everybody reads, and whoever registered is told."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.bazaars.after.amendment import AmendmentKind, write_down
from market.bazaars.after.public_facts import tell_change
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.planning.rounds import Audience, Round, add_round, close_at, drop_round, rounds_of
from market.kernel.clock import now
from market.people.access import Actor


def move_closing(db: Session, bazaar: Bazaar, moment: datetime | None, *, reason: str, by: Actor) -> None:
    """Registration ends at another time. Refused for what could not have been opened so, and without a reason."""
    was = bazaar.closes_at
    close_at(bazaar, moment)
    if bazaar.state is BazaarState.OPEN and bazaar.closes_at != was:
        _told(db, bazaar, AmendmentKind.CLOSES_AT, was, bazaar.closes_at, reason, by)


def close_registration(db: Session, bazaar: Bazaar, *, reason: str, by: Actor) -> None:
    """Nobody registers any more. Refused without a reason before the end that was told: it is moved to this moment."""
    if bazaar.takes_applications:
        was, bazaar.closes_at = bazaar.closes_at, now()
        _told(db, bazaar, AmendmentKind.CLOSES_AT, was, bazaar.closes_at, reason, by)
    bazaar.close(by)


def begin_round(
    db: Session, bazaar: Bazaar, audience: Audience, opens_at: datetime, closes_at: datetime, *, reason: str, by: Actor
) -> None:
    add_round(bazaar, audience, opens_at, closes_at)
    if bazaar.state is BazaarState.OPEN:
        _told(db, bazaar, AmendmentKind.ROUND_ADDED, opens_at, closes_at, reason, by)


def end_round(db: Session, bazaar: Bazaar, key: int, *, reason: str, by: Actor) -> None:
    dropped: Round | None = next((each for each in rounds_of(db, bazaar.key) if each.key == key), None)
    opens_at, closes_at = (dropped.opens_at, dropped.closes_at) if dropped else (None, None)
    drop_round(bazaar, key)
    if bazaar.state is BazaarState.OPEN and dropped:
        _told(db, bazaar, AmendmentKind.ROUND_DROPPED, opens_at, closes_at, reason, by)


def _told(
    db: Session,
    bazaar: Bazaar,
    kind: AmendmentKind,
    what: datetime | None,
    became: datetime | None,
    reason: str,
    by: Actor,
) -> None:
    was, then = (f"{each.astimezone(bazaar.zone):%Y-%m-%dT%H:%M}" if each else "" for each in (what, became))
    tell_change(db, bazaar, write_down(db, bazaar, kind, was, became=then, reason=reason, by=by))
