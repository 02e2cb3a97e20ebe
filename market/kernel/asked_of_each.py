"""Whether there is something for a row, asked of each row that is looked at."""

from typing import Any

import sqlalchemy as sa


def asked_of_each(found: sa.Select[Any]) -> sa.Exists:
    """An EXISTS of which few answers are wanted: beside an OR, or as a column of a page's rows.

    PostgreSQL plans such a one as if every row were looked at, and first finds all that have something, which reads
    whole tables for a page of twenty-four. It keeps from that where there is an offset.
    """
    return found.offset(0).exists()
