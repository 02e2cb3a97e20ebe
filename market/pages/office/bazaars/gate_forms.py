"""What an officer sends from the gate on the day of a bazaar."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import Field

from market.bazaars.booking.found import Reason, WhyFound
from market.pages.office.bazaars.forms import Clock, Numbers, ReasonForm
from market.web.forms import Form, Key, Mark

Sought = Annotated[str, Field(max_length=80)]


class GateForm(Form):
    """Where it was pressed: on a group's own page, or in the list of a slot as it was narrowed."""

    hari: Sought = ""
    saring: Sought = ""
    q: Sought = ""
    alone: bool = False

    def narrowed(self, slot: int) -> str:
        return urlencode({"hari": slot, "saring": self.saring, "q": self.q})


class HereForm(GateForm, ReasonForm):
    """`last` is the row that the page showed: an undo takes it back, an absence is written after it alone. `why` is
    the reason that the page offers, where none is typed."""

    here: Literal["arrived", "late", "left", "absent", "undo"]
    last: Key = 0
    who: Sought = ""
    why: WhyFound | None = None

    @property
    def said(self) -> Reason:
        return self.reason.strip() or self.why or ""


class MoveForm(GateForm, ReasonForm):
    """`booths` is one booth, or two with a space between."""

    booths: Annotated[str, Field(max_length=25)] = ""


class StepInForm(MoveForm):
    group: Annotated[str, Field(max_length=12)]


class StandbyForm(Form):
    group: Annotated[str, Field(max_length=12)]
    act: Literal["ready", "not"]


class OfferForm(Form):
    answer: Literal["yes", "no"]


class DeadBlockForm(ReasonForm):
    """The booths that cannot be used any more, and what the page said would follow."""

    stan: Numbers = []
    mark: Mark = ""


class MendedForm(ReasonForm):
    """The booths that can be used again: those that were ticked, or with a button all of a block."""

    stan: Numbers = []
    blok: Sought = ""


class EndForm(ReasonForm):
    ends: Clock
