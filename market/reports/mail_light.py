"""Whether the mail server lets us in: asked when a process looks for the first time, again whenever letters failed
since it did, and at each look while it does not. One that is well is not called for nothing."""

from dataclasses import dataclass, field

import sqlalchemy as sa

from market.kernel.db import read
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages.mail_server import mail_server
from market.messages.outbox import Channel, Message

LOOKS_FOR = 10.0  # seconds until it counts as one that lets nobody in: other lights wait meanwhile


@dataclass(frozen=True, slots=True)
class MailServerSeen:
    """Of which server, how often letters had failed by then, and what was wrong."""

    server: str = ""
    misses: int = -1
    wrong: list[str] = field(default_factory=list)


_last = [MailServerSeen()]


def asked_mail_server() -> list[str]:
    """What is wrong with it now; nothing where letters do not leave by one."""
    server = settings().smtp_url.get_secret_value()
    if not server:
        return []
    misses, last = _misses(), _last[0]
    if server != last.server or misses != last.misses or last.wrong:
        _last[0] = MailServerSeen(server, misses, _ask())
    return _last[0].wrong


def _misses() -> int:
    m = table(Message)
    failing = (m.c.channel == Channel.EMAIL, m.c.error != "", m.c.sent_at.is_(None), m.c.unsaid_at.is_(None))
    with read() as db:
        return int(db.scalar(sa.select(sa.func.sum(m.c.attempts)).where(*failing)) or 0)


def _ask() -> list[str]:
    """Nothing of what the server says: it may repeat who we are."""
    try:
        with mail_server(at_most=LOOKS_FOR):
            return []
    except Exception as error:  # any error: it is no server of mails then
        why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        return [f"the mail server does not let us in ({why}): MARKET_SMTP_URL"]
