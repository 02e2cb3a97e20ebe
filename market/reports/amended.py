"""What an office changed after publishing, in words: for its pages, its report and the page of a bazaar."""

from collections.abc import Callable
from datetime import datetime

from market.bazaars.after.amendment import Amendment, AmendmentKind
from market.kernel.language import gettext as _
from market.kernel.language import shown_day, shown_hour

OF_A_SLOT = (
    AmendmentKind.SLOT_CANCELLED,
    AmendmentKind.SLOT_POSTPONED,
    AmendmentKind.PROLONGED,
    AmendmentKind.SLOT_ENDED,
    AmendmentKind.SLOT_SHORTENED,
    AmendmentKind.SLOT_LENGTHENED,
    AmendmentKind.CLOSES_AT,
    AmendmentKind.ROUND_ADDED,
    AmendmentKind.ROUND_DROPPED,
)
AMENDMENTS: dict[AmendmentKind, Callable[[], str]] = {
    AmendmentKind.BOOTH_BROKEN: lambda: _("Stan %(what)s tidak bisa dipakai."),
    AmendmentKind.BOOTH_REPAIRED: lambda: _("Stan %(what)s bisa dipakai lagi."),
    AmendmentKind.SLOT_CANCELLED: lambda: _("%(what)s dibatalkan."),
    AmendmentKind.SLOT_POSTPONED: lambda: _("%(what)s dipindah ke %(became)s."),
    AmendmentKind.SLOT_ENDED: lambda: _("%(what)s diakhiri lebih awal: %(became)s."),
    AmendmentKind.SLOT_SHORTENED: lambda: _("Selesai lebih awal: %(became)s. Semula: %(what)s."),
    AmendmentKind.SLOT_LENGTHENED: lambda: _("Diperpanjang lagi sampai %(became)s. Sebelumnya: %(what)s."),
    AmendmentKind.PROLONGED: lambda: _("Ditambah: %(what)s."),
    AmendmentKind.MOVED: lambda: _("%(slot)s: dari stan %(what)s pindah ke stan %(became)s."),
    AmendmentKind.SUBSTITUTE: lambda: _("%(slot)s: stan %(what)s diisi pengganti (%(became)s)."),
    AmendmentKind.PLACED: lambda: _("%(slot)s: yang datang belakangan menempati stan %(became)s."),
    AmendmentKind.WITHOUT: lambda: _("%(slot)s: yang di stan %(what)s belum dapat stan pengganti."),
    AmendmentKind.VENUE: lambda: _("Tempat: %(became)s. Semula: %(what)s."),
    AmendmentKind.MAP_LINK: lambda: _("Tautan peta: %(became)s. Semula: %(what)s."),
    AmendmentKind.DRAW_AT: lambda: _("Angka undian diambil: %(became)s. Semula: %(what)s."),
    AmendmentKind.CLOSES_AT: lambda: _("Pendaftaran sampai %(became)s. Semula: %(what)s."),
    AmendmentKind.ROUND_ADDED: lambda: _("Gelombang pendaftaran ditambah: %(what)s sampai %(became)s."),
    AmendmentKind.ROUND_DROPPED: lambda: _("Gelombang pendaftaran dihapus: %(what)s sampai %(became)s."),
    AmendmentKind.RULES: lambda: _("Aturan: %(became)s. Semula: %(what)s."),
}


def amended(amendment: Amendment) -> str:
    """What was changed, without the reason."""
    word = _slot if amendment.kind in OF_A_SLOT else _text
    told = {"what": word(amendment.what), "became": word(amendment.became), "slot": _slot(amendment.slot_at)}
    return _sentence(amendment)() % told


def _sentence(amendment: Amendment) -> Callable[[], str]:
    """Who goes where it stood before has not moved."""
    back = amendment.kind is AmendmentKind.MOVED and amendment.what == amendment.became
    return (lambda: _("%(slot)s: stan %(became)s dipakai lagi.")) if back else AMENDMENTS[amendment.kind]


def _slot(text: str) -> str:
    """A day and its hour in words; nothing where there is none."""
    if not text:
        return ""
    when = datetime.fromisoformat(text)
    return f"{shown_day(when.date())} {shown_hour(when.time())}"


def _text(text: str) -> str:
    return text or "–"
