"""Whether an error says that the database is away: it does not answer, takes no connection more, or cannot be written.
A statement that is wrong, or a table that is missing, is a fault of ours and none of it."""

from sqlalchemy.exc import DBAPIError, TimeoutError

# PostgreSQL: connection lost or refused (08), out of room or of connections (53), told to end or not up yet (57P), a
# disk that fails (58), a transaction that only reads (25006), a lock that somebody else keeps (55P03)
HELD = "55P03"
AWAY_CLASSES, AWAY_STATES = ("08", "53", "57P", "58"), ("25006", HELD)
# SQLite: its file is locked, full, not there, not to be written, or cannot be read
AWAY_CODES = ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR")
NEVER_CONNECTED = ("connection", "resolve host")  # what psycopg says of one that never came about, without a state
NO_TABLE = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn")  # in what SQLite, and psycopg, say


def no_schema(error: BaseException) -> bool:
    """Whether it asked for what is not in the database: it was never migrated, or is older than we are."""
    return isinstance(error, DBAPIError) and any(sign in f"{error.orig!r}" for sign in NO_TABLE)


def is_held(error: BaseException) -> bool:
    """Whether a write of PostgreSQL waited for rows that somebody else keeps, until its patience was over."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == HELD


def database_is_away(error: BaseException) -> bool:
    """Of an error that a read or a write raised."""
    if isinstance(error, TimeoutError):  # no connection came free
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return state.startswith(AWAY_CLASSES) or state in AWAY_STATES
    name = getattr(error.orig, "sqlite_errorname", None)
    if name:
        return bool(name.startswith(AWAY_CODES))
    return type(error.orig).__name__ == "OperationalError" and any(sign in str(error.orig) for sign in NEVER_CONNECTED)
