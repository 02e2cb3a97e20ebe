"""What who runs the house does for all of it, written down: its clock, its letters."""

from sqlalchemy.orm import Session

from market.kernel.beat import confirm_time
from market.kernel.mistimed import Mistimed
from market.messages.sending import try_again
from market.people.access import Actor
from market.people.act import note


def confirm_clock(db: Session, by: Actor) -> None:
    """The time is right now: the worker mends what was ended too early, and goes on."""
    confirm_time(db)
    note(db, by, "clock_confirmed")


def finish_mistimed(db: Session, key: int, by: Actor) -> None:
    """She looked after what could not be taken back by itself. Overtaken where that was said before."""
    found = Mistimed.get(db, key)
    found.finish()
    note(db, by, "mistimed_done", title=found.title)


def send_again(db: Session, by: Actor) -> int:
    """Letters that could not be sent are tried again now; how many."""
    if many := try_again(db):
        note(db, by, "letters_again", n=many)
    return many
