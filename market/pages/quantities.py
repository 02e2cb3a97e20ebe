"""Quantities: what a form with one number for each thing asks for."""

from market.catalog.variant import MOST_UNIT
from market.kernel.refused import Faults, Refused
from market.kernel.typed_number import MOST_PIECES, typed_count, typed_rupiah


def quantities(values: dict[str, list[str]], prefix: str = "quantity-") -> dict[str, int]:
    """How many pieces were asked for, by the rest of the field's name after the prefix; counted in the unit in which
    the page showed them, where `unit-{field}` says so."""
    wanted = {}
    for name, given in values.items():
        if name.startswith(prefix) and given[0].strip():
            own = values.get(f"unit-{name}", [""])[0][:MOST_UNIT]
            wanted[name.removeprefix(prefix)] = _count(given[0], name, own)
    for sku in values.get("remove", []):
        wanted[sku] = 0
    return wanted


def quantities_left(values: dict[str, list[str]], prefix: str = "quantity-") -> dict[str, int]:
    """`quantities` of a page that filled in a number everywhere: one that was emptied is asked about, no guess."""
    faults = Faults()
    for name, given in values.items():
        if name.startswith(prefix) and not given[0].strip():
            faults.add(Refused("required", field=name))
    faults.stop()
    return quantities(values, prefix)


def typed_money(values: dict[str, list[str]], name: str) -> int | None:
    """Whole rupiah of a field whose name tells which of many it is, None where nothing was typed; refused beside it."""
    text = values.get(name, [""])[0].strip()
    if not text:
        return None
    try:
        return typed_rupiah(text)
    except Refused as refusal:
        raise refusal.beside(name) from None


def _count(text: str, name: str, own: str) -> int:
    try:
        number = typed_count(text, own)
    except Refused as refusal:
        raise refusal.beside(name) from None
    if number > MOST_PIECES:
        raise Refused("number_too_large", field=name, n=MOST_PIECES)
    return number
