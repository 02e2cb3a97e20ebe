"""What an officer sends about a bazaar."""

from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from market.bazaars.bazaar import MOST_SLOTS
from market.bazaars.planning.fee_classes import typed_classes
from market.bazaars.planning.landmark import LandmarkKind
from market.bazaars.planning.named_draw import MOST_TIMES, DrawWay
from market.bazaars.planning.rounds import Audience
from market.bazaars.registering.application import MOST_WATT
from market.kernel.refused import Refused
from market.kernel.typed_day import typed_hour
from market.people.certificate import CertificateKind
from market.web.forms import Day, Form, Key, Line, Mark, Name, Rupiah, Text, Watts, read_by


def _https(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise Refused("link_unclear")
    return text


Clock = Annotated[time, read_by(typed_hour)]
Link = Annotated[str, Field(max_length=300), AfterValidator(_https)]
Limit = Annotated[int, Field(ge=1, le=9999)]
Numbers = Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=1000)]
Digits = Annotated[int, Field(ge=1, le=20)]


class BazaarForm(Form):
    name: Name
    office: Key | None = None
    story: Text = ""
    venue: Line = ""
    map_link: Link = ""
    rules: Text = ""
    draw_at: Line = ""
    closes_on: Day | None = None
    closes_at: Clock = time(21)
    draw_way: DrawWay | None = None
    draw_on: Day | None = None
    draw_time: Clock = time(10)
    source: Line = ""
    source_link: Link = ""
    reading: Line = ""
    digits: Digits = 4
    every_days: Annotated[int, Field(ge=1, le=60)] = 1
    times: Annotated[int, Field(ge=0, le=MOST_TIMES)] = 5
    reserved_groups: Annotated[int, Field(ge=0, le=1000)] = 0
    reserved_for: Annotated[str, Field(max_length=80)] = ""
    kelurahan_limit: Limit | None = None
    category_limit: Limit | None = None
    fee: Annotated[Rupiah, Field(ge=0, le=10_000_000)] = 0
    fee_classes: Annotated[dict[str, int], read_by(typed_classes)] = {}
    fee_basis: Line = ""
    fee_receiver: Line = ""
    reason: Annotated[str, Field(max_length=300)] = ""
    documents: Annotated[list[CertificateKind], Field(max_length=10)] = []


class RoundForm(Form):
    audience: Audience
    round_opens_on: Day
    round_opens_at: Clock = time(8)
    round_closes_on: Day
    round_closes_at: Clock = time(21)
    reason: Annotated[str, Field(max_length=300)] = ""


class PerformanceForm(Form):
    performance_day: Day
    performance_at: Clock
    performer: Annotated[str, Field(min_length=2, max_length=120)]
    stage: Annotated[str, Field(max_length=60)] = ""


class SlotForm(Form):
    day: Day
    starts: Clock = time(9)
    ends: Clock = time(21)


class BlockForm(Form):
    zone: Annotated[str, Field(min_length=1, max_length=4, pattern=r"^[A-Za-z0-9]+$")]
    rows: Annotated[int, Field(ge=1, le=50)]
    per_row: Annotated[int, Field(ge=1, le=100)]


Act = Literal["features", "delete", "move", "up", "down", "left", "right", "renumber", "zone", "class", "split", "join"]
Step = Annotated[int, Field(ge=-200, le=200)]


class BoothsForm(Form):
    """One act on the chosen booths; each act reads the fields it needs.

    A feature or circuit that is not sent stays as it is with each booth; `-` is no circuit.
    """

    booths: Numbers = []
    act: Act
    electricity: bool | None = None
    water: bool | None = None
    cold: bool | None = None
    wheelchair: bool | None = None
    circuit: Annotated[str, Field(max_length=20)] | None = None
    by_rows: Step = 0
    by_positions: Step = 0
    prefix: Annotated[str, Field(max_length=6, pattern=r"^[A-Za-z0-9]*$")] = ""
    first: Annotated[int, Field(ge=1, le=999)] = 1
    to_class: Annotated[str, Field(max_length=20)] = ""
    to_zone: Annotated[str, Field(max_length=4, pattern=r"^[A-Za-z0-9]*$")] = ""


Cell = Annotated[int, Field(ge=0, le=199)]
Side = Annotated[int, Field(ge=1, le=40)]


class LandmarkForm(Form):
    kind: LandmarkKind
    label: Annotated[str, Field(max_length=40)] = ""
    row: Cell
    position: Cell
    width: Side = 1
    height: Side = 1


class CircuitForm(Form):
    name: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]*$")]
    watt: Annotated[Watts, Field(ge=0, le=1_000_000)]


class BoothWattForm(Form):
    booth_watt: Annotated[Watts, Field(ge=0, le=MOST_WATT)]


class Verdict(Form):
    mark: Mark = ""
    verdict: Literal["eligible", "returned", "not_eligible"]
    note: Annotated[str, Field(max_length=500)] = ""
    reserved: bool = False
    keadaan: Annotated[str, Field(max_length=20)] = ""


Sought = Annotated[str, Field(max_length=80)]


class Verdicts(Form):
    """One word on many registrations: each line is its number with the mark of what was shown, `P-7K2M:…`. The rest
    is what the list was narrowed to."""

    lines: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=500)] = []
    verdict: Literal["eligible", "returned", "not_eligible"]
    note: Annotated[str, Field(max_length=500)] = ""
    keadaan: Sought = ""
    soal: Sought = ""
    kelurahan: Sought = ""
    kategori: Sought = ""
    q: Sought = ""


class DrawForm(Form):
    """`of` is one of the moments that were named; `drawn_by` a registration number for each digit, in their order."""

    number: Annotated[str, Field(max_length=40)] = ""
    digit: Annotated[list[Annotated[str, Field(max_length=1)]], Field(max_length=20)] = []
    of: Annotated[str, Field(max_length=40)] = ""
    missing: Annotated[str, Field(max_length=300)] = ""
    drawn_by: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=20)] = []
    minutes: Annotated[str, Field(max_length=2000)] = ""


class CorrectionForm(Form):
    number: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=300)] = ""


class SourceForm(Form):
    source: Line
    source_link: Link = ""
    reading: Line = ""
    digits: Digits = 4
    draw_on: Day
    draw_time: Clock = time(10)
    reason: Annotated[str, Field(max_length=300)] = ""


class SwapVerdict(Form):
    mark: Mark = ""
    reason: Annotated[str, Field(max_length=300)] = ""


class ReasonForm(Form):
    reason: Annotated[str, Field(max_length=300)] = ""


class SetAsideForm(ReasonForm):
    group: Annotated[str, Field(max_length=12)]


class PinForm(Form):
    """Fixes a group in booths on each day that is named; without booths it is let go there."""

    group: Annotated[str, Field(max_length=12)]
    slot: Annotated[list[Key], Field(min_length=1, max_length=MOST_SLOTS)]
    booths: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=300)] = ""


class PublishForm(ReasonForm):
    version: Annotated[int, Field(ge=1, le=100_000)]


class ReplyForm(Form):
    answer: Annotated[str, Field(min_length=2, max_length=1000)]


class BrokenForm(ReasonForm):
    number: Annotated[str, Field(min_length=1, max_length=12)]


class MovedSlot(SlotForm):
    reason: Annotated[str, Field(max_length=300)] = ""


class FeeDecision(ReasonForm):
    act: Literal["received", "refused", "waived", "returned"]


class AuditorForm(Form):
    auditor: Annotated[str, Field(min_length=2, max_length=120)]
