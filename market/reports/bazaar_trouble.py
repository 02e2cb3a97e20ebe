"""What disturbed the days of a bazaar, in words: booths that broke, days that were cut short, and what it cost."""

from collections.abc import Sequence

from market.bazaars.after.amendment import Amendment, AmendmentKind
from market.bazaars.bazaar import Bazaar
from market.kernel.language import gettext as _
from market.kernel.language import shown_moment
from market.reports.amended import amended
from market.reports.report_table import UNTOLD, ReportCell, ReportRow, ReportTable, number

TROUBLE = frozenset(
    {
        AmendmentKind.BOOTH_BROKEN, AmendmentKind.BOOTH_REPAIRED, AmendmentKind.SLOT_CANCELLED,
        AmendmentKind.SLOT_POSTPONED, AmendmentKind.SLOT_ENDED, AmendmentKind.SLOT_SHORTENED,
        AmendmentKind.SLOT_LENGTHENED,
    }
)  # fmt: skip


def trouble_table(bazaar: Bazaar, amendments: Sequence[Amendment]) -> ReportTable | None:
    """Each with its moment and reason, the first first; None where nothing disturbed it."""
    rows = [_row(bazaar, each) for each in reversed(amendments) if each.kind in TROUBLE]
    if not rows:
        return None
    heads = [_("Saat"), _("Yang terjadi"), _("Alasan"), _("Pindah stan"), _("Kehilangan stan")]
    notes = [_("Pindah dan kehilangan stan: dihitung per kelompok per hari pada saat itu, sebelum ada penggantinya.")]
    return ReportTable("gangguan", _("Gangguan"), heads, rows, notes)


def _row(bazaar: Bazaar, each: Amendment) -> ReportRow:
    words = ReportCell(amended(each))
    return ReportRow(
        shown_moment(each.made_at, bazaar.zone),
        [words, ReportCell(each.reason), _counted(each.moved), _counted(each.without)],
    )


def _counted(n: int | None) -> ReportCell:
    return ReportCell(UNTOLD) if n is None else number(n)
