"""What a search leaves behind goes after a while."""

from market.catalog.searching.asked import sweep_asked
from market.catalog.searching.change import sweep_changes
from market.kernel.db import write


def sweep_searches() -> None:
    """Once an hour: queries of more than a month ago, and all but the last changes of the catalogue."""
    for sweep in (sweep_asked, sweep_changes):
        write(sweep)
