"""What the demo tells of a group: its chair, its place, its goods."""

from dataclasses import dataclass

from market.people.group import GroupKind


@dataclass(frozen=True)
class Good:
    """One product: picture, category, price, unit, weight, days it keeps, pieces, words."""

    name: str
    picture: str
    category: str
    price: int
    pieces: int
    shelf: int | None = None
    unit: str = "bungkus"
    weight_g: int = 500
    lead_days: int = 0
    about: str = ""
    more: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Story:
    """One group with its chair, its place and its goods."""

    name: str
    village: str
    chair: str
    picture: str
    story: str
    goods: tuple[Good, ...]
    kind: GroupKind = GroupKind.GROUP
    agency: str = ""
