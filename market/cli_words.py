"""What ends a command, in a sentence on stderr: an operator at night reads no traceback of what is no fault of ours."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from market.kernel.refused import Refused

NO_SCHEMA = "The schema is not there, or is an older one: run `market migrate`."
LAST_WORDS = 5  # lines of what another program said


class InWords(TyperGroup):
    """The commands. What the machine refuses, and settings that cannot be used, are said and end with exit 1."""

    def invoke(self, ctx: Any) -> Any:
        with in_words():
            return super().invoke(ctx)


@contextmanager
def in_words() -> Iterator[None]:
    """A refusal as its sentence, in English as the commands speak; what the machine refuses as it says it."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        lines = _told(error)
        if not lines:
            raise
        for line in lines:
            typer.echo(line, err=True)
        raise typer.Exit(1) from error


def _told(error: Exception) -> list[str]:
    """Nothing of what nobody foresaw: that is a fault of ours, and its traceback belongs to who mends it."""
    from market.kernel.settings import WrongSettings

    if isinstance(error, WrongSettings):
        return error.lines
    if isinstance(error, Refused):
        return [sentence(error)]
    if isinstance(error, subprocess.CalledProcessError):
        return _of_program(error)
    if isinstance(error, OSError):
        return [f"{error.strerror}: {error.filename}" if error.filename else str(error)]
    if isinstance(error, sqlite3.OperationalError):  # of a copy, which SQLAlchemy knows nothing of
        return [f"SQLite: {error}"]
    return _of_database(error)


def sentence(refusal: Refused) -> str:
    """In English, after the name of the option that it is about."""
    from market.kernel.language import current
    from market.web.sentences import refusal_sentence

    current.set("en")
    said = refusal_sentence(refusal)
    return f"{refusal.field}: {said}" if refusal.field else said


def _of_program(error: subprocess.CalledProcessError) -> list[str]:
    said = error.stderr if isinstance(error.stderr, str) else ""
    return [f"{error.cmd[0]} ended with {error.returncode}.", *said.strip().splitlines()[-LAST_WORDS:]]


def _of_database(error: Exception) -> list[str]:
    from market.kernel.away import database_is_away, no_schema

    if database_is_away(error):
        why = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        return [f"The database is away: {why}"]
    return [NO_SCHEMA] if no_schema(error) else []
