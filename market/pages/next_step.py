"""What happens next with a parcel, in one sentence for its buyer."""

from zoneinfo import ZoneInfo

from market.kernel.language import gettext as _
from market.kernel.language import mark as N
from market.kernel.language import shown_day, shown_moment
from market.kernel.money import rupiah
from market.orders.order import SubOrder
from market.orders.reading.shown import ShownParcel
from market.orders.state import State
from market.payments.bill import Custodian, Method


def next_step(parcel: ShownParcel) -> str:
    """What happens next with a parcel, and until when, in one sentence for the buyer."""
    sub, zone = parcel.sub, parcel.group.zone
    if parcel.stopped:
        return _recalled(parcel)
    if sub.state is State.WAITING and sub.fee_named_at and sub.agree_by:
        return _("Setujui ongkirnya sebelum %(when)s.") % {"when": shown_moment(sub.agree_by, zone)}
    if sub.state is State.WAITING and sub.answer_by:
        return _("%(group)s menjawab paling lambat %(when)s.") % {
            "group": sub.group_name,
            "when": shown_moment(sub.answer_by, zone),
        }
    if paying := _paying(parcel):
        return paying
    if sub.delivery.collected and (fetching := _fetching(sub, zone)):
        return fetching
    if sub.state is State.ON_THE_WAY:
        return _("Perkiraan sampai %(day)s.") % {"day": shown_day(sub.arrives_by)}
    if sub.open and parcel.payment == "paid":
        return _("%(group)s menyiapkan pesanan Anda.") % {"group": sub.group_name}
    if parcel.payment == "at_handover" and sub.open:
        return _("Siapkan uang tunai waktu menerima.")
    return ""


def _recalled(parcel: ShownParcel) -> str:
    """Her goods are taken back: what the group does now, and that she does not pay for them."""
    if parcel.paid or parcel.claim:
        said = N("Ada barang dari kode yang ditarik. %(group)s menggantinya, atau uangnya kembali.")
    else:
        said = N("Ada barang dari kode yang ditarik. Jangan bayar dulu: %(group)s menggantinya atau mengurangi isinya.")
    return _(said) % {"group": parcel.sub.group_name}


OF_CLAIMS = ("claimed", "claim_refused", "part_paid", "down_paid", "paid", "payment_taken_back")


def why_not_found(parcel: ShownParcel) -> str:
    """Why the money was not found that its buyer said to have sent; nothing once she said it again, it came, or there
    is nothing to say any more.
    """
    told = [event for event in parcel.events if event.code in OF_CLAIMS]
    refused = parcel.claimable and told and told[-1].code == "claim_refused"
    return str(told[-1].params.get("reason", "")).rstrip(" .") if refused else ""


def _paying(parcel: ShownParcel) -> str:
    """The next step with its money; nothing when none of it is the buyer's turn now."""
    if parcel.missing and parcel.down_paid and not parcel.claim:
        return _rest_sentence(parcel)
    if parcel.missing and not parcel.down_paid:
        return _("Uang yang masuk kurang %(amount)s.") % {"amount": rupiah(parcel.missing)}
    if parcel.claim:
        return looked_for(parcel)
    if parcel.payment == "unpaid" and parcel.rest and parcel.bill:
        return down_sentence(parcel)
    if parcel.payment == "unpaid" and parcel.bill and parcel.bill.due_at:
        return _("Bayar sebelum %(when)s.") % {"when": shown_moment(parcel.bill.due_at, parcel.group.zone)}
    return ""


def down_sentence(parcel: ShownParcel) -> str:
    """What is paid first of a parcel whose down payment is asked, until when, and what later."""
    bill, sub = parcel.bill, parcel.sub
    if sub.by_offer:
        said = N("Uang muka %(first)s dibayar sebelum dikerjakan, sisanya %(rest)s sesudah barang diterima.")
    elif bill and bill.due_at:
        said = N("Uang muka %(first)s sebelum %(when)s, sisanya %(rest)s sebelum barang diserahkan.")
    else:
        said = N("Uang muka %(first)s sekarang, sisanya %(rest)s sebelum barang diserahkan.")
    when = shown_moment(bill.due_at, parcel.group.zone) if bill and bill.due_at else ""
    return _(said) % {"first": rupiah(sub.down_payment), "rest": rupiah(parcel.rest), "when": when}


def _rest_sentence(parcel: ShownParcel) -> str:
    if parcel.sub.by_offer:
        said = N("Uang muka sudah masuk. Sisanya %(rest)s dibayar sesudah barang diterima.")
    elif parcel.sub.state is State.READY:
        said = N("Barangnya siap. Bayar sisanya %(rest)s, lalu barangnya diserahkan.")
    else:
        said = N("Uang muka sudah masuk, barangnya bisa dikerjakan. Sisanya %(rest)s dibayar sebelum diserahkan.")
    return _(said) % {"rest": rupiah(parcel.missing)}


def asks_to_cancel(parcel: ShownParcel) -> str:
    """What is asked before a buyer gives a parcel up: which one, and what becomes of her money."""
    named = {"number": parcel.sub.number, "group": parcel.sub.group_name}
    asked = _("Batalkan pesanan %(number)s dari %(group)s?") % named
    return f"{asked} {becomes}" if (becomes := _becomes_of_money(parcel)) else asked


def _becomes_of_money(parcel: ShownParcel) -> str:
    bill, paid = parcel.bill, {"paid": rupiah(parcel.paid)}
    if bill and parcel.paid and bill.method is Method.CARD:
        return _("%(paid)s kembali ke kartu Anda dalam beberapa hari kerja.") % paid
    if parcel.paid:
        return _("%(paid)s dikembalikan: sesudah ini tulis ke rekening mana.") % paid
    if parcel.claim:
        claimed = {"claimed": rupiah(parcel.claim.asked)}
        return (
            _("%(claimed)s yang Anda kirim dikembalikan begitu ditemukan: halaman pesanan menanyakan rekening Anda.")
            % claimed
        )
    return ""


def looked_for(parcel: ShownParcel) -> str:
    """Who looks for the money that its buyer said to have sent, and what comes after."""
    sub, bill = parcel.sub, parcel.bill
    if sub.open and bill and bill.custodian is Custodian.PLATFORM:
        return _("Pengelola Dermaga sedang mencocokkan uangnya.")
    if sub.open:
        return _("Bendahara %(group)s sedang mencocokkan uangnya.") % {"group": sub.group_name}
    return _(
        "Pesanan ini sudah berakhir. Kalau uang Anda ternyata masuk, seluruhnya dikembalikan: begitu ditemukan, "
        "halaman pesanan menanyakan rekening Anda."
    )


def _fetching(sub: SubOrder, zone: ZoneInfo) -> str:
    if sub.collect_by and sub.open:
        return _("Sudah diambil? Ditunggu sampai %(when)s, sesudah itu pesanan batal sendiri.") % {
            "when": shown_moment(sub.collect_by, zone)
        }
    return _("Sudah bisa diambil.") if sub.state is State.READY else ""
