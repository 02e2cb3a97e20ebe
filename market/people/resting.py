"""Who was let in by a code a short while ago rests: money, members, prices and exports are not hers to touch yet."""

from datetime import datetime

from market.kernel.clock import now
from market.kernel.refused import Refused


class Rests:
    """What follows from `restricted_until`, of a person and of who acts."""

    restricted_until: datetime | None

    @property
    def restricted(self) -> bool:
        return self.restricted_until is not None and self.restricted_until > now()

    @property
    def rests_refusal(self) -> Refused | None:
        """The refusal while she rests, which says until when and how to shorten it; None when she does not."""
        return Refused("rests_after_code", until=self.restricted_until) if self.restricted else None

    def refuse_while_resting(self) -> None:
        """Refused while she rests."""
        refusal = self.rests_refusal
        if refusal:
            raise refusal
