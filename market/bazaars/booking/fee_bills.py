"""What happens to a booth fee when its bill is settled, claimed, refused or taken back: the group hears of it."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.acted import acted_since
from market.bazaars.booking.fee import number_of
from market.bazaars.booking.letter import tell_group, tell_officers
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.record import table
from market.payments.bill import Bill
from market.payments.bill_facts import Disputed, RefundOwed, RefundReaddressed
from market.payments.claim import last_refused, open_claim
from market.payments.payment import last_taken_back
from market.people.access import Actor
from market.people.group import Group


class BoothFees:
    """A booth fee has no clock: the office says what came in, and the group hears of each step."""

    def lock(self, db: Session, ref: str) -> None: ...  # only the clock decides whether a bazaar has begun
    def expired(self, db: Session, bill: Bill, due: datetime) -> None: ...
    def part_paid(self, db: Session, bill: Bill, by: Actor, missing: int) -> None: ...
    def down_paid(self, db: Session, bill: Bill, by: Actor, missing: int) -> None: ...  # a fee is asked whole
    def disputed(self, db: Session, bill: Bill, dispute: Disputed) -> None: ...
    def refund_undone(self, db: Session, bill: Bill, by: Actor, refund: RefundOwed, reason: str) -> None: ...
    def refund_addressed(self, db: Session, bill: Bill, refund: RefundOwed) -> None: ...
    def refund_readdressed(self, db: Session, bill: Bill, refund: RefundReaddressed) -> None: ...

    def presses(self, db: Session, bill: Bill) -> bool:
        return False

    def beside(self, db: Session, bill: Bill) -> Collection[int]:
        return [bill.key]

    def gone(self, db: Session, bills: Sequence[Bill]) -> set[int]:
        """The bills whose bazaar has begun: from then on its officers keep the list of the money."""
        forms, numbers = table(Application), {bill.key: number_of(bill) for bill in bills}
        wanted = (
            sa.select(forms.c.number, Slot, Bazaar)
            .join(Bazaar, table(Bazaar).c.id == forms.c.bazaar_id)
            .join(Slot, table(Slot).c.bazaar_id == forms.c.bazaar_id)
            .where(forms.c.number.in_(numbers.values()))
        )
        begun = {row.number for row in db.execute(wanted) if row.Slot.begun(row.Bazaar)}
        return {key for key, number in numbers.items() if number in begun}

    def keepers(self, db: Session, bills: Sequence[Bill], since: datetime) -> dict[int, set[int]]:
        """By bill the officers who act for its bazaar, or did at any time since then."""
        forms, numbers = table(Application), {bill.key: number_of(bill) for bill in bills}
        wanted = sa.select(forms.c.number, forms.c.bazaar_id).where(forms.c.number.in_(numbers.values()))
        bazaars = {row.number: row.bazaar_id for row in db.execute(wanted)}
        acted = acted_since(db, set(bazaars.values()), since)
        return {key: acted.get(bazaars[number], set()) for key, number in numbers.items()}

    def groups(self, db: Session, bills: Sequence[Bill]) -> dict[int, int]:
        """By bill the group that owes it."""
        forms, numbers = table(Application), {number_of(bill): bill.key for bill in bills}
        wanted = sa.select(forms.c.number, forms.c.group_id).where(forms.c.number.in_(numbers))
        return {numbers[row.number]: row.group_id for row in db.execute(wanted)}

    def taken_back(self, db: Session, bill: Bill, by: Actor, reason: str) -> None:
        self._tell(db, bill, "taken_back", last_taken_back(db, bill.key), reason=reason)

    def settled(self, db: Session, bill: Bill, by: Actor) -> None:
        self._tell(db, bill, "received", bill.key, amount=bill.amount)

    def claimed(self, db: Session, bill: Bill) -> None:
        application = _application_of(db, bill)
        made = open_claim(db, bill.key)
        once = f"fee_claimed/{made.key if made else 0}"
        bazaar = Bazaar.get(db, application.bazaar_id)
        tell_officers(db, bazaar, application, "bazaar_fee_claimed", once, amount=bill.amount)

    def claim_refused(self, db: Session, bill: Bill, by: Actor, reason: str) -> None:
        self._tell(db, bill, "refused", last_refused(db, bill.key), reason=reason)

    def refund_owed(self, db: Session, bill: Bill, by: Actor, refund: RefundOwed) -> None:
        self._tell(db, bill, "back_due", refund.key, amount=refund.amount)

    def refunded(self, db: Session, bill: Bill, by: Actor, refund: RefundOwed) -> None:
        self._tell(db, bill, "back", refund.key, amount=refund.amount)

    def _tell(self, db: Session, bill: Bill, step: str, once: int | str, **more: str | int) -> None:
        application = _application_of(db, bill)
        bazaar, group = Bazaar.get(db, application.bazaar_id), Group.get(db, application.group_id)
        tell_group(db, bazaar, application, group, f"bazaar_fee_{step}", f"fee_{step}/{once}", **more)


def _application_of(db: Session, bill: Bill) -> Application:
    rows = table(Application)
    return db.scalars(sa.select(Application).where(rows.c.number == number_of(bill))).one()
