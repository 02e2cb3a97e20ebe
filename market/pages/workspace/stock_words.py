"""Why pieces came and went, in the reader's language."""

from market.inventory.movement import MovementKind
from market.kernel.language import gettext as _

MOVEMENTS = {
    MovementKind.RECEIVED: lambda: _("Barang masuk"),
    MovementKind.SOLD: lambda: _("Dikirim atau diambil pembeli"),
    MovementKind.SOLD_DIRECTLY: lambda: _("Terjual langsung"),
    MovementKind.SOLD_OUT: lambda: _("Ditandai habis"),
    MovementKind.SPOILED: lambda: _("Rusak atau dibuang"),
    MovementKind.COUNTED: lambda: _("Hitung ulang"),
    MovementKind.RETURNED: lambda: _("Kembali dari pesanan"),
}


def movement_word(kind: MovementKind | str) -> str:
    return MOVEMENTS[MovementKind(kind)]()
