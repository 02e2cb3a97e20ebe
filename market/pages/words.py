"""Codes as words in the reader's language."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from market.inventory.choices import Choice
from market.inventory.listing import Listing, Stock
from market.kernel.language import current, ngettext, shown_short_day
from market.kernel.language import gettext as _
from market.kernel.money import grouped
from market.orders.cart.cart_line import ShownLine
from market.orders.cart.keeping import MOST_AT_ONCE
from market.orders.delivery import Delivery
from market.orders.state import State
from market.pages.event_words import event_detail, event_word
from market.pages.money_words import method_word, payment_word
from market.web.environment import environment
from market.web.units import unit


def stock_sentence(of: Listing | Choice, lead_days: int = 0) -> str:
    """ "Ada", "Tinggal 3", "Habis", "Dibuat 6 hari", "Tanyakan stok"."""
    if of.stock is Stock.MADE:
        days = of.lead_days if isinstance(of, Listing) else lead_days
        if not days:
            return _("Dibuat sesuai pesanan")
        return ngettext("Dibuat %(n)s hari", "Dibuat %(n)s hari", days) % {"n": days}
    if of.stock is Stock.ASK:
        return _("Tanyakan stok")
    if of.stock is Stock.OUT:
        return _("Habis")
    if of.stock is Stock.FEW:
        return _("Tinggal %(n)s") % {"n": of.pieces}
    if isinstance(of, Choice):
        return _("Ada %(n)s %(unit)s") % {"n": grouped(of.pieces), "unit": unit(of.variant.unit, of.pieces)}
    if of.good_until:
        return _("Ada, baik sampai %(day)s") % {"day": shown_short_day(of.good_until)}
    return _("Ada")


def listing_markup(listing: Listing) -> Markup:
    """A product in a list. Pure, so one that has not changed is not drawn again."""
    return _listing_markup(listing, current.get())


@lru_cache(maxsize=4096)
def _listing_markup(listing: Listing, _language: str) -> Markup:
    template = environment().get_template("shop/_listing.html")
    return Markup(template.render(listing=listing, sentence=stock_sentence(listing)))


STATES = {
    State.WAITING: lambda: _("Menunggu penjual"),
    State.ACCEPTED: lambda: _("Diterima penjual"),
    State.PREPARING: lambda: _("Sedang disiapkan"),
    State.READY: lambda: _("Siap"),
    State.ON_THE_WAY: lambda: _("Di perjalanan"),
    State.RECEIVED: lambda: _("Sudah diterima"),
    State.CLOSED: lambda: _("Selesai"),
    State.REFUSED: lambda: _("Belum bisa dilayani"),
    State.CANCELLED: lambda: _("Dibatalkan"),
    State.EXPIRED: lambda: _("Lewat waktu"),
}


def state_word(state: State, fee_named_at: datetime | None = None) -> str:
    """Where a parcel stands; one whose fee was told waits for its buyer."""
    if fee_named_at and state is State.WAITING:
        return _("Ongkir belum disetujui")
    return STATES[State(state)]()


def delivery_word(delivery: Delivery | str) -> str:
    return _(Delivery(delivery).facts.said)


def ask_sentence(line: ShownLine) -> str:
    """Why the group answers before so many pieces are put aside."""
    if line.quantity > MOST_AT_ONCE:
        return _(
            "Lebih dari %(n)s: kelompok menjawab dulu, paling lambat besok sore, baru barangnya disimpan dan "
            "Anda membayar."
        ) % {"n": MOST_AT_ONCE}
    return _(
        "Dari jaringan ini sudah banyak yang disimpan: kelompok menjawab dulu, paling lambat besok sore, baru "
        "barangnya disimpan dan Anda membayar."
    )


OF_ORDERS: dict[str, Any] = {
    "state_word": state_word,
    "payment_word": payment_word,
    "delivery_word": delivery_word,
    "method_word": method_word,
    "event_word": event_word,
    "event_detail": event_detail,
}  # what the pages of orders say with
