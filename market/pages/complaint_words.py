"""What becomes of a complaint, in words: for who made it, and for who answers it."""

from collections.abc import Callable

from market.bazaars.complaints.complaint import ComplaintState, Outcome
from market.kernel.language import gettext as _

STATES: dict[ComplaintState, Callable[[], str]] = {
    ComplaintState.RECEIVED: lambda: _("Diterima, belum dilihat"),
    ComplaintState.LOOKED_AT: lambda: _("Sedang dilihat"),
    ComplaintState.ANSWERED: lambda: _("Sudah ditanggapi"),
}
OUTCOMES: dict[Outcome, Callable[[], str]] = {
    Outcome.FOUNDED: lambda: _("Terbukti"),
    Outcome.UNFOUNDED: lambda: _("Tidak terbukti"),
    Outcome.UNCLEAR: lambda: _("Tidak bisa dipastikan"),
    Outcome.HANDED_ON: lambda: _("Diteruskan ke yang berwenang"),
}
