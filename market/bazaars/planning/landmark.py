"""Landmarks: what stands on the floor plan besides booths: stages, toilets, entrances."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.record import Record, state_column, table


class LandmarkKind(StrEnum):
    STAGE = "stage"
    TOILET = "toilet"
    ENTRANCE = "entrance"
    FIRST_AID = "first_aid"
    PARKING = "parking"
    PRAYER = "prayer"


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of the floor plan: the upper left one, and how many positions and rows."""

    row: int
    position: int
    width: int = 1
    height: int = 1


class Landmark(Record, table=True):
    """It covers `height` rows and `width` positions from its upper left cell, where no booth stands."""

    __table_args__ = (
        sa.UniqueConstraint("bazaar_id", "row", "position"),
        sa.CheckConstraint("width BETWEEN 1 AND 40 AND height BETWEEN 1 AND 40", name="size"),
        sa.CheckConstraint('"row" >= 0 AND position >= 0', name="place"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id")
    kind: LandmarkKind = Field(sa_column=state_column(LandmarkKind, "kind"))
    label: str = Field(default="", max_length=40)
    row: int
    position: int
    width: int = 1
    height: int = 1

    def cells(self) -> set[tuple[int, int]]:
        return {
            (row, position)
            for row in range(self.row, self.row + self.height)
            for position in range(self.position, self.position + self.width)
        }


def landmarks_of(db: Session, bazaar_id: int) -> list[Landmark]:
    rows = table(Landmark)
    return list(
        db.scalars(sa.select(Landmark).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.row, rows.c.position))
    )
