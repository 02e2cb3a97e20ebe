"""Codes as words in the reader's language."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from market.inventory.choices import Choice
from market.inventory.listing import Listing, Stock
from market.kernel.language import current, ngettext, shown_short_day
from market.kernel.language import gettext as _
from market.kernel.money import grouped, rupiah
from market.orders.cart.cart_line import ShownLine
from market.orders.cart.keeping import MOST_AT_ONCE
from market.orders.cash import cash_at_the_door
from market.orders.channel import SalesChannel
from market.orders.delivery import Delivery
from market.orders.event import OrderEvent
from market.orders.known_by import KnownBy
from market.orders.state import State
from market.payments.bill import Bill, BillState, Method
from market.payments.refund import Refund
from market.till.sale import Paid
from market.web.page import environment
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
PAYMENTS = {
    "unpaid": lambda: _("Belum dibayar"),
    "claimed": lambda: _("Sedang dicocokkan"),
    "payment_taken_back": lambda: _("Pembayaran ternyata belum ada"),
    "part_paid": lambda: _("Dibayar sebagian"),
    "down_paid": lambda: _("Uang muka sudah masuk"),
    "paid": lambda: _("Sudah dibayar"),
    "at_handover": lambda: _("Bayar tunai nanti"),
    "refund_due": lambda: _("Uang akan kembali"),
    "refunded": lambda: _("Uang sudah kembali"),
}
REFUNDS = {
    "cancelled": lambda: _("pesanan dibatalkan"),
    "pieces": lambda: _("sebagian isi pesanan dibatalkan"),
    "late_money": lambda: _("uang datang terlambat"),
    "overpaid": lambda: _("uang lebih"),
    "provider": lambda: _("dikembalikan lewat Stripe"),
}
METHODS = {
    Method.TRANSFER: lambda: _("Transfer bank"),
    Method.QRIS: lambda: _("QRIS"),
    Method.CASH: lambda: _("Tunai"),
    Method.CARD: lambda: _("Kartu"),
}


def state_word(state: State, fee_named_at: datetime | None = None) -> str:
    """Where a parcel stands; one whose fee was told waits for its buyer."""
    if fee_named_at and state is State.WAITING:
        return _("Ongkir belum disetujui")
    return STATES[State(state)]()


def refund_word(refund: Refund, bill: Bill) -> str:
    """Why money goes back: late money of an order that somebody cancelled reads as for a cancelled order."""
    if refund.reason == "late_money" and bill.state is BillState.CANCELLED:
        return _("pesanan dibatalkan, uangnya sudah masuk")
    return REFUNDS[refund.reason]() if refund.reason in REFUNDS else refund.note


def payment_word(payment: str) -> str:
    return PAYMENTS[payment]()


def delivery_word(delivery: Delivery | str) -> str:
    return _(Delivery(delivery).facts.said)


def method_word(method: Method | str, delivery: Delivery | str = Delivery.PICKUP) -> str:
    if cash_at_the_door(Method(method), Delivery(delivery)):
        return _("Tunai saat diantar")
    return METHODS[Method(method)]()


CHANNELS = {
    SalesChannel.WEB: lambda: _("lewat toko"),
    SalesChannel.CHAT: lambda: _("dari chat, dikonfirmasi pembeli"),
    SalesChannel.WRITTEN: lambda: _("ditulis kelompok"),
    SalesChannel.TILL: lambda: _("di kasir"),
    SalesChannel.DIRECT: lambda: _("terjual langsung"),
}
PAID = {
    Paid.CASH: lambda: _("Tunai"),
    Paid.QRIS: lambda: _("QRIS"),
    Paid.TRANSFER: lambda: _("Transfer"),
    Paid.BON: lambda: _("Bon, dibayar nanti"),
}
EVIDENCE = {
    KnownBy.GATEWAY: lambda: _("dari Stripe atau rekening pengelola"),
    KnownBy.STATEMENT: lambda: _("cocok dengan mutasi rekening"),
    KnownBy.TREASURER: lambda: _("dilihat bendahara"),
    KnownBy.CASHIER: lambda: _("dilihat kasir, atau siapa yang menerima tunainya"),
    KnownBy.GROUP: lambda: _("disebut kelompok saja"),
}


def channel_word(channel: SalesChannel) -> str:
    """How the sale came."""
    return CHANNELS[channel]()


def paid_word(paid: Paid) -> str:
    """How something was paid at the till."""
    return PAID[paid]()


def known_word(of: SalesChannel | KnownBy) -> str:
    """How a sale came, or by what evidence its money is known."""
    return channel_word(of) if isinstance(of, SalesChannel) else EVIDENCE[of]()


EVENTS = {
    "till_returned": lambda: _("Barang kembali ke kasir"),
    "placed": lambda: _("Pesanan masuk"),
    "accepted": lambda: _("Diterima penjual"),
    "refused": lambda: _("Belum bisa dilayani"),
    "fee_named": lambda: _("Ongkir dihitung"),
    "written_confirmed": lambda: _("Dicatat kelompok, dikonfirmasi pembeli"),
    "written_certain": lambda: _("Ditulis kelompok"),
    "till_sold": lambda: _("Terjual di kasir"),
    "offer_accepted": lambda: _("Penawaran disetujui"),
    "fee_accepted": lambda: _("Ongkir disetujui"),
    "claimed": lambda: _("Dikabari sudah dibayar"),
    "claim_refused": lambda: _("Uangnya belum ditemukan"),
    "paid": lambda: _("Pembayaran dicocokkan"),
    "payment_taken_back": lambda: _("Pembayaran ternyata belum ada"),
    "part_paid": lambda: _("Uang yang masuk kurang"),
    "down_paid": lambda: _("Uang muka sudah masuk"),
    "preparing": lambda: _("Disiapkan"),
    "ready": lambda: _("Siap"),
    "on_the_way": lambda: _("Berangkat"),
    "handed_over": lambda: _("Diserahkan"),
    "not_handed_over": lambda: _("Ternyata belum diserahkan"),
    "received": lambda: _("Diterima"),
    "revived": lambda: _("Uang datang terlambat, pesanan tetap dilayani"),
    "ran_on": lambda: _("Jam mesin kami salah, pesanan berjalan lagi"),
    "came_back": lambda: _("Tidak diterima pembeli, barang kembali"),
    "courier_cost_undone": lambda: _("Ongkir barang kembali ditarik dari buku"),
    "not_collected": lambda: _("Tidak diambil sampai batas waktu, barang dijual lagi"),
    "still_awaited": lambda: _("Masih ditunggu kelompok"),
    "still_coming": lambda: _("Pembeli masih mau mengambil"),
    "collected_after_all": lambda: _("Ternyata sudah diambil, dicatat belakangan"),
    "closed": lambda: _("Selesai"),
    "cancelled": lambda: _("Dibatalkan"),
    "lot_recalled": lambda: _("Kode produksinya ditarik"),
    "recall_ended": lambda: _("Kode produksinya ternyata baik"),
    "lots_exchanged": lambda: _("Diganti dari kode lain"),
    "pieces_cancelled": lambda: _("Isi pesanan dikurangi"),
    "unpaid": lambda: _("Belum dibayar sampai batas waktu"),
    "unanswered": lambda: _("Belum dijawab sampai batas waktu"),
    "fee_over": lambda: _("Ongkir belum disetujui sampai batas waktu"),
    "seen": lambda: _("Dibuka penjual"),
    "dispute_open": lambda: _("Bayaran kartu disanggah di bank"),
    "dispute_won": lambda: _("Bank membenarkan bayaran kartu"),
    "dispute_lost": lambda: _("Bank mengembalikan bayaran kartu ke pembeli"),
    "refund_due": lambda: _("Uang akan dikembalikan"),
    "refund_account_changed": lambda: _("Rekening uang kembali diganti"),
    "refunded": lambda: _("Uang sudah kembali"),
    "refund_undone": lambda: _("Uang kembali ternyata belum dikirim"),
}


def event_word(event: OrderEvent) -> str:
    return EVENTS[event.code]() if event.code in EVENTS else event.code


def event_detail(event: OrderEvent) -> str:
    """What else is known of an event: a reason, a fee, a tracking number."""
    values = event.params
    parts = [str(values[name]) for name in ("what", "reason", "courier", "tracking") if values.get(name)]
    if event.code == "part_paid":
        parts.append(_("kurang %(amount)s") % {"amount": rupiah(values["amount"])})
    elif event.code in ("refund_due", "refunded", "down_paid") and "amount" in values:
        parts.append(rupiah(values["amount"]))
    return ", ".join(parts)


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
