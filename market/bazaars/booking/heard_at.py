"""When a group was told a piece of news: a letter that left, an officer's word, a link that was opened, an answer."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.notice import Brought, Notice
from market.bazaars.booking.reply import Reply, ReplyState
from market.kernel.record import table
from market.messages.outbox import Message

N, B, M, R = (table(each) for each in (Notice, Brought, Message, Reply))
LETTER = sa.select(sa.func.min(M.c.sent_at)).where(M.c.notice_id == N.c.id).scalar_subquery()
WORD = sa.select(sa.func.min(B.c.at)).where(B.c.notice_id == N.c.id, B.c.taken_back_at.is_(None)).scalar_subquery()
ANSWER = (
    sa.select(sa.func.min(R.c.at)).where(R.c.notice_id == N.c.id, R.c.state != ReplyState.TAKEN_BACK).scalar_subquery()
)


def heard_at(
    db: Session, bazaar_id: int, news: sa.ColumnElement[bool], application_id: int | None = None
) -> dict[int, datetime | None]:
    """By registration when its group first heard this news, the newest of several; None where nobody told it. Whom it
    was not written for is not there."""
    mine = () if application_id is None else (N.c.application_id == application_id,)
    wanted = (
        sa.select(N.c.application_id, N.c.opened_at, LETTER.label("letter"), WORD.label("word"), ANSWER.label("answer"))
        .where(N.c.bazaar_id == bazaar_id, N.c.unsaid_at.is_(None), news, *mine)
        .order_by(N.c.id)
    )
    return {
        row.application_id: min((at for at in (row.opened_at, row.letter, row.word, row.answer) if at), default=None)
        for row in db.execute(wanted)
    }
