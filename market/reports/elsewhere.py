"""The second home of backups: each daily one is encrypted, and put where this machine's end is not its own.

The shop knows only the public half of the operator's key (age, X25519): nobody who breaks into the machine reads what
lies elsewhere, and neither does who keeps it. What is there is opened with the other half, by `market elsewhere fetch`
or by any program that knows age. Another process does the work: a backup may be large, and the shop goes on.
"""

import json
import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from market.kernel.clock import now
from market.kernel.owned import own_file
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.reports.apart import done_apart, keep_said
from market.reports.backup import PREFIX, backups_kept
from market.reports.homes import ENDS, home
from market.reports.scratch import held, scratch

if TYPE_CHECKING:
    from pyrage.x25519 import Recipient

KEPT_THERE = 30  # the newest
TRIES_AGAIN = timedelta(hours=1)
SAID = "elsewhere.json"
MOST_SAID = 300


@dataclass(frozen=True, slots=True)
class LastCopy:
    """What came of the last copy, and when, in seconds since 1970; `wrong` is empty where it arrived.

    `arrived` is the last one that did, `arrived_at` when: kept apart, as `file` may be a later one that failed.
    """

    file: str
    at: float
    wrong: str = ""
    arrived: str = ""
    arrived_at: float = 0.0

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    @property
    def arrived_moment(self) -> datetime | None:
        return datetime.fromtimestamp(self.arrived_at, UTC) if self.arrived else None


def last_sent() -> LastCopy | None:
    """What came of it the last time."""
    try:
        return LastCopy(**json.loads(_said().read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def recipients() -> list["Recipient"]:
    """The public keys for which backups are encrypted. Refused("backup_key_unknown")."""
    from pyrage import RecipientError, x25519

    words = settings().backups_key.replace(",", " ").split()
    try:
        keys = [x25519.Recipient.from_str(word) for word in words]
    except RecipientError as error:
        raise Refused("backup_key_unknown") from error
    if not keys:
        raise Refused("backup_key_unknown")
    return keys


def send_newest(stop: threading.Event) -> bool:
    """Copies the newest daily backup unless it is there; what failed is tried again after an hour. False where nothing
    was due, or another worker is at it."""
    newest = next(iter(backups_kept()), None)
    if settings().demo or newest is None or not settings().backups_elsewhere or not _due(newest):
        return False
    with suppress(BlockingIOError), held(newest.parent), scratch(newest.parent) as folder:
        if _due(newest):
            wrong = _send_apart(newest, folder, stop)
            if not stop.is_set():
                _keep(newest.name, wrong)
                return True
    return False


def _due(newest: Path) -> bool:
    last = last_sent()
    if last is None or last.file != newest.name:
        return True
    return bool(last.wrong) and now() - last.moment >= TRIES_AGAIN


def _send_apart(source: Path, folder: Path, stop: threading.Event) -> str:
    """In another process; what went wrong, or nothing."""
    arguments = (str(source.absolute()), str(folder))
    said = done_apart("market.reports.elsewhere", *arguments, folder=folder, stop=stop)
    return said.wrong or said.words[:MOST_SAID]


def send(source: Path, folder: Path) -> None:
    """Encrypts a backup into a folder of ours and puts it in its second home, of which the newest thirty stay there."""
    from pyrage import encrypt_file

    there = home()
    if there is None:
        raise Refused("elsewhere_unset")
    locked = own_file(folder / f"{source.name}{ENDS}")
    encrypt_file(str(source), str(locked), recipients())
    there.put(locked.name, locked)
    for old in backups_there()[KEPT_THERE:]:
        there.remove(old)


def send_now(source: Path) -> None:
    """The same at once. Refused("backup_proved_now") while a worker is at it, and as `send`; OSError."""
    try:
        with held(source.parent), scratch(source.parent) as folder:
            send(source, folder)
            _keep(source.name, "")
    except BlockingIOError as error:
        raise Refused("backup_proved_now") from error


def backups_there() -> list[str]:
    """The names of what lies elsewhere, the newest first. Refused("elsewhere_unset"), or OSError."""
    there = home()
    if there is None:
        raise Refused("elsewhere_unset")
    ours = [name for name in there.names() if name.startswith(PREFIX) and name.endswith(ENDS)]
    return sorted(ours, reverse=True)


def fetch(name: str, to: Path, key: Path) -> None:
    """Brings one back and opens it with the operator's key, whole or not at all.

    Refused("backup_missing"), ("backup_key_wrong") or ("backup_damaged").
    """
    from pyrage import DecryptError, IdentityError, decrypt_file, x25519

    there = home()
    if there is None or name not in backups_there():
        raise Refused("backup_missing", name=name)
    words = [line for line in key.read_text().split() if line.startswith("AGE-SECRET-KEY-")]
    with scratch(to.absolute().parent) as folder:
        locked, opened = folder / "locked", own_file(folder / "opened")
        there.get(name, locked)
        try:
            decrypt_file(str(locked), str(opened), [x25519.Identity.from_str(word) for word in words])
        except (DecryptError, IdentityError) as error:
            raise Refused("backup_key_wrong", name=name) from error
        except OSError as error:  # it ends too early, or was changed
            raise Refused("backup_damaged", name=name) from error
        opened.replace(to)


def new_key(file: Path) -> str:
    """Writes a new key where there is no file yet; its public half is returned. FileExistsError."""
    from pyrage import x25519

    key = x25519.Identity.generate()
    opened = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(opened, "w") as written:
        written.write(f"# Dermaga: opens what lies elsewhere. Keep it away from the shop's machine.\n{key}\n")
    return str(key.to_public())


def _said() -> Path:
    return Path(settings().backups) / SAID


def _keep(name: str, wrong: str) -> None:
    last, moment = last_sent(), now().timestamp()
    arrived = (last.arrived, last.arrived_at) if wrong and last else ("", 0.0)
    if not wrong:
        arrived = (name, moment)
    keep_said(_said(), LastCopy(name, moment, wrong, *arrived))


def _tried(source: Path, folder: Path) -> str:
    """In the process apart: what went wrong, without anything that a log is not to have."""
    os.nice(10)  # who orders goods goes first
    try:
        send(source, folder)
    except Refused as refusal:
        return refusal.code
    except OSError as error:
        return error.strerror or str(error) or type(error).__name__
    return ""


if __name__ == "__main__":
    sys.stdout.write(_tried(Path(sys.argv[1]), Path(sys.argv[2])))
