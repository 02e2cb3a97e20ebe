"""A named auditor: sees the whole files that may not be published, and says what `market verify` told them."""

import hmac

from market.bazaars.bazaar import Bazaar
from market.kernel.clock import now
from market.kernel.refused import NotFound, Overtaken, Refused
from market.kernel.tokens import new_token

MOST_OUTPUT = 20_000


def name_auditor(bazaar: Bazaar, auditor: str) -> None:
    """A new auditor gets a new link; what an earlier one said goes with the old one."""
    if bazaar.published_at is None:
        raise Overtaken("state_moved")
    bazaar.auditor, bazaar.audit_key = auditor, new_token()
    bazaar.audit_output, bazaar.audited_at = "", None


def require_auditor(bazaar: Bazaar, key: str) -> None:
    """Who has the link. Anybody else finds nothing."""
    if not bazaar.audit_key or not hmac.compare_digest(bazaar.audit_key.encode(), key.encode()):
        raise NotFound("auditor")


def tell_audit(bazaar: Bazaar, output: str) -> None:
    """What the auditor's own `market verify` printed, word by word."""
    if not output.strip():
        raise Refused("required", field="output")
    bazaar.audit_output, bazaar.audited_at = output.strip()[:MOST_OUTPUT], now()
