"""A named auditor: runs the allocation again on the whole files and says whether it holds, and no more than that.

No score, no bound, no hash of the whole: from any of them somebody could find out by trial who is not to be seen. Each
verdict is a row that stays, also when the same auditor says otherwise or another one is named.
"""

import hmac
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.allocation.entries import text_of
from market.bazaars.allotting.plan import Plan
from market.bazaars.bazaar import Bazaar
from market.kernel.clock import now
from market.kernel.doer import Doer
from market.kernel.record import Record, table
from market.kernel.refused import NotFound, Overtaken
from market.kernel.tokens import digest, new_token
from market.people.security import security_event


class AuditVerdict(Record, table=True):
    """What a named auditor found, under the name that was named. `signature` is of its `opinion`, given once."""

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    auditor: str = Field(max_length=120)
    valid: bool
    stated_at: datetime = Field(default_factory=now)
    signature: str = Field(default="", max_length=4000)


def name_auditor(bazaar: Bazaar, auditor: str, *, by: Doer) -> str:
    """The key of the new auditor's link, which is kept nowhere: who reads the office's pages is no auditor.

    The link of an earlier one is over; what that one said stays.
    """
    if bazaar.published_at is None:
        raise Overtaken("state_moved")
    key = new_token()
    bazaar.auditor, bazaar.audit_key_hash = auditor, digest(key)
    security_event(bazaar.db, "auditor_named", by_id=by.person_id, key=bazaar.key)
    return key


def require_auditor(bazaar: Bazaar, key: str) -> None:
    """Lets in whoever has the link; NotFound for anybody else."""
    if not bazaar.audit_key_hash or not hmac.compare_digest(bazaar.audit_key_hash, digest(key)):
        raise NotFound("auditor")


def verdicts_of(db: Session, bazaar_id: int) -> list[AuditVerdict]:
    """All that auditors said of a bazaar, the latest first."""
    rows = table(AuditVerdict)
    return list(db.scalars(sa.select(AuditVerdict).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id.desc())))


def own_verdict(db: Session, bazaar: Bazaar) -> AuditVerdict | None:
    """The latest word of the auditor who is named now."""
    return next((each for each in verdicts_of(db, bazaar.key) if each.auditor == bazaar.auditor), None)


def say_audit(bazaar: Bazaar, *, valid: bool) -> None:
    """Writes down what the auditor found; the same word a second time is the one that stands."""
    before = own_verdict(bazaar.db, bazaar)
    if before is None or before.valid is not valid:
        AuditVerdict(bazaar_id=bazaar.key, auditor=bazaar.auditor, valid=valid).add(bazaar.db)


def sign_audit(bazaar: Bazaar, signature: str) -> None:
    """Keeps a signature of `opinion`, made with whatever the auditor signs with and kept beside it. Overtaken before
    there is one, and once it is signed."""
    found = own_verdict(bazaar.db, bazaar)
    if found is None or found.signature:
        raise Overtaken("state_moved")
    found.signature = signature.strip()


def opinion(bazaar: Bazaar, plan: Plan, verdict: AuditVerdict) -> str:
    """What an auditor stated, to the byte, so that it can be signed and kept elsewhere."""
    told = {
        "auditor": verdict.auditor,
        "bazaar": bazaar.slug,
        "version": plan.version,
        "engine": plan.file["engine"],
        "list_hash": bazaar.list_hash,
        "number_drawn": bazaar.number_drawn,
        "seed": bazaar.seed,
        "valid": verdict.valid,
        "stated_at": verdict.stated_at.isoformat(timespec="seconds"),
    }
    return text_of(told) + "\n"
