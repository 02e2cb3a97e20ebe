"""What is asked before goods are handed over."""

from market.kernel.language import gettext as _
from market.kernel.money import rupiah
from market.orders.order import SubOrder
from market.orders.state import State


def asks_unpacked(sub: SubOrder) -> str:
    """What is asked before goods are handed over that nobody said to be packed; nothing of those that are."""
    return "" if sub.state is State.READY else _("Belum ditandai siap. Barangnya sudah di tangan pembeli?")


def asks_cash(amount: int) -> str:
    """What is asked before cash is written down as taken."""
    return _("Tunai %(amount)s sudah diterima, dan barangnya sudah di tangan pembeli?") % {"amount": rupiah(amount)}
