"""A bazaar's report in words: one set of tables, from which its page, its sheet and its PDF are made.

A table is `public` where anybody may read it; the others are the office's own.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from market.bazaars.after.amendment import Amendment
from market.bazaars.bazaar import Bazaar
from market.bazaars.reporting.few import Sums
from market.bazaars.reporting.report import Figures
from market.bazaars.reporting.tally import Tally
from market.bazaars.reporting.turnover import Evidence, final_at
from market.bazaars.reporting.waited import Waited
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.language import gettext as _
from market.kernel.language import ngettext, shown_moment, shown_short_day, shown_time
from market.kernel.money import rupiah
from market.people.facts.led_by import LedBy
from market.people.office import Office
from market.reports.bazaar_fees import FeeTotals
from market.reports.bazaar_trouble import trouble_table
from market.reports.report_table import UNTOLD, ReportCell, ReportRow, ReportTable, number, part, private

EVIDENCE: dict[Evidence, Callable[[], str]] = {
    Evidence.STATED: lambda: _("diisi kelompok sendiri"),
    Evidence.BY_HELPER: lambda: _("lewat pendamping"),
    Evidence.BY_OFFICER: lambda: _("lewat petugas"),
    Evidence.TILL: lambda: _("dari kasir kelompok"),
}
LED_BY: dict[LedBy, Callable[[], str]] = {
    LedBy.WOMEN: lambda: _("Dipimpin perempuan"),
    LedBy.DISABLED: lambda: _("Dipimpin penyandang disabilitas"),
}


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a report is made of."""

    bazaar: Bazaar
    slots: Sequence[Slot]
    figures: Figures
    tallies: Sequence[Tally]
    visitors: dict[int, dict[datetime, int]]
    stood: Waited
    left_out: Waited
    fees: FeeTotals | None
    kinds: dict[str, str]
    amendments: Sequence[Amendment]
    office: Office

    @property
    def tally(self) -> Tally:
        return self.tallies[0]

    @property
    def held(self) -> list[Slot]:
        return self.tally.days.held


def public_tables(of: Sources) -> list[ReportTable]:
    """The tables of a report that anybody may read once the bazaar is over."""
    trouble = trouble_table(of.bazaar, of.amendments)
    tables = (_groups(of), _days(of), trouble, _kelurahan(of), _kinds(of), _visitors(of), _turnover(of))
    return [each for each in tables if each is not None]


def _groups(of: Sources) -> ReportTable:
    f, tally = of.figures, of.tally
    led = () if f.quiet else tuple(LedBy)  # the share may be kept for just these: their number tells sets apart
    rows = [
        ReportRow(_("Mendaftar"), [number(f.applied)]),
        ReportRow(_("Memenuhi syarat"), [number(f.eligible)]),
        ReportRow(_("Menyatakan ikut"), [number(f.stood)]),
        ReportRow(_("Lewat antrean"), [number(f.from_queue)]),
        ReportRow(_("Baru pertama kali"), [number(f.first_time)]),
        *(ReportRow(LED_BY[who](), [private(tally.led_by[who])]) for who in led),
    ]
    if of.bazaar.reserved_groups and not f.quiet:
        rows.append(ReportRow(_("Kelompok yang dijamin"), [part(f.reserved_stood, f.reserved_eligible)]))
    notes = [
        _(
            "Siapa yang memimpin dihitung hanya dari kelompok yang menyatakannya sendiri dan mengizinkannya dihitung, "
            "menurut pernyataan pada akhir bazar. Di bawah lima kelompok tidak ada angka."
        )
    ]
    return ReportTable("kelompok", _("Kelompok"), ["", _("Kelompok")], rows, notes if led else [])


def _days(of: Sources) -> ReportTable:
    heads = [_("Hari"), _("Ikut"), _("Hadir"), _("Terlambat"), _("Tidak hadir")]
    heads += [_("Datang, tanpa stan"), _("Belum dicatat")]
    rows = []
    for each in of.figures.slots:
        if each.slot.held:
            seen = (each.confirmed, each.came, each.late, each.absent, each.no_booth, each.unnoted)
            rows.append(ReportRow(_day(each.slot), [number(n) for n in seen]))
    notes = [
        _("Terlambat: yang dicatat petugas sebagai terlambat. Angka menghitung stan tiap kelompok per hari."),
        _("Datang, tanpa stan: stannya tidak bisa dipakai lagi dan tidak ada penggantinya."),
    ]
    return ReportTable("hadir", _("Kehadiran"), heads, _with_sum(rows), notes)


def _with_sum(rows: list[ReportRow]) -> list[ReportRow]:
    """The rows, and where there are several a last one of all together."""
    if len(rows) < 2:
        return rows
    sums = [sum(cell.number or 0 for cell in column) for column in zip(*(row.cells for row in rows), strict=True)]
    return [*rows, ReportRow(_("Semua hari"), [number(n) for n in sums])]


