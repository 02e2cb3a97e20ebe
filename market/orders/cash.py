"""Cash when goods change hands: at the buyer's door, or where she fetches them. No statement asks for either."""

from market.orders.delivery import Delivery
from market.payments.bill import Method


def cash_at_the_door(method: Method, delivery: Delivery) -> bool:
    """Cash on delivery: the group answers first, and takes no more than its `cash_limit`."""
    return method is Method.CASH and not delivery.collected


def cash_where_fetched(method: Method, delivery: Delivery) -> bool:
    """Fetched at the group and paid there: the goods are waited for until `collect_by`."""
    return method is Method.CASH and delivery.collected
