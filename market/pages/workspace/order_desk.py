"""One parcel before the member who looks after it: what she may press now, and what stands there instead."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.kernel.language import gettext as _
from market.kernel.refused import Refused
from market.messages.by_hand import HowTold, how_told
from market.messages.channels import wa_link
from market.orders.finding import sold_order
from market.orders.life.news import name_for_buyer
from market.orders.life.not_handed import handed_last, may_say_so
from market.orders.life.recall import can_exchange
from market.orders.life.returning import courier_cost_of
from market.orders.line_lot import untaken_stock
from market.orders.order import Order, OrderLine, SubOrder
from market.orders.reading.shown import ShownParcel, shown_parcels
from market.orders.state import BEFORE_LEAVING, HERE, State
from market.pages.next_step import down_sentence
from market.pages.workspace.asked_before import asks_cash, asks_unpacked
from market.payments.bill import BillState, Method
from market.payments.confirming import refusal_to_confirm
from market.payments.refund import Refund
from market.payments.refund_undoing import refusals_to_undo
from market.people.access import Actor, Do

AT_HANDOVER = "at_handover"


@dataclass(frozen=True)
class OrderDesk:
    """`refused`: why the viewer may not say that the money came. `untaken`: lines that are not put aside, and what
    there is of each now. `exchangeable`: other lots have what was recalled of it.
    `told`: how the news for the buyer of what is missing stands."""

    actor: Actor
    order: Order
    parcel: ShownParcel
    refused: Refused | None
    untaken: list[tuple[OrderLine, int]]
    exchangeable: bool = False
    told: HowTold | None = None

    @property
    def sub(self) -> SubOrder:
        return self.parcel.sub

    @property
    def here(self) -> str:
        return f"/lapak/{self.parcel.group.slug}/pesanan/{self.sub.number}"

    @property
    def money(self) -> str:
        """Where the group's money is told; the acts on this parcel's end with its number."""
        return f"/lapak/{self.parcel.group.slug}/uang"

    @property
    def chat(self) -> str:
        return wa_link(self.order.phone, "") if self.order.phone else ""

    @property
    def own(self) -> bool:
        """The viewer bought it herself: its money, and its goods when they come back, are for others."""
        return self.actor.person_id is not None and self.actor.person_id == self.order.person_id

    @property
    def cash(self) -> bool:
        return self.sub.method is Method.CASH

    @property
    def at_handover(self) -> bool:
        return self.parcel.payment == AT_HANDOVER

    @property
    def may_leave(self) -> bool:
        """Its goods wait for no money."""
        return self.parcel.may_leave

    @property
    def may_begin(self) -> bool:
        """Its goods may be made and packed."""
        return self.parcel.may_begin

    @property
    def asked_first(self) -> str:
        """What is paid first, where a down payment has not come."""
        return down_sentence(self.parcel) if self.parcel.rest else ""

    @property
    def underway(self) -> bool:
        """Promised to its buyer, and still here."""
        return self.sub.state in HERE

    @property
    def here_still(self) -> bool:
        """Its goods have not left: pieces that do not come are cancelled, not refunded."""
        return self.sub.state in BEFORE_LEAVING

    @property
    def not_collected(self) -> bool:
        """It was given up because nobody came; the viewer may put that right."""
        gave_up = any(event.code == "not_collected" for event in self.parcel.events)
        return gave_up and self.sub.state is State.CANCELLED and self.actor.may(Do.CASH)

    @property
    def owes_group(self) -> bool:
        """Money is awaited that only the group sees come, and nobody has said yet that she sent it."""
        bill = self.parcel.bill
        return bill is not None and self.parcel.claim is None and bill.method.by_word and bill.custodian == "group"

    @property
    def short_taken(self) -> bool:
        """Less than was asked came, and the viewer may let it be enough."""
        return bool(self.parcel.missing) and self.refused is None and self.actor.may(Do.CONFIRM)

    @property
    def handed_over_here(self) -> bool:
        """It is fetched, and the viewer may hand it over; cash that is still awaited has a card of its own."""
        fetched = self.sub.delivery.collected and not self.sub.collect_by
        return fetched and (not self.at_handover or self.actor.may(Do.CASH))

    @property
    def asks_of_cash(self) -> str:
        """What is asked before cash is written down as taken: nobody takes that back. Nothing where none is awaited."""
        return asks_cash(self.parcel.left) if self.at_handover else ""

    @property
    def asks_of_late_cash(self) -> str:
        """The same where the parcel was given up, and had been fetched after all: its bill is closed."""
        return asks_cash(self.sub.total - self.parcel.paid)

    @property
    def asks_to_hand_over(self) -> str:
        """The same where it is fetched; also before goods leave that nobody said to be packed."""
        return self.asks_of_cash or asks_unpacked(self.sub)

    @property
    def arrived(self) -> bool:
        """The viewer may say that it reached its buyer."""
        return not self.at_handover or (self.actor.may(Do.CASH) and not self.own)

    @property
    def handed_by_mistake(self) -> bool:
        """ "Serahkan" may have been pressed by mistake, and the viewer may say so."""
        events = self.parcel.events
        return not self.own and handed_last(self.sub, events) and may_say_so(self.actor, events[-1])

    @property
    def cancellable(self) -> bool:
        return not (self.own and self.parcel.paid)

    @property
    def reducible(self) -> bool:
        """Fewer pieces may come: of a last one the order is cancelled instead, and a payment is found first."""
        return self.to_reduce and not self.being_paid

    @property
    def to_reduce(self) -> bool:
        """The same once no payment of it is under way."""
        return self.cancellable and self.parcel.pieces > 1

    @property
    def being_paid(self) -> bool:
        """Somebody looks for its money, or its buyer is at the card's page."""
        bill = self.parcel.bill
        return self.parcel.claim is not None or (bill is not None and bill.open and bill.card_open)

    @property
    def first_the_payment(self) -> str:
        """What comes before fewer pieces, where a payment is under way."""
        if not (self.to_reduce and self.being_paid):
            return ""
        if self.parcel.claim is None:
            return _("Pembeli sedang membayar dengan kartu. Sesudah itu isinya bisa dikurangi.")
        return _("Pembeli mengabari sudah bayar. Cocokkan dulu uangnya, sesudah itu isinya bisa dikurangi.")

    @property
    def out_of_recall(self) -> str:
        """What can be done while pieces of a recalled lot wait in it: what is offered on its page, nothing else."""
        if first := self.first_the_payment:
            said = _("Bisa diganti dari kode lain sekarang.") if self.exchangeable else _("Dari kode lain belum cukup.")
            return f"{said} {first}"
        if self.exchangeable:
            if self.reducible:
                return _("Ganti dari kode lain, kurangi isinya, atau batalkan pesanannya.")
            return _("Ganti dari kode lain, atau batalkan pesanannya.")
        if self.reducible:
            return _("Dari kode lain belum cukup. Kurangi isinya, atau batalkan pesanannya.")
        return _("Dari kode lain belum ada. Batalkan pesanannya.")

    @property
    def terms_open(self) -> bool:
        return self.sub.by_offer and self.parcel.bill is not None and self.parcel.bill.state is BillState.OPEN

    @property
    def cash_now(self) -> int:
        """Whole rupiah of cash that the viewer may write down before, or after, its goods are handed over."""
        bill = self.parcel.bill
        if bill is None or not bill.open or not self.cash or self.sub.by_offer:
            return 0
        return self.parcel.missing or bill.amount if self.refused is None and self.actor.may(Do.CONFIRM) else 0

    @property
    def refundable(self) -> int:
        """Whole rupiah that the viewer may promise back."""
        return self.parcel.refundable if self.actor.may(Do.REFUND) else 0

    @property
    def undoable_refunds(self) -> list[Refund]:
        """Those that the viewer, or somebody who is gone, said to have sent, and that she may still take back."""
        undoable, bill = [refund for refund in self.parcel.refunds if refund.undoable], self.parcel.bill
        if not undoable or bill is None or not self.actor.may(Do.REFUND_OWN):
            return []
        refused = refusals_to_undo(bill.db, bill, [each.paid_by_id for each in undoable], self.actor)
        return [refund for refund in undoable if refund.paid_by_id not in refused]

    @property
    def courier_cost(self) -> int:
        """Whole rupiah that the courier cost of what came back, when the viewer may take them out of the books."""
        return courier_cost_of(self.parcel.events) if self.actor.may(Do.REFUND_OWN) else 0


def order_desk(db: Session, actor: Actor, sub: SubOrder) -> OrderDesk:
    [parcel] = shown_parcels(db, [sub])
    bill = parcel.bill
    return OrderDesk(
        actor,
        sold_order(db, sub.order_id),
        parcel,
        refused=refusal_to_confirm(db, actor, bill) if bill and bill.open else None,
        untaken=untaken_stock(db, sub) if sub.state is State.WAITING else [],
        exchangeable=parcel.stopped and can_exchange(db, sub),
        told=_told_what_is_missing(db, parcel),
    )


def _told_what_is_missing(db: Session, parcel: ShownParcel) -> HowTold | None:
    short = [event.key for event in parcel.events if event.code == "part_paid"] if parcel.missing else []
    return how_told(db, name_for_buyer(parcel.sub.number, f"payment_short/{short[-1]}")) if short else None
