"""What a helper may write of a courier: a name that we know, and its slip as it is printed. The buyer reads both."""

import re

from market.kernel.refused import Refused

# Lengths of slips that are digits alone, by courier as `_plain` writes it; the others print letters, too.
COURIERS: dict[str, frozenset[int]] = {
    "jne": frozenset({15, 16}), "jne express": frozenset({15, 16}), "sicepat": frozenset({12}), "tiki": frozenset({12}),
    "anteraja": frozenset({14}), "lion parcel": frozenset({14}), "id express": frozenset({12, 14}),
    "wahana": frozenset(), "wahana express": frozenset(), "j&t": frozenset({12}), "j&t express": frozenset({12}),
    "j&t cargo": frozenset({12}), "pos": frozenset({11, 12}), "pos indonesia": frozenset({11, 12}),
    "ninja xpress": frozenset(), "ninja express": frozenset(), "sap": frozenset(), "sap express": frozenset(),
    "spx": frozenset(), "shopee express": frozenset(), "spx express": frozenset(), "paxel": frozenset(),
    "gosend": frozenset(), "grabexpress": frozenset(), "grab": frozenset(), "gojek": frozenset(),
    "lalamove": frozenset(), "indah cargo": frozenset({12}), "indah logistik": frozenset({12}),
    "dakota cargo": frozenset(), "sentral cargo": frozenset(), "damri": frozenset(), "pelni": frozenset(),
    "kurir kelompok": frozenset(),
}  # fmt: skip
SLIP = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+){0,4}")
MOBILE = re.compile(r"(?:0|62)?8[0-9]{7,11}")
LETTER = re.compile("[A-Za-z]")


def require_printed(courier: str, tracking: str) -> None:
    """Refused for another courier than those of the list, and for a slip that none of them prints: a mobile number,
    or digits alone that are not as many as this courier's (any courier's, where none is named)."""
    name = _plain(courier)
    if name and name not in COURIERS:
        raise Refused("courier_shape", field="courier")
    lengths = COURIERS[name] if name else frozenset[int]().union(*COURIERS.values())
    if tracking and not _is_slip(tracking, lengths):
        raise Refused("tracking_shape", field="tracking")


def _is_slip(tracking: str, lengths: frozenset[int]) -> bool:
    digits = re.sub("[^0-9]", "", tracking)
    if not SLIP.fullmatch(tracking) or MOBILE.fullmatch(digits):
        return False
    return LETTER.search(tracking) is not None or len(digits) in lengths


def _plain(courier: str) -> str:
    return " ".join(courier.casefold().replace(" & ", "&").split())
