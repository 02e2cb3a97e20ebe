"""The buyer's first word to a group: a chat that opens with what her order is."""

from market.kernel.language import gettext as _
from market.kernel.money import rupiah
from market.messages.channels import wa_link
from market.orders.order import Order
from market.orders.reading.shown import ShownParcel


def chat_link(order: Order, parcel: ShownParcel) -> str:
    """ "Kabari penjual lewat WhatsApp": group, number, the order's sum as its page says it, and nothing personal.

    Where another sum is transferred now, that one too: the group finds it in its bank.
    """
    if not parcel.group.phone:
        return ""
    under_way = _("Halo %(group)s, saya memesan %(number)s, jumlahnya %(total)s.")
    asked = parcel.sub.open and not parcel.stopped
    text = (under_way if asked else _("Halo %(group)s, tentang pesanan saya %(number)s.")) % {
        "group": parcel.group.name,
        "number": parcel.sub.number,
        "total": _sum(parcel),
    }
    if parcel.to_pay and parcel.left != parcel.sub.total:
        text += " " + _("Yang ditransfer sekarang %(amount)s.") % {"amount": rupiah(parcel.left)}
    return wa_link(parcel.group.phone, text)


def _sum(parcel: ShownParcel) -> str:
    total = rupiah(parcel.sub.total)
    return f"{total} {_('+ ongkir')}" if parcel.sub.delivery_fee is None else total
