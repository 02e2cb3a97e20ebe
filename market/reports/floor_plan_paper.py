"""The data of the booth map on one A4 page; `floor_plan.typ` draws it."""

from collections.abc import Sequence
from typing import Any

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth
from market.bazaars.planning.landmark import Landmark

SOURCE = "floor_plan.typ"


def floor_plan_told(
    bazaar: Bazaar, booths: Sequence[Booth], landmarks: Sequence[tuple[Landmark, str]], names: dict[int, str], when: str
) -> dict[str, Any]:
    """`names` says by booth id who stands there; `landmarks` come with their words."""
    columns = max([b.position + 1 for b in booths] + [e.position + e.width for e, _ in landmarks], default=1)
    rows = max([b.row + 1 for b in booths] + [e.row + e.height for e, _ in landmarks], default=1)
    return {
        "title": bazaar.name,
        "under": f"{bazaar.venue or bazaar.city} · {when}",
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
                "broken": b.broken_at is not None,
            }
            for b in booths
        ],
        "landmarks": [
            {"word": word, "row": e.row, "position": e.position, "width": e.width, "height": e.height}
            for e, word in landmarks
        ],
        "who": [[b.number, names[b.key]] for b in booths if b.key in names],
    }
