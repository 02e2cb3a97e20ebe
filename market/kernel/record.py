"""The base of every table."""

from collections.abc import Callable, Collection
from datetime import datetime
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from pydantic import ConfigDict
from sqlalchemy.orm import Session, make_transient_to_detached, object_session
from sqlmodel import Field, SQLModel

from market.kernel.clock import now
from market.kernel.doer import Doer
from market.kernel.refused import NotFound, Overtaken
from market.kernel.states import before

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(SQLModel):
    """A row that knows its session, so that verbs need no session argument."""

    # No row is validated by its class: its columns say what they take.
    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment]

    id: int | None = Field(default=None, primary_key=True)

    @property
    def db(self) -> Session:
        """The session this row lives in. Raises when it was detached."""
        session = object_session(self)
        if session is None:
            raise RuntimeError(f"{type(self).__name__} {self.id} is detached: load it inside the write")
        return session

    @property
    def key(self) -> int:
        """The id of a stored row. Raises before the row is stored."""
        if self.id is None:
            raise RuntimeError(f"{type(self).__name__} is not stored yet")
        return self.id

    @classmethod
    def get(cls, db: Session, key: int) -> Self:
        """The row with this id; NotFound when there is none."""
        found = db.get(cls, key)
        if found is None:
            raise NotFound(f"{cls.__name__} {key}")
        return found

    @classmethod
    def by_keys(cls, db: Session, keys: Collection[int]) -> dict[int, Self]:
        """The rows with these ids, each under its own."""
        return {each.key: each for each in db.scalars(sa.select(cls).where(table(cls).c.id.in_(keys)))}

    def add(self, db: Session) -> Self:
        """Stores a new row, so that it has an id."""
        db.add(self)
        db.flush()
        return self

    def remove(self) -> None:
        """Deletes this row. NotFound when somebody else did meanwhile: what follows from it is done once."""
        mine = type(self)
        if not changed(self.db, sa.delete(mine).where(table(mine).c.id == self.key)):
            raise NotFound(f"{mine.__name__} {self.key}")

    def update_if(self, *conditions: sa.ColumnElement[bool], **values: Any) -> bool:
        """One conditional UPDATE of this row; False, with nothing written, when the conditions do not hold any more."""
        mine = type(self)
        self.db.flush()
        changed_row = sa.update(mine).where(table(mine).c.id == self.key, *conditions).values(**values).returning(mine)
        moved = self.db.scalars(changed_row, execution_options=AS_WRITTEN).first()
        if moved is None:
            self.db.refresh(self)
        return moved is not None

    def may_become(
        self,
        state: StrEnum,
        by: Doer,
        code: str,
        /,
        *conditions: sa.ColumnElement[bool],
        was: Collection[StrEnum] = (),
        **facts: Any,
    ) -> bool:
        """Changes the state, and the columns named in `facts` with it, in one conditional UPDATE, and appends that it
        did (`StateEvent`): who, and by `code` what happened. False when somebody was faster.

        `was`: the states that this verb leads out of, where they are fewer than the table's (kernel/states.py).
        """
        return self._turned(state, by, code, *conditions, was=was, **facts) is not None

    def become(
        self,
        state: StrEnum,
        by: Doer,
        code: str,
        /,
        *,
        was: Collection[StrEnum] = (),
        overtaken: str = "state_moved",
        **facts: Any,
    ) -> int:
        """`may_become`, but Overtaken when it may not any more, with the code `overtaken`; where none is named, with
        `already_so` when it is so already.

        Returns the id of its StateEvent, by which the letters that it causes are told from any other.
        """
        event = self._turned(state, by, code, was=was, **facts)
        if event is None:
            so = overtaken == "state_moved" and state is getattr(self, "state", None)
            raise Overtaken("already_so" if so else overtaken)
        return event

    def _turned(
        self,
        state: StrEnum,
        by: Doer,
        code: str,
        /,
        *conditions: sa.ColumnElement[bool],
        was: Collection[StrEnum],
        **facts: Any,
    ) -> int | None:
        """The id of what was appended; None when nothing changed."""
        allowed = before(state)
        if not set(was) <= set(allowed):
            raise LookupError(f"{type(self).__name__}: {', '.join(sorted(was))} never becomes {state}")
        former = table(type(self)).c.state.in_(was or allowed)
        if not self.update_if(former, *conditions, state=state, **facts):
            return None
        appended = sa.insert(EVENTS).values(_event(type(self), self.key, state, by, code)).returning(EVENTS.c.id)
        return int(self.db.connection().execute(appended).scalar_one())


