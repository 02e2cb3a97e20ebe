"""How old the last backup is, and whether one was put back lately to see that it can be."""

from datetime import timedelta

from market.kernel.clock import now
from market.kernel.settings import settings
from market.reports.backup import latest, oldest
from market.reports.elsewhere import last_sent
from market.reports.proving import EVERY, Proof, last_proof

BACKUP_AGE, UNPROVED, PROOF_AGE = timedelta(hours=36), timedelta(hours=12), EVERY + timedelta(days=1)
NEVER_SENT = timedelta(hours=3)  # two tries


def storage() -> list[str]:
    """What is wrong with them, in English; of a demo nothing."""
    if settings().demo:
        return []
    last = latest()
    if last is None or now() - last > BACKUP_AGE:
        return ["no backup in the last 36 hours: is the worker running?"]
    return [*_proof(last_proof()), *_elsewhere()]


def _elsewhere() -> list[str]:
    """What is wrong with the copy in their second home, where one is set."""
    first, last = oldest(), last_sent()
    if not settings().backups_elsewhere or first is None:
        return []
    arrived = (last.arrived_moment if last else None) or first
    if now() - arrived <= (BACKUP_AGE if last and last.arrived else NEVER_SENT):
        return []
    why = f": {last.wrong}" if last and last.wrong else ""
    return [f"no copy of a backup has arrived elsewhere since {arrived:%Y-%m-%d %H:%M}{why}"]


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
