"""Why a group was left out, and where it waits, as its own page and the link of its news show it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.bazaars.allotting.left_out import why_left_out
from market.bazaars.allotting.plan import Plan
from market.bazaars.allotting.waitlist import place_in_queue, skips_of
from market.bazaars.registering.application import Application
from market.pages.reasons import HELPS, why_sentences


@dataclass(frozen=True, slots=True)
class OwnLeftOut:
    """The reasons, what would help; while it waits its place in the queue, and by why it was passed over how often."""

    reasons: Sequence[str]
    helps: Sequence[str]
    queue: int | None
    skips: Counter[str]


def left_out_of(db: Session, plan: Plan | None, application: Application, *, waits: bool) -> OwnLeftOut | None:
    """None for a group that the plan does not leave out; `waits` unless it was offered a booth since."""
    why = why_left_out(plan, [application.number]).get(application.number) if plan else None
    if plan is None or why is None:
        return None
    return OwnLeftOut(
        reasons=why_sentences(why),
        helps=[HELPS[code]() for code in why.would_help],
        queue=place_in_queue(db, plan, application) if waits else None,
        skips=passed_over(db, application) if waits else Counter(),
    )


def passed_over(db: Session, application: Application) -> Counter[str]:
    """How often it was passed over, by why."""
    return Counter(each.code for each in skips_of(db, application.key))
