"""Who may take back the word that money went back to its payer."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.payments.bill import Bill
from market.payments.confirming import require_refunder
from market.payments.presser import whose_word
from market.people.access import Actor


def refusals_to_undo(db: Session, bill: Bill, said_by: Collection[int | None], by: Actor) -> dict[int | None, Refused]:
    """Why refunds of a bill are not hers to take back, by who said that they went back; nothing of those that are."""
    words = whose_word(db, bill.payee, said_by, by)
    others: dict[int | None, Refused] = {
        each: Refused("not_yours_to_take_back") for each in said_by if each not in words
    }
    try:
        require_refunder(db, by, bill)
    except Refused as refusal:
        return dict.fromkeys(said_by, refusal) | others
    return others
