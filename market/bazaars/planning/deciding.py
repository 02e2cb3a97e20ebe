"""What decides who gets a booth and what it costs: the office's to write in a draft, fixed once groups may register."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.planning.fee_classes import set_fee_classes
from market.kernel.refused import Faults, Refused


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """The fields of the same names of a bazaar. `fee` and `fee_classes` are whole rupiah."""

    reserved_groups: int
    reserved_for: str
    kelurahan_limit: int | None
    category_limit: int | None
    fee: int
    fee_classes: Mapping[str, int]
    fee_basis: str
    fee_receiver: str
    documents: list[str]

    def require_basis(self) -> None:
        """Refused when a booth costs something and it is not said by which regulation, or who receives it; both at
        once where both are missing."""
        if not self.fee and not any(self.fee_classes.values()):
            return
        faults = Faults()
        if not self.fee_basis:
            faults.add(Refused("fee_basis_needed", field="fee_basis"))
        if not self.fee_receiver:
            faults.add(Refused("fee_receiver_needed", field="fee_receiver"))
        faults.stop()


def decide(bazaar: Bazaar, wanted: Deciding) -> None:
    """Sets all of it in a draft. Refused afterwards for what differs."""
    wanted.require_basis()
    rest = asdict(wanted)
    if bazaar.state is BazaarState.DRAFT:
        set_fee_classes(bazaar, rest.pop("fee_classes"))
        for name, value in rest.items():
            setattr(bazaar, name, value)
    elif any(getattr(bazaar, name) != value for name, value in rest.items()):
        raise Refused("rules_fixed")
