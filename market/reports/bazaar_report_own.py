"""The tables of a bazaar's report that are the office's own: who waited, its fees, and earlier bazaars beside it."""

from collections.abc import Callable, Iterable
from functools import partial

from market.bazaars.reporting.tally import Tally
from market.bazaars.reporting.turnover import Evidence
from market.bazaars.reporting.waited import MONTHS
from market.kernel.language import gettext as _
from market.kernel.language import shown_day
from market.people.facts.led_by import LedBy
from market.reports.bazaar_report import EVIDENCE, LED_BY, Sources, covered, public_tables, sum_of
from market.reports.report_table import UNTOLD, ReportCell, ReportRow, ReportTable, money, number, part, private


def all_tables(of: Sources) -> list[ReportTable]:
    """The tables of a report, those that anybody may read first."""
    own = (_waited(of), _fees(of), _beside(of))
    return [*public_tables(of), *(each for each in own if each is not None)]


def _waited(of: Sources) -> ReportTable:
    first, *upto = MONTHS
    since = [_("Baru pertama kali"), _("Sampai %(n)s bulan") % {"n": first}]
    since += [_("Sampai %(n)s bulan") % {"n": n} for n in upto]
    since += [_("Lebih dari %(n)s bulan") % {"n": MONTHS[-1]}]
    missed = [_("Tidak pernah dilewati"), _("Dilewati sekali"), _("Dilewati dua kali")]
    missed += [_("Dilewati tiga kali atau lebih")]
    rows = [
        ReportRow(label, [number(a), number(b)])
        for label, a, b in (
            *zip(since, of.stood.since, of.left_out.since, strict=True),
            *zip(missed, of.stood.missed, of.left_out.missed, strict=True),
        )
    ]
    notes = [
        _("Sejak terakhir punya stan di bazar mana pun, dan berapa kali berturut-turut belum kebagian di wilayah ini.")
    ]
    heads = [_("Menunggu"), _("Dapat stan"), _("Belum kebagian")]
    return ReportTable("menunggu", _("Lama menunggu"), heads, rows, notes, public=False)


def _fees(of: Sources) -> ReportTable | None:
    if of.fees is None:
        return None
    lines: Iterable[tuple[str, int, int]] = (
        (_("Ditagih"), of.fees.billed_groups, of.fees.billed),
        (_("Lunas"), of.fees.paid_groups, of.fees.paid),
        (_("Belum dibayar"), of.fees.open_groups, of.fees.open),
        (_("Dibebaskan"), of.fees.waived_groups, of.fees.waived),
        (_("Kembali ke kelompok"), of.fees.back_groups, of.fees.back),
    )
    rows = [ReportRow(label, [number(groups), money(amount)]) for label, groups, amount in lines]
    heads = [_("Biaya stan"), _("Kelompok"), _("Jumlah uang")]
    return ReportTable("biaya", _("Biaya stan"), heads, rows, public=False)


def _beside(of: Sources) -> ReportTable | None:
    if len(of.tallies) < 2:
        return None
    heads = [""] + [_named(each) for each in of.tallies]
    lines: list[tuple[str, Callable[[Tally], ReportCell]]] = [
        (_("Kelompok yang ikut"), lambda each: number(len(each.groups))),
        (_("Baru pertama kali"), lambda each: number(each.first_time)),
        (_("Hadir, dari semua stan dan hari"), lambda each: part(each.all_came, each.all_stands)),
        (_("Tidak hadir"), lambda each: number(each.absent)),
        (_("Datang, tanpa stan"), lambda each: number(each.no_booth)),
        *((LED_BY[who](), partial(_led_by, who)) for who in LedBy),
        (_("Pengunjung"), lambda each: ReportCell(UNTOLD) if each.visitors is None else number(each.visitors)),
        (_("Yang mengisi penjualan"), lambda each: covered(each, each.held)),
        *((_("Penjualan %(how)s") % {"how": EVIDENCE[by]()}, partial(_total, by)) for by in Evidence),
    ]
    rows = [ReportRow(label, [cell(each) for each in of.tallies]) for label, cell in lines]
    return ReportTable("sebelumnya", _("Di samping bazar sebelumnya"), heads, rows, public=False)


def _named(of: Tally) -> str:
    return f"{of.bazaar.name}, {shown_day(of.days.first.day, weekday=False, year=True)}"


def _led_by(who: LedBy, of: Tally) -> ReportCell:
    return private(of.led_by[who])


def _total(evidence: Evidence, of: Tally) -> ReportCell:
    return sum_of(of.sums(evidence).total, of.stands_by(evidence, of.held))