class StateEvent(Record, table=True):
    """A record became something: `of` is its table, `of_id` its id, `at` when, `by_id` the person who did it, `code`
    what she did. Appended, never edited.

    Her name, and why, stand with the record, its OrderEvent or the Act of the group. A record has one for each state
    that it came to, and they stay as long as it does: its own row shows the last alone.
    """

    __tablename__ = "state_event"
    __table_args__ = (sa.Index("ix_state_event_of_of_id", "of", "of_id"),)

    of: str = Field(sa_type=sa.String(40))
    of_id: int
    state: str = Field(sa_type=sa.String(20))
    at: datetime = Field(default_factory=now)
    by_id: int | None = None
    code: str = Field(default="", sa_type=sa.String(40), sa_column_kwargs={"server_default": ""})


EVENTS: sa.Table = StateEvent.__table__  # type: ignore[attr-defined]


def became(db: Session, kind: type[Record], keys: Collection[int], state: StrEnum, by: Doer, code: str) -> None:
    """Appends that these records became `state`, in one statement."""
    if keys:
        db.connection().execute(sa.insert(EVENTS), [_event(kind, key, state, by, code) for key in keys])


def _event(kind: type[Record], key: int, state: StrEnum, by: Doer, code: str) -> dict[str, Any]:
    said = {"by_id": by.person_id, "code": code}
    return {"of": table(kind).name, "of_id": key, "state": state.value, "at": now()} | said


SOME = 1_000
AS_WRITTEN = {"synchronize_session": False, "populate_existing": True}  # the row is read from what the UPDATE returns
R = TypeVar("R", bound=Record)
T = TypeVar("T")
S = TypeVar("S", bound=sa.Select[Any])


def locked(wanted: S, **options: Any) -> S:
    """The same rows, locked until the commit and read as they are now.

    Without reading anew a row loaded before the lock would stay as it was, and who waited would decide on old facts.
    """
    return wanted.with_for_update(**options).execution_options(populate_existing=True)


def some(rows: sa.Table, *which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """At most a thousand of the rows that meet the conditions, for a change or a deletion that is done again until
    there are none left: other writers wait for a few of them, not for all that a storm left behind."""
    return rows.c.id.in_(sa.select(rows.c.id).where(*which).limit(SOME))


def changed(db: Session, statement: sa.Update | sa.Delete) -> int:
    """Executes the statement; returns how many rows it changed."""
    done: sa.CursorResult[Any] = db.execute(statement)  # type: ignore[assignment]
    return done.rowcount


@cache
def _columns(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    return itemgetter(*names)


def from_row(kind: type[T], row: sa.Row[*tuple[Any, ...]]) -> T:
    """A dataclass of two fields or more, each from the column of its name. Further columns are left out; a missing
    one is a KeyError."""
    names: tuple[str, ...] = kind.__match_args__  # type: ignore[attr-defined]
    return kind(*_columns(names)(row._mapping))


def attached(db: Session, record: R) -> R:
    """A record made from a row that Core just wrote: the session takes it as stored, and does not write it again."""
    make_transient_to_detached(record)
    db.add(record)
    return record


def state_column(states: type[StrEnum], name: str, **options: Any) -> Any:
    """A column that holds only the values of `states`, kept by a CHECK of the database."""
    return sa.Column(
        sa.Enum(
            states,
            native_enum=False,
            length=20,
            values_callable=lambda enum: [member.value for member in enum],
            create_constraint=True,
            validate_strings=True,
            name=name,
        ),
        nullable=options.pop("nullable", False),
        **options,
    )


def table(model: type[SQLModel]) -> sa.Table:
    """The Core table of a record, for prebuilt selects and conditional updates."""
    return model.__table__  # type: ignore[attr-defined,no-any-return]
