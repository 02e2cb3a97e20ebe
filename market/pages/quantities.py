"""Quantities: what a form with one number a kind asks for."""

from market.kernel.refused import Refused
from market.kernel.typed import whole


def quantities(values: dict[str, list[str]], prefix: str = "quantity-") -> dict[str, int]:
    """By what follows the prefix how many pieces were asked for."""
    wanted = {}
    for name, given in values.items():
        if name.startswith(prefix) and given[0].strip():
            number = whole(given[0].strip(), 999_999)
            if number is None:
                raise Refused("number_unclear", field=name)
            wanted[name.removeprefix(prefix)] = number
    for sku in values.get("remove", []):
        wanted[sku] = 0
    return wanted
