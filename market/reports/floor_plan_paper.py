"""The data of the booth map on one A4 page; `floor_plan.typ` draws it."""

from collections.abc import Collection, Sequence
from typing import Any

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth
from market.bazaars.planning.landmark import Landmark
from market.bazaars.slot import Slot
from market.kernel.language import shown_day

SOURCE = "floor_plan.typ"


def floor_plan_told(
    bazaar: Bazaar,
    booths: Sequence[Booth],
    landmarks: Sequence[tuple[Landmark, str]],
    names: dict[int, str],
    slot: Slot | None,
    where: str,
    broken: Collection[int],
) -> dict[str, Any]:
    """The map of a day: `names` says by booth id who stands there, `broken` what is struck; `landmarks` come with their
    words."""
    when = shown_day(slot.day, year=True) if slot else ""
    columns = max([b.position + 1 for b in booths] + [e.position + e.width for e, _ in landmarks], default=1)
    rows = max([b.row + 1 for b in booths] + [e.row + e.height for e, _ in landmarks], default=1)
    return {
        "title": bazaar.name,
        "under": f"{where} · {when}",
        "by": bazaar.agency,
        "columns": columns,
        "rows": rows,
        "booths": [
            {
                "number": b.number,
                "row": b.row,
                "position": b.position,
                "part": b.part,
                "wheelchair": b.wheelchair,
                "broken": b.key in broken,
            }
            for b in booths
        ],
        "landmarks": [
            {"word": word, "row": e.row, "position": e.position, "width": e.width, "height": e.height}
            for e, word in landmarks
        ],
        "who": [[b.number, names[b.key]] for b in booths if b.key in names],
    }
