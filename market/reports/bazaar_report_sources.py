"""What a bazaar's report is made of, in five statements however many groups, six where booths have a fee."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.amendment import Amendment
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.fee import fees_of
from market.bazaars.reporting.fact import fact, read_facts
from market.bazaars.reporting.report import Figures, figures
from market.bazaars.reporting.tally import add_facts, further_facts, tallies
from market.bazaars.reporting.waited import Past, Waited, earlier_chances, last_days, pasts
from market.bazaars.slot import Days, Slot
from market.catalog.category import C, label_column
from market.kernel.record import table
from market.people.office import Office
from market.reports.bazaar_fees import FeeTotals, fee_totals
from market.reports.bazaar_report import Sources


def report_sources(db: Session, bazaar: Bazaar, slots: list[Slot]) -> Sources:
    found, side_by_side = figures(db, bazaar, slots), tallies(db, bazaar, slots)
    kinds = fact("kind", word=C.c.slug, label=label_column())
    facts = read_facts(db, kinds, earlier_chances(bazaar), last_days(bazaar), *further_facts(side_by_side))
    add_facts(side_by_side, facts)
    before = pasts(facts["chance"], facts["stood"])
    office, amendments = _office_and_amendments(db, bazaar)
    return Sources(
        bazaar=bazaar,
        slots=slots,
        figures=found,
        tallies=side_by_side,
        visitors=_visitors(row for row in facts["visitors"] if row.bazaar_id == bazaar.key),
        stood=_waited(found.standing, before, Days(bazaar, slots)),
        left_out=_waited(found.left_out, before, Days(bazaar, slots)),
        fees=_fees(db, found) if bazaar.charges else None,
        kinds={row.word: row.label for row in facts["kind"]},
        amendments=amendments,
        office=office,
    )


def _office_and_amendments(db: Session, bazaar: Bazaar) -> tuple[Office, list[Amendment]]:
    """The office whose letterhead the report bears, and what was changed after publishing, the newest first."""
    rows, offices = table(Amendment), table(Office)
    wanted = (
        sa.select(Office, Amendment)
        .outerjoin(Amendment, rows.c.bazaar_id == bazaar.key)
        .where(offices.c.id == bazaar.office_id)
        .order_by(rows.c.id.desc())
    )
    found = db.execute(wanted).all()
    return found[0].Office, [each.Amendment for each in found if each.Amendment is not None]


def _visitors(facts: Iterable[Any]) -> dict[int, dict[datetime, int]]:
    found: dict[int, dict[datetime, int]] = defaultdict(dict)
    for row in sorted(facts, key=lambda row: row.at):
        found[row.slot_id][row.at] = int(row.n)
    return found


def _waited(groups: Collection[int], before: dict[int, Past], days: Days) -> Waited:
    waited = Waited()
    for group_id in groups:
        waited.add(before.get(group_id, Past()), days.first.day)
    return waited


def _fees(db: Session, found: Figures) -> FeeTotals:
    by_number = fees_of(db, list(found.numbers))
    spared = [number for number, waived in found.numbers.items() if waived]
    return fee_totals(by_number.values(), [by_number[number] for number in spared if number in by_number])
