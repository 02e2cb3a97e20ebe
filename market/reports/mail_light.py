"""Whether the mail server lets us in: asked when a process looks for the first time, again whenever letters failed or
hang since it did, and at each look while it does not. One that is well is not called for nothing.

Whether it takes letters, too: some let everybody in, and send nothing for an account that is locked or did not pay."""

from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.db import read
from market.kernel.settings import settings
from market.messages.mail_server import mail_server
from market.messages.outbox import WAITS, Channel, M
from market.messages.sending import LAST, LEASE

HANGS = timedelta(seconds=15)  # for so long no server that is well keeps a letter
REFUSED, NEWEST = 3, 60  # letters in a row to as many addresses, so that it is the server; of so many that failed
LOOKS_FOR = 10.0  # seconds until it counts as one that lets nobody in: other lights wait meanwhile


@dataclass(frozen=True, slots=True)
class MailServerSeen:
    """Of which server, how often letters had failed by then, and what was wrong."""

    server: str = ""
    misses: int = -1
    wrong: list[str] = field(default_factory=list)


UNSENT = (M.c.channel == Channel.EMAIL, WAITS)
_last = [MailServerSeen()]


def asked_mail_server() -> list[str]:
    """What is wrong with it now; nothing where letters do not leave by one."""
    server = settings().smtp_url.get_secret_value()
    if not server:
        return []
    with read() as db:
        misses, refused = _misses(db), _refused(db)
    last = _last[0]
    if server != last.server or misses != last.misses or last.wrong:
        _last[0] = MailServerSeen(server, misses, _ask())
    if refused and not _last[0].wrong:
        return [f"the mail server lets us in, and letters to {REFUSED} addresses in a row failed: market messages"]
    return _last[0].wrong


def _misses(db: Session) -> int:
    """How often letters that wait were tried in vain; the try that hangs just now is counted too."""
    moment = now()
    hangs = M.c.leased_until.between(moment, moment + LEASE - HANGS)
    wanted = sa.select(sa.func.sum(M.c.attempts)).where(*UNSENT, sa.or_(M.c.error != "", hangs))
    return int(db.scalar(wanted) or 0)


def _refused(db: Session) -> bool:
    """Whether the newest letters that failed, to several addresses, are newer than all that left."""
    failed = sa.select(M.c.id, M.c.to).where(*UNSENT, M.c.error != "", M.c.attempts < LAST)
    newest = db.execute(failed.order_by(M.c.id.desc()).limit(NEWEST)).all()
    first: dict[str, int] = {}  # by address the newest
    for row in newest:
        first.setdefault(row.to, row.id)
    if len(first) < REFUSED:
        return False
    since = list(first.values())[REFUSED - 1]
    left = sa.select(M.c.id).where(M.c.id > since, M.c.channel == Channel.EMAIL, M.c.sent_at.is_not(None)).limit(1)
    return db.execute(left).first() is None


def _ask() -> list[str]:
    """Nothing of what the server says: it may repeat who we are."""
    try:
        with mail_server(at_most=LOOKS_FOR):
            return []
    except Exception as error:  # any error: it is no server of mails then
        why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        return [f"the mail server does not let us in ({why}): MARKET_SMTP_URL"]
