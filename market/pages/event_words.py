"""What happened to a parcel, as words in the reader's language."""

from market.kernel.language import gettext as _
from market.kernel.money import rupiah
from market.orders.event import OrderEvent

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
    "still_awaited": lambda: _("Masih ditunggu penjual"),
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
