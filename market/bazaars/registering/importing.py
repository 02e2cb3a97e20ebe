"""Registrations from an officer's spreadsheet: every row checked and shown first, then written as if typed.

A group that is not here yet is founded from the same row, when it names a chair and a kelurahan.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import NEEDS as FEATURES
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.registering.application_slot import ApplicationSlot
from market.bazaars.registering.registration import Registration
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import table
from market.kernel.refused import Overtaken
from market.kernel.tokens import short_code
from market.people.access import Actor
from market.people.founding.importing import import_rows
from market.people.group import open_groups


def write_registrations(db: Session, bazaar: Bazaar, rows: Sequence[Registration], *, by: Actor) -> int:
    """Writes the good rows and sends them in; returns how many. A group that began one meanwhile keeps it.

    All of them in a handful of statements, since all other writers wait meanwhile; `registrations` has checked
    each as `save_application` checks one.
    """
    if not bazaar.takes_applications:
        raise Overtaken("registration_closed")
    good = [row for row in rows if row.good]
    new = [row.founds for row in good if row.founds]
    founded = {made.row.number: made.group.key for made in import_rows(db, new, by=by)}
    sent = table(Application)
    listed = {row.group.key for row in good if row.group}
    closed = listed - set(open_groups(db, listed))
    here = sa.select(sent.c.group_id).where(sent.c.bazaar_id == bazaar.key)
    passed_over = closed | set(db.scalars(here))  # since it was read
    wanted: dict[int, Registration] = {}
    for row in good:
        group = row.group.key if row.group else founded.get(row.number)
        if group is not None and group not in passed_over:
            wanted.setdefault(group, row)
    if not wanted:
        return 0
    db.execute(sa.insert(sent), [_values(bazaar, group, row, by) for group, row in wanted.items()])
    keys = sa.select(sent.c.group_id, sent.c.id).where(sent.c.bazaar_id == bazaar.key, sent.c.group_id.in_(wanted))
    slots = [
        {"application_id": key, "slot_id": slot} for group, key in db.execute(keys) for slot in set(wanted[group].slots)
    ]
    db.execute(sa.insert(table(ApplicationSlot)), slots)
    return len(wanted)


def _values(bazaar: Bazaar, group_id: int, row: Registration, by: Actor) -> dict[str, Any]:
    return {
        "bazaar_id": bazaar.key, "group_id": group_id, "number": f"P-{short_code()}",
        "state": ApplicationState.SUBMITTED, "sent_at": now(), "reserved_share": row.reserved_share,
        **who_did(by, "made_by"),
        "booths_min": row.booths[0], "booths_max": row.booths[1], "accepts_fewer_slots": row.accepts_fewer,
        "needs": [need for need in FEATURES if need in row.needs],
        "zones": list(dict.fromkeys(row.zones))[:3], "watt": row.watt, "category": row.category,
        "goods": row.goods, "answers": row.answers,
    }  # fmt: skip
