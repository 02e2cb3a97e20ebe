"""A named auditor: runs the allocation again on the whole files and says whether it holds, and no more than that.

No score, no bound, no hash of the whole: from any of them somebody could find out by trial who is not to be seen.
"""

import hmac

from market.bazaars.allocation.entries import text_of
from market.bazaars.allotting.plan import Plan
from market.bazaars.bazaar import Bazaar
from market.kernel.clock import now
from market.kernel.refused import NotFound, Overtaken
from market.kernel.tokens import digest, new_token
from market.people.security import security_event


def name_auditor(bazaar: Bazaar, auditor: str, *, by: int) -> str:
    """The key of the new auditor's link, which is kept nowhere: who reads the office's pages is no auditor.

    What an earlier one said, and their link, are over.
    """
    if bazaar.published_at is None:
        raise Overtaken("state_moved")
    key = new_token()
    bazaar.auditor, bazaar.audit_key_hash = auditor, digest(key)
    bazaar.audit_valid, bazaar.audited_at, bazaar.audit_signature = None, None, ""
    security_event(bazaar.db, "auditor_named", by_id=by, key=bazaar.key)
    return key


def require_auditor(bazaar: Bazaar, key: str) -> None:
    """Lets in whoever has the link; NotFound for anybody else."""
    if not bazaar.audit_key_hash or not hmac.compare_digest(bazaar.audit_key_hash, digest(key)):
        raise NotFound("auditor")


def say_audit(bazaar: Bazaar, *, valid: bool) -> None:
    """Keeps what the auditor found; deletes the signature of an earlier statement."""
    bazaar.audit_valid, bazaar.audited_at, bazaar.audit_signature = valid, now(), ""


def sign_audit(bazaar: Bazaar, signature: str) -> None:
    """Keeps a signature of `statement`, made with whatever the auditor signs with and kept beside it."""
    if bazaar.audited_at is None:
        raise Overtaken("state_moved")
    bazaar.audit_signature = signature.strip()


def statement(bazaar: Bazaar, plan: Plan) -> str:
    """What the auditor stated, to the byte, so that it can be signed and kept elsewhere."""
    if bazaar.audited_at is None:
        raise NotFound("audit")
    told = {
        "auditor": bazaar.auditor,
        "bazaar": bazaar.slug,
        "version": plan.version,
        "engine": plan.file["engine"],
        "list_hash": bazaar.list_hash,
        "number_drawn": bazaar.number_drawn,
        "seed": bazaar.seed,
        "valid": bazaar.audit_valid,
        "stated_at": bazaar.audited_at.isoformat(timespec="seconds"),
    }
    return text_of(told) + "\n"
