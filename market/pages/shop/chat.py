"""The buyer's first word to a group: a chat that opens with what her order is."""

from market.kernel.language import gettext as _
from market.kernel.money import rupiah
from market.messages.channels import wa_link
from market.orders.order import Order
from market.orders.reading.shown import ShownParcel


def chat_link(order: Order, parcel: ShownParcel) -> str:
    """ "Kabari penjual lewat WhatsApp": group, number, total while it is asked for, and nothing personal."""
    if not parcel.group.phone:
        return ""
    under_way = _("Halo %(group)s, saya memesan %(number)s, jumlahnya %(total)s.")
    text = (
        under_way if parcel.sub.open and not parcel.stopped else _("Halo %(group)s, tentang pesanan saya %(number)s.")
    ) % {
        "group": parcel.group.name,
        "number": parcel.sub.number,
        "total": rupiah(parcel.left or parcel.sub.total),
    }
    return wa_link(parcel.group.phone, text)
