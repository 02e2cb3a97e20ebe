"""Tables of a bazaar's report: cells that say something, with the number in them to reckon with."""

from dataclasses import dataclass, field

from market.bazaars.reporting.few import FEW, PrivateCount, Telling
from market.kernel.language import gettext as _
from market.kernel.money import grouped, rupiah

UNTOLD = "–"


@dataclass(frozen=True, slots=True)
class ReportCell:
    """What a cell says, and the number in it, to reckon with; None in one of words."""

    text: str
    number: int | None = None
    money: bool = False


@dataclass(frozen=True, slots=True)
class ReportRow:
    label: str
    cells: list[ReportCell]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Rows under their heads; `notes` say how to read them. `key` names it in addresses of the page."""

    key: str
    title: str
    heads: list[str]
    rows: list[ReportRow]
    notes: list[str] = field(default_factory=list)
    public: bool = True


def number(n: int) -> ReportCell:
    return ReportCell(grouped(n), n)


def money(amount: int) -> ReportCell:
    return ReportCell(rupiah(amount), amount, money=True)


def few() -> str:
    return _("kurang dari %(n)s") % {"n": FEW}


def part(n: int, of: int) -> ReportCell:
    return ReportCell(_("%(n)s dari %(of)s") % {"n": n, "of": of})


def private(count: PrivateCount) -> ReportCell:
    """A count of groups that said something private, as it may be told."""
    if count.said is Telling.EXACTLY:
        return number(count.n)
    if count.said is Telling.MOST:
        return ReportCell(_("%(n)s atau lebih") % {"n": count.n})
    return ReportCell(few() if count.said is Telling.FEW else UNTOLD)
