"""Power: what the circuits of a floor plan give, what its booths are expected to take, and what groups ask for."""

from collections import Counter
from typing import Any

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth, Circuit
from market.kernel.refused import Refused


def expect_watt(bazaar: Bazaar, watt: int) -> None:
    """What a booth is reckoned to take while the floor plan is drawn; 0 leaves it to the applications."""
    bazaar.require_draft()
    bazaar.booth_watt = watt


def booths_fed(booths: list[Booth]) -> Counter[str]:
    """How many booths are on each circuit."""
    return Counter(booth.circuit for booth in booths if booth.circuit)


def power_doubts(booths: list[Booth], circuits: list[Circuit], booth_watt: int) -> list[Refused]:
    """Circuits whose booths would draw more than they give, circuits without booths, booths without a circuit."""
    found, fed = [], booths_fed(booths)
    for each in circuits:
        drawn = fed[each.name] * booth_watt
        if not fed[each.name]:
            found.append(Refused("doubt_circuit_unused", circuit=each.name))
        elif drawn > each.watt:
            told: dict[str, Any] = {"n": fed[each.name], "drawn": drawn, "watt": each.watt}
            enough = each.watt // booth_watt
            found.append(Refused("doubt_circuit_over", circuit=each.name, each=booth_watt, enough=enough, **told))
    dark = [booth.number for booth in booths if booth.electricity and not booth.circuit] if circuits else []
    if dark:
        found.append(Refused("doubt_no_circuit", n=len(dark), what=", ".join(dark[:4])))
    return found