def _day(slot: Slot) -> str:
    return shown_short_day(slot.day, slot.starts)


def _kelurahan(of: Sources) -> ReportTable:
    rows = [ReportRow(name, [number(n)]) for name, n in of.figures.kelurahan]
    return ReportTable("kelurahan", _("Kelurahan"), [_("Kelurahan"), _("Kelompok")], rows)


def _kinds(of: Sources) -> ReportTable:
    rows = [ReportRow(of.kinds.get(slug, slug) or _("Belum ditulis"), [number(n)]) for slug, n in of.figures.kinds]
    return ReportTable("barang", _("Jenis barang"), [_("Jenis barang"), _("Kelompok")], rows)


def _visitors(of: Sources) -> ReportTable | None:
    counted = [slot for slot in of.held if of.visitors.get(slot.key)]
    if not counted:
        return None
    rows = []
    for slot in counted:
        by_hour = of.visitors[slot.key]
        rows += [
            ReportRow(f"{shown_short_day(slot.day)}, {shown_time(hour, of.bazaar.zone)}", [number(n)])
            for hour, n in by_hour.items()
            if n
        ]
        rows.append(ReportRow(_("Jumlah %(day)s") % {"day": _day(slot)}, [number(sum(by_hour.values()))]))
    if len(counted) > 1:
        rows.append(ReportRow(_("Semua hari"), [number(sum(sum(of.visitors[slot.key].values()) for slot in counted))]))
    notes = [_("Dihitung petugas di pintu masuk dengan HP. Orang yang masuk dua kali terhitung dua kali.")]
    return ReportTable("pengunjung", _("Pengunjung"), [_("Jam"), _("Pengunjung")], rows, notes)


def _turnover(of: Sources) -> ReportTable:
    """By kind of evidence, and nowhere a sum of two kinds."""
    heads = [_("Hari"), _("Yang mengisi"), *(_headed(word()) for word in EVIDENCE.values())]
    sums = {evidence: of.tally.sums(evidence) for evidence in Evidence}

    def line(label: str, days: list[int], amount: Callable[[Sums], int | None]) -> ReportRow:
        told = [sum_of(amount(sums[by]), of.tally.stands_by(by, days)) for by in Evidence]
        return ReportRow(label, [covered(of.tally, days), *told])

    rows = [line(_day(slot), [slot.key], partial(_on, slot)) for slot in of.held]
    if len(rows) > 1:
        rows.append(line(_("Semua hari"), of.tally.held, _of_all))
    return ReportTable("omzet", _("Penjualan menurut kelompok"), heads, rows, _turnover_notes(of))


def _headed(words: str) -> str:
    return words[:1].upper() + words[1:]


def _on(slot: Slot, sums: Sums) -> int | None:
    return sums.by_day.get(slot.key)


def _of_all(sums: Sums) -> int | None:
    return sums.total


def covered(tally: Tally, slot_ids: Collection[int]) -> ReportCell:
    covered = tally.covered(slot_ids)
    return ReportCell(
        ngettext("%(n)s dari %(num)s stan yang hadir", "%(n)s dari %(num)s stan yang hadir", covered.of)
        % {"n": covered.typed, "num": covered.of}
    )


def sum_of(amount: int | None, stands: int) -> ReportCell:
    """A sum with how many stands it is of, as a sum of money is never told alone."""
    if amount is not None:
        told = ngettext("%(sum)s (%(num)s stan)", "%(sum)s (%(num)s stan)", stands)
        return ReportCell(told % {"sum": rupiah(amount), "num": stands}, amount, money=True)
    untold = ngettext("tidak ditulis (%(num)s stan)", "tidak ditulis (%(num)s stan)", stands) % {"num": stands}
    return ReportCell(untold if stands else UNTOLD)


def _turnover_notes(of: Sources) -> list[str]:
    notes = [
        _(
            "Angka kelompok tidak dijumlahkan lintas cara mengisi. Jumlah ditulis bila paling sedikit lima kelompok "
            "menjual dan tidak satu pun dapat dikenali dari jumlah itu."
        )
    ]
    if of.tally.covered(of.tally.held).of > of.tally.all_came:
        notes.append(_("Yang mengisi dan tidak dicatat tidak hadir dihitung hadir di sini."))
    last = max((final_at(of.bazaar, slot) for slot in of.held), default=now())
    if now() < last:
        notes.append(
            _("Jumlah satu hari ditulis sesudah angkanya tidak berubah lagi: semua hari lengkap %(when)s.")
            % {"when": shown_moment(last, of.bazaar.zone)}
        )
    return notes
