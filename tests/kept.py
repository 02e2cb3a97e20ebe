"""Worlds that many tests begin with are built once by each process on each engine, and copied from then on.

A builder marked `kept` must do all it does in the database and in media, and give back plain values and browsers. It is
built anew when the test has written anything before it that no kept builder did, and while a test travels in time.
"""

import copy
import dataclasses
import functools
import shutil
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
import time_machine
from starlette.testclient import TestClient

from market.kernel.clock import now
from market.kernel.db import database
from tests.engines import Postgres

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Place:
    """The database and the media of the test that runs, and which kept builders made them; `written` by others
    since."""

    url: str
    media: Path
    server: Postgres | None
    history: tuple[Hashable, ...] = ()
    written: bool = False


@dataclass(frozen=True)
class Kept:
    """What a builder gave back, and a copy of what it left: a file or the name of a database, and the pictures."""

    value: Any
    database: str
    media: Path | None


@dataclass
class Shelf:
    """All that this process keeps, and where; a world is kept when it is asked for a second time."""

    folder: Path
    place: Place | None = None
    worlds: dict[tuple[Hashable, ...], Kept] = field(default_factory=dict)
    asked: set[tuple[Hashable, ...]] = field(default_factory=set)


shelf: Shelf | None = None


@sa.event.listens_for(sa.Engine, "commit")
def written(_connection: sa.Connection) -> None:
    if shelf and shelf.place:
        shelf.place.written = True


def kept(build: Callable[P, T]) -> Callable[P, T]:
    """The builder, which copies what it made for an earlier test where that began the same way."""

    @functools.wraps(build)
    def once(*args: P.args, **more: P.kwargs) -> T:
        if not shelf or not shelf.place or shelf.place.written or time_machine.escape_hatch.is_travelling():
            return build(*args, **more)
        place = shelf.place
        key = (*place.history, build.__qualname__, *map(_named, args), *sorted((k, _named(v)) for k, v in more.items()))
        known = (place.server is None, now().date(), *key)
        found = shelf.worlds.get(known)
        if found:
            _restore(place, found)
            value: T = _copied(found.value)
        else:
            value = build(*args, **more)
            if known in shelf.asked:
                shelf.worlds[known] = _keep(place, _copied(value), len(shelf.worlds))
            shelf.asked.add(known)
        place.history, place.written = key, False
        return value

    return once


def _named(value: Any) -> Hashable:
    """What tells one argument from another: of what a kept builder made, the plain values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return tuple(
            str(getattr(value, each.name)) for each in dataclasses.fields(value) if each.type is not TestClient
        )
    return value if isinstance(value, Hashable) else str(value)


def _copied(value: Any) -> Any:
    """The value for one test alone: its lists its own, its browsers new ones with the same cookies."""
    if isinstance(value, TestClient):
        from tests.world import client

        browser = client()
        browser.cookies.update(value.cookies)
        return browser
    if isinstance(value, tuple):
        return tuple(_copied(each) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: _copied(getattr(value, f.name)) for f in dataclasses.fields(value)}
        )
    return copy.deepcopy(value)


def _keep(place: Place, value: Any, number: int) -> Kept:
    assert shelf
    media = shelf.folder / f"media{number}" if place.media.is_dir() else None
    if media:
        shutil.copytree(place.media, media)
    database().close()
    if place.server:
        return Kept(value, place.server.copy(_name(place.url)), media)
    file = shelf.folder / f"{number}.db"
    shutil.copy(_file(place.url), file)
    return Kept(value, str(file), media)


def _restore(place: Place, found: Kept) -> None:
    database().close()
    if place.server:
        place.server.drop(place.url)
        place.server.copy(found.database, _name(place.url))
    else:
        for left in ("-wal", "-shm"):
            Path(_file(place.url) + left).unlink(missing_ok=True)
        shutil.copy(found.database, _file(place.url))
    if found.media:
        shutil.copytree(found.media, place.media, dirs_exist_ok=True)


def _file(url: str) -> str:
    return url.removeprefix("sqlite:///")


def _name(url: str) -> str:
    return url.rpartition("/")[2].partition("?")[0]
