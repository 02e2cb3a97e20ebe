"""The words of the till: what of a sale and the book does not agree."""

from collections.abc import Callable, Mapping
from typing import Any

from market.kernel.language import gettext as _
from market.kernel.money import rupiah
from market.till.task import TaskCode

LACKS: dict[str, Callable[[], str]] = {
    "phone": lambda: _("Bon tanpa nomor HP yang bisa dibaca. Tulis nomornya di pesanannya."),
    "name": lambda: _("Bon tanpa nama. Tanyakan kepada yang menjual."),
    "rule": lambda: _("Bon, padahal ketua tidak mengizinkan bon."),
}
DOUBTS: dict[TaskCode, Callable[[], str]] = {
    TaskCode.SHORT: lambda: _("%(name)s: terjual %(sold)s, di buku ada %(there)s, kurang %(lacks)s. Hitung stoknya."),
    TaskCode.WITHDRAWN: lambda: _("%(name)s terjual, padahal sudah tidak dijual."),
    TaskCode.RECALLED: lambda: _(
        "%(name)s: terjual %(sold)s, di buku ada %(there)s, kurang %(lacks)s. Ada kode yang ditarik: periksa apakah "
        "itu yang terjual, dan kabari pembelinya."
    ),
    TaskCode.PRICE: lambda: _("%(name)s terjual %(sold)s, harga di buku %(now)s."),
    TaskCode.UNKNOWN: lambda: _("%(name)s terjual, tetapi tidak ada di daftar barang."),
    TaskCode.SELLER: lambda: _("Dijual oleh %(seller)s, yang bukan anggota lagi."),
    TaskCode.DISCOUNT: lambda: _("Potongan %(off)s, yang diizinkan %(most)s."),
    TaskCode.BON: lambda: "",
    TaskCode.CASH: lambda: _("Harganya %(total)s, uang yang diterima %(given)s."),
    TaskCode.NO_ACCOUNT: lambda: _("Dibayar lewat %(paid)s, padahal kelompok belum punya rekening atau kodenya."),
    TaskCode.SUM: lambda: _("HP menjumlah %(told)s, seharusnya %(total)s."),
    TaskCode.PARKED: lambda: _(
        "Keranjang tunda ini sudah dijual atau dibuang sebelumnya, atau lewat satu setengah hari. Periksa apakah "
        "terjual dua kali."
    ),
    TaskCode.CHANGED: lambda: _("Penjualan yang sama datang lagi dengan isi lain. Yang pertama tetap berlaku."),
    TaskCode.UNREAD: lambda: _("Kiriman dari HP ini belum bisa dibaca."),
    TaskCode.BROKE: lambda: _("Belum bisa dibukukan karena kesalahan kami. Coba lagi, atau kabari pengelola."),
}
MONEY = {"sold", "now", "off", "most", "total", "given", "told"}  # facts that are whole rupiah
COUNTED = (TaskCode.SHORT, TaskCode.RECALLED)  # here they are pieces


def doubt_sentence(code: TaskCode, facts: Mapping[str, Any]) -> str:
    """What does not agree, with both sides."""
    if code is TaskCode.BON:
        return LACKS[facts["lacks"]]()
    shown = {name: rupiah(value) if name in MONEY and code not in COUNTED else value for name, value in facts.items()}
    if code is TaskCode.NO_ACCOUNT:
        shown["paid"] = {"qris": "QRIS"}.get(facts["paid"], _("transfer"))
    return DOUBTS[code]() % shown
