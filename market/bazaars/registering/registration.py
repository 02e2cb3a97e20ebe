"""A registration as a row of a spreadsheet asks for it, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from market.bazaars.registering.application import ReservedShare
from market.kernel.refused import Refused
from market.people.founding.importing import Row
from market.people.founding.sheet_of_groups import phones_in
from market.people.group import Group


@dataclass
class Registration:
    """A row of the sheet: which group, what it asks, what is wrong with it. `founds` when the group is new; `there`
    when it has sent a registration, which the row does not change. `notes` are said, and keep nobody out."""

    number: int
    given: Mapping[str, str]
    name: str
    group: Group | None = None
    founds: Row | None = None
    there: bool = False
    slots: list[int] = field(default_factory=list)
    booths: tuple[int, int] = (1, 1)
    needs: list[str] = field(default_factory=list)
    watt: int = 0
    zones: list[str] = field(default_factory=list)
    category: str = ""
    unshelved: str = ""  # what the sheet says of its goods, when that is no category
    goods: str = ""
    accepts_fewer: bool = True
    reserved_share: ReservedShare = ReservedShare.UNUSED
    answers: dict[str, str] = field(default_factory=dict)
    refusals: list[Refused] = field(default_factory=list)
    notes: list[Refused] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it would be written."""
        return not self.refusals and not self.there

    @property
    def phones(self) -> list[str]:
        """The numbers it names."""
        if self.founds:
            return [self.founds.phone, *self.founds.phones_left] if self.founds.phone else []
        try:
            return phones_in(self.given.get("hp", ""))
        except Refused:
            return []
