"""The booth map as a PDF of one A4 page, by Typst (the extra `pdf`); data goes in by `sys_inputs` alone."""

import json
from collections.abc import Sequence
from pathlib import Path

from market.bazaars.bazaar import Bazaar, Booth
from market.bazaars.landmark import Landmark
from market.kernel.refused import Refused

SOURCE = Path(__file__).with_name("plan.typ")


def plan_pdf(
    bazaar: Bazaar, booths: Sequence[Booth], landmarks: Sequence[tuple[Landmark, str]], names: dict[int, str], when: str
) -> bytes:
    """`names` says by booth id who stands there; `landmarks` come with their words. Refused without the extra."""
    try:
        import typst
    except ImportError:
        raise Refused("pdf_missing") from None
    columns = max([b.position + 1 for b in booths] + [e.position + e.width for e, _ in landmarks], default=1)
    rows = max([b.row + 1 for b in booths] + [e.row + e.height for e, _ in landmarks], default=1)
    told = {
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
    made: bytes = typst.compile(SOURCE.read_bytes(), sys_inputs={"data": json.dumps(told)})
    return made
