"""Whether the group that a row of a sheet describes is the one of that name that is here."""

from contextlib import suppress

from market.kernel.refused import Refused
from market.kernel.sheet_heads import SheetRow
from market.people.founding.sheet_of_groups import phones_in, village_of
from market.people.group import Group
from market.people.place import place_name


def kept_of(group: Group, row: SheetRow, around: str) -> list[Refused]:
    """What the row says of its village and its phone that the group here has otherwise, as notes: it keeps its own.
    Refused when all that the row says is otherwise, since that may be another group of the same name. `around` is the
    office's place."""
    same: list[Refused] = []
    other: list[Refused] = []
    if row["kelurahan"]:
        with suppress(Refused):  # a cell that names no village says nothing of the group
            note = Refused("village_kept", field="kelurahan", place=place_name(group.village))
            (same if village_of(row, around).code == group.village else other).append(note)
    if row["hp"] and group.phone:
        with suppress(Refused):
            note = Refused("phone_kept", field="hp")
            (same if group.phone in phones_in(row["hp"]) else other).append(note)
    if other and not same:
        raise Refused("group_other", field="nama", name=group.name, place=place_name(group.village))
    return other
