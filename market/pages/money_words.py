"""What is said of money as words in the reader's language: where it stands, how it came, how it is known."""

from collections.abc import Mapping

from market.kernel.language import gettext as _
from market.kernel.money import rupiah
from market.orders.cash import cash_at_the_door
from market.orders.channel import SalesChannel
from market.orders.delivery import Delivery
from market.orders.known_by import KnownBy
from market.payments.bill import Bill, BillState, Method
from market.payments.refund import Refund
from market.payments.second_look import SaidOfMoney
from market.till.sale import Paid

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
SAID = {
    SaidOfMoney.CAME: lambda: _("uang masuk %(amount)s"),
    SaidOfMoney.RETURNED: lambda: _("barang kembali %(amount)s"),
    SaidOfMoney.WENT_BACK: lambda: _("uang kembali ke pembeli %(amount)s"),
    SaidOfMoney.LESS: lambda: _("kurang bayar %(amount)s"),
}


def refund_word(refund: Refund, bill: Bill) -> str:
    """Why money goes back: late money of an order that somebody cancelled reads as for a cancelled order."""
    if refund.reason == "late_money" and bill.state is BillState.CANCELLED:
        return _("pesanan dibatalkan, uangnya sudah masuk")
    return REFUNDS[refund.reason]() if refund.reason in REFUNDS else refund.note


def payment_word(payment: str) -> str:
    return PAYMENTS[payment]()


def method_word(method: Method | str, delivery: Delivery | str = Delivery.PICKUP) -> str:
    if cash_at_the_door(Method(method), Delivery(delivery)):
        return _("Tunai saat diantar")
    return METHODS[Method(method)]()


def channel_word(channel: SalesChannel) -> str:
    """How the sale came."""
    return CHANNELS[channel]()


def paid_word(paid: Paid) -> str:
    """How something was paid at the till."""
    return PAID[paid]()


def known_word(of: SalesChannel | KnownBy) -> str:
    """How a sale came, or by what evidence its money is known."""
    return channel_word(of) if isinstance(of, SalesChannel) else EVIDENCE[of]()


def unseen_words(sums: Mapping[SaidOfMoney, int]) -> str:
    """What nobody saw too, each kind apart: money that came and goods that went back are no one sum."""
    return ", ".join(SAID[what]() % {"amount": rupiah(amount)} for what, amount in sums.items())
