"""What of an allocation citizens may read, in each of its two cases.

While a group that uses the reserved share does not want to be seen, nothing is open from which somebody could find out
by trial who it is: not the instance, not a figure of the plan, not a hash of either. See docs/decisions/0015.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.allotting.plan import Plan
from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import JUDGED, Application, ApplicationState, ReservedShare
from market.kernel.record import table

QUIET = (*JUDGED, ApplicationState.WITHDRAWN)
A = table(Application)
KEEPS_QUIET = sa.and_(A.c.state.in_(QUIET), A.c.reserved.is_(True), A.c.reserved_share != ReservedShare.SHOWN)


def withheld(db: Session, bazaar: Bazaar) -> bool:
    """Whether one group of the reserved share does not want citizens to see that it uses it.

    Also one that gave up after the freeze: it stands in the files. Freezing unmarks those that stand in none.
    """
    quiet = sa.select(A.c.id).where(A.c.bazaar_id == bazaar.key, KEEPS_QUIET)
    return db.scalar(quiet.limit(1)) is not None


def keeps_quiet(application: Application) -> bool:
    """The same of one registration."""
    hides = application.reserved_share is not ReservedShare.SHOWN
    return application.state in QUIET and application.reserved and hides


@dataclass(frozen=True)
class Ranked:
    """A group of a plan in its rank, by registration number. `stands` is by slot the booths it was given."""

    number: str
    points: int
    lottery: int
    stands: Mapping[str, list[str]]


def ranks(plan: Plan) -> list[Ranked]:
    """Who came before whom, and where each stands: what the draw, the turns and the map tell anyway."""
    stands: dict[str, dict[str, list[str]]] = {}
    for each in plan.file["placements"]:
        stands.setdefault(each["group"], {})[each["slot"]] = each["booths"]
    groups: list[dict[str, Any]] = plan.problem_file["groups"]
    ordered = sorted(groups, key=lambda group: (-group["points"], group["lottery"]))
    return [Ranked(each["id"], each["points"], each["lottery"], stands.get(each["id"], {})) for each in ordered]
