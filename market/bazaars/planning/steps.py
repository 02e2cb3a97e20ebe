"""The steps in which a floor plan is drawn: moving, numbering, tents for two, landmarks; what is wrong with it; and
taking a step back."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth, Circuit, booths_of, circuits_of
from market.bazaars.planning.floor_plan import (
    COLUMNS,
    LANDMARK,
    MOST_BOOTHS,
    MOST_ROW,
    Cell,
    check_number,
    named,
)
from market.bazaars.planning.landmark import Area, Landmark, LandmarkKind, landmarks_of
from market.bazaars.planning.power_doubts import power_doubts
from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import NotFound, Refused, require_room

STEPS_KEPT = 30
MOST_LANDMARKS = 60
NOBODY_HAS = {  # the words for what no booth has
    "electricity": "doubt_electricity", "water": "doubt_water", "cold": "doubt_cold", "wheelchair": "doubt_wheelchair",
}  # fmt: skip


class FloorPlanStep(Record, table=True):
    """A floor plan as it was before a step, so that the step can be taken back."""

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    floor_plan: dict[str, Any] = Field(sa_type=sa.JSON)
    made_at: datetime = Field(default_factory=now)


def remember(bazaar: Bazaar) -> None:
    """Keeps the floor plan as it is, before it changes; at most thirty steps."""
    db, rows = bazaar.db, table(FloorPlanStep)
    told = {
        "booths": [asdict(_cell(booth)) for booth in booths_of(db, bazaar.key)],
        "booth_watt": bazaar.booth_watt,
        "circuits": [[each.name, each.watt] for each in circuits_of(db, bazaar.key)],
        "landmarks": [{name: getattr(each, name) for name in LANDMARK} for each in landmarks_of(db, bazaar.key)],
    }
    FloorPlanStep(bazaar_id=bazaar.key, floor_plan=told).add(db)
    kept = sa.select(rows.c.id).where(rows.c.bazaar_id == bazaar.key).order_by(rows.c.id.desc()).limit(STEPS_KEPT)
    db.execute(sa.delete(rows).where(rows.c.bazaar_id == bazaar.key, rows.c.id.not_in(kept.scalar_subquery())))


def _cell(booth: Booth) -> Cell:
    return Cell(part=booth.part, **{name: getattr(booth, name) for name in COLUMNS})


def can_undo(db: Session, bazaar_id: int) -> bool:
    rows = table(FloorPlanStep)
    return db.execute(sa.select(rows.c.id).where(rows.c.bazaar_id == bazaar_id).limit(1)).first() is not None


def undo(bazaar: Bazaar) -> None:
    """The floor plan as it was before the last step."""
    bazaar.require_draft()
    db, rows = bazaar.db, table(FloorPlanStep)
    last = db.scalars(sa.select(FloorPlanStep).where(rows.c.bazaar_id == bazaar.key).order_by(rows.c.id.desc())).first()
    if last is None:
        raise Refused("nothing_to_undo")
    told = last.floor_plan
    for model in (Booth, Circuit, Landmark):
        there = table(model)
        db.execute(sa.delete(there).where(there.c.bazaar_id == bazaar.key))
    bazaar.booth_watt = told.get("booth_watt", bazaar.booth_watt)
    for name, watt in told["circuits"]:
        db.add(Circuit(bazaar_id=bazaar.key, name=name, watt=watt))
    for cell in told["booths"]:
        db.add(Booth(bazaar_id=bazaar.key, **cell))
    for each in told["landmarks"]:
        db.add(Landmark(bazaar_id=bazaar.key, **each | {"kind": LandmarkKind(each["kind"])}))
    db.execute(sa.delete(rows).where(rows.c.id == last.key))
    db.flush()


def move_booths(bazaar: Bazaar, numbers: list[str], rows: int, positions: int) -> None:
    """Shifts booths together; nothing may stand where they come to stand. Halves of a tent move with each other."""
    chosen = _with_halves(bazaar, named(bazaar, numbers))
    keys = {booth.key for booth in chosen}
    taken = {(b.row, b.position): b.number for b in booths_of(bazaar.db, bazaar.key) if b.key not in keys}
    for each in landmarks_of(bazaar.db, bazaar.key):
        taken |= dict.fromkeys(each.cells(), each.label or each.kind.value)
    places = {booth.key: (booth.row + rows, booth.position + positions) for booth in chosen}
    for place in places.values():
        if not all(0 <= side < MOST_ROW for side in place):
            raise Refused("floor_plan_edge", field="booths")
        if place in taken:
            raise Refused("cell_taken", field="booths", what=taken[place])
    _aside(bazaar.db, keys)
    there = table(Booth)
    for key, (row, position) in places.items():
        bazaar.db.execute(
            sa.update(there).where(there.c.id == key).values(row=row, position=position),
            execution_options={"synchronize_session": False},
        )


def _with_halves(bazaar: Bazaar, chosen: list[Booth]) -> list[Booth]:
    cells = {(booth.row, booth.position) for booth in chosen}
    return [booth for booth in booths_of(bazaar.db, bazaar.key) if (booth.row, booth.position) in cells]


def _aside(db: Session, keys: set[int]) -> None:
    """Far off the plan for a moment, so that booths can change places with each other."""
    rows = table(Booth)
    db.execute(
        sa.update(rows).where(rows.c.id.in_(keys)).values(row=rows.c.row + 10_000),
        execution_options={"synchronize_session": False},
    )


def renumber(bazaar: Bazaar, numbers: list[str], prefix: str, first: int) -> None:
    """Numbers the chosen booths anew in reading order: `A`, 1 gives A01, A02, …; halves share a number."""
    chosen = _with_halves(bazaar, named(bazaar, numbers))
    keys = {booth.key for booth in chosen}
    others = _numbers_but(bazaar, keys)
    stems = {cell: first + n for n, cell in enumerate(dict.fromkeys((b.row, b.position) for b in chosen))}
    rows = table(Booth)
    given = {}
    for booth in chosen:
        number = f"{prefix.upper()}{stems[booth.row, booth.position]:02d}" + (f"-{booth.part}" if booth.part else "")
        _require_free(number, others, field="prefix")
        given[booth.key] = number
        bazaar.db.execute(
            sa.update(rows).where(rows.c.id == booth.key).values(number=f"~{booth.key}"),
            execution_options={"synchronize_session": False},
        )
    for key, number in given.items():
        bazaar.db.execute(sa.update(rows).where(rows.c.id == key).values(number=number))


def _numbers_but(bazaar: Bazaar, keys: set[int]) -> set[str]:
    """The numbers of all other booths."""
    return {booth.number for booth in booths_of(bazaar.db, bazaar.key) if booth.key not in keys}


def _require_free(number: str, others: set[str], *, field: str) -> None:
    check_number(number)
    if number in others:
        raise Refused("number_taken", field=field, what=number)


def put_in_zone(bazaar: Bazaar, numbers: list[str], zone: str) -> None:
    for booth in _with_halves(bazaar, named(bazaar, numbers)):
        booth.zone = zone.upper()


def split_tents(bazaar: Bazaar, numbers: list[str]) -> None:
    """Each booth becomes a tent for two groups: A01 is A01-1 and A01-2."""
    chosen = [booth for booth in named(bazaar, numbers) if booth.part == 0]
    require_room(len(booths_of(bazaar.db, bazaar.key)), MOST_BOOTHS, "booths", more=len(chosen))
    others = _numbers_but(bazaar, {booth.key for booth in chosen})
    for booth in chosen:
        told = asdict(_cell(booth))
        for part in (1, 2):
            _require_free(f"{booth.number}-{part}", others, field="booths")
        bazaar.db.add(Booth(bazaar_id=bazaar.key, **told | {"number": f"{told['number']}-2", "part": 2}))
        booth.number, booth.part = f"{booth.number}-1", 1
    bazaar.db.flush()


def join_tents(bazaar: Bazaar, numbers: list[str]) -> None:
    """Tents for two become single booths again."""
    halves = _with_halves(bazaar, named(bazaar, numbers))
    others = _numbers_but(bazaar, {booth.key for booth in halves})
    for booth in halves:
        if booth.part == 1:
            _require_free(booth.number.removesuffix("-1"), others, field="booths")
    for booth in halves:
        if booth.part == 2:
            bazaar.db.delete(booth)
    bazaar.db.flush()
    for booth in booths_of(bazaar.db, bazaar.key):
        if booth.part == 1 and booth.number in {*numbers, *(f"{n[:-1]}1" for n in numbers)}:
            booth.number, booth.part = booth.number.removesuffix("-1"), 0
    bazaar.db.flush()


def place_landmark(bazaar: Bazaar, key: int | None, kind: LandmarkKind, label: str, at: Area) -> None:
    """A new landmark, or one moved or changed. It covers no booth."""
    bazaar.require_draft()
    told: dict[str, Any] = {"kind": kind, "label": label, **asdict(at)}
    others = [each for each in landmarks_of(bazaar.db, bazaar.key) if each.key != key]
    require_room(len(others), MOST_LANDMARKS, "kind")
    new = Landmark(bazaar_id=bazaar.key, **told)
    taken = {(booth.row, booth.position): booth.number for booth in booths_of(bazaar.db, bazaar.key)}
    for each in others:
        taken |= dict.fromkeys(each.cells(), each.label or each.kind.value)
    for cell in sorted(new.cells()):
        if cell in taken:
            raise Refused("cell_taken", field="row", what=taken[cell])
    if key is None:
        new.add(bazaar.db)
        return
    there = _landmark(bazaar, key)
    for name, value in told.items():
        setattr(there, name, value)


def drop_landmark(bazaar: Bazaar, key: int) -> None:
    bazaar.require_draft()
    bazaar.db.delete(_landmark(bazaar, key))


def _landmark(bazaar: Bazaar, key: int) -> Landmark:
    found = bazaar.db.get(Landmark, key)
    if found is None or found.bazaar_id != bazaar.key:
        raise NotFound(f"landmark {key}")
    return found


def doubts(bazaar: Bazaar, booths: list[Booth], circuits: list[Circuit], landmarks: list[Landmark]) -> list[Refused]:
    """What deserves a second look: advice, no refusals. That a number or cell is taken twice cannot happen at all."""
    found = []
    covered = {cell: each for each in landmarks for cell in each.cells()}
    for booth in booths:
        if (booth.row, booth.position) in covered:
            what = covered[booth.row, booth.position]
            found.append(Refused("doubt_overlap", booth=booth.number, what=what.label or what.kind.value))
    found += power_doubts(booths, circuits, bazaar.booth_watt)
    lacking = [why for name, why in NOBODY_HAS.items() if booths and not any(getattr(each, name) for each in booths)]
    return found + [Refused(why) for why in lacking]
