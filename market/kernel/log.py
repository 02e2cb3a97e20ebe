"""Logs: one JSON object a line, whatever was said, without keys, passwords, or names of persons.

What a value holds cannot begin a line of its own: line ends, invisible letters and broken ones are written as
`\\n`, `\\u202e`, `\\udc80`. Values that must not lie in a log are blotted out wherever they stand, because a library
may put them into the words of an error.
"""

import json
import logging
import logging.config
import re
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

BLOT = "…"
ANSWERS = "market.answers"  # the logger that has a line for each answer of a server
ENDLESS = "market.cli_serve"  # the one of server and worker, which says that they are up
request_id: ContextVar[str] = ContextVar("request_id", default="")  # in every line that a request causes
SECRETS = re.compile(
    r"(?P<kept>\b(?:kunci|token|kode|code|pin|password|sandi|secret|key)=)[^&\s\"'<>]+"  # in a query or a form
    r"|(?P<path>/(?:klaim|rekap|penawaran|catatan|undangan|bukan-saya|mulai)/)[^/?\s\"'<>]+"  # links that are keys
    r"|(?P<detail>\bDETAIL:)[^\n]*"  # PostgreSQL repeats the row: `Key (phone)=(…) already exists`
    r"|(?P<input>\binput_value=)[^\n]*"  # and Pydantic what was typed
    r"|(?P<scheme>\b[a-z][a-z0-9+.]{0,20}://[^\s:/@]{0,64}:)[^\s]{1,256}(?=@)"  # a password in a database's address
    r"|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b"  # an e-mail address; bounded, so that no text takes long
    r"|(?<!\d)(?:\+?62|0)8\d{7,12}(?!\d)",  # a phone number
    re.I,
)


def masked(text: str) -> str:
    """`text` without keys, passwords, phone numbers and e-mail addresses."""
    return SECRETS.sub(lambda found: (found[found.lastgroup] if found.lastgroup else "") + BLOT, text)


class JsonLines(logging.Formatter):
    """`at` (UTC), `level`, `from`, `said`; `id` of the request, the facts of an answer, `trace` of what was raised."""

    def format(self, record: logging.LogRecord) -> str:
        try:
            said = record.getMessage()
        except (TypeError, ValueError):  # a format and arguments that do not fit each other
            said = str(record.msg)
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "said": masked(said),
        }
        if request_id.get():
            line["id"] = request_id.get()
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["trace"] = masked(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = masked(record.stack_info)
        return json.dumps(line)


def to_stderr(*loggers: str) -> dict[str, Any]:
    """A configuration for `logging.config`; the named loggers use the same handler."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING", "handlers": ["lines"]},
        "loggers": {name: {"level": "INFO"} for name in (ANSWERS, ENDLESS)}
        | {name: {"handlers": ["lines"], "level": "WARNING", "propagate": False} for name in loggers},
    }


def log_json() -> None:
    """Sets it up for everything that this process logs from now on."""
    logging.config.dictConfig(to_stderr())
    hear_everything()


def hear_everything() -> None:
    """Warnings of Python, and what breaks a thread, are records too: nothing is printed beside the JSON lines."""
    logging.captureWarnings(True)
    threading.excepthook = _thread_broke


def _thread_broke(broke: threading.ExceptHookArgs) -> None:
    kept = (broke.exc_type, broke.exc_value or broke.exc_type(), broke.exc_traceback)
    name = broke.thread.name if broke.thread else "?"
    logging.getLogger(__name__).error("thread %s", name, exc_info=kept)
