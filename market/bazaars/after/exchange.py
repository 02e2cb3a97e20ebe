"""Exchange of booths: between whom, and what it would do, before anybody moves."""

from sqlalchemy.orm import Session

from market.bazaars.allotting.naming import names_in
from market.bazaars.allotting.occupancy import Exchange, Occupancy
from market.bazaars.allotting.opening import withheld
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import Booking, BookingState, bookings_of
from market.kernel.refused import Refused


def require_lawful(db: Session, bazaar: Bazaar, one: int, other: int) -> Exchange:
    """What the exchange would do. Refused when it breaks a rule, which is named unless applications are withheld."""
    effect = Occupancy(db, bazaar).after_swap(one, other)
    if effect.broken and withheld(db, bazaar):
        raise Refused("swap_fits_not", field="to")
    if effect.broken:
        raise effect.broken[0].in_names(names_in(db, bazaar))
    return effect


def confirmed_of(db: Session, application_id: int) -> list[Booking]:
    """Where a registration stands after its yes, locked."""
    return [b for b in bookings_of(db, application_id, lock=True) if b.state is BookingState.CONFIRMED]
