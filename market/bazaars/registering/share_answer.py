"""Whether citizens may see that a group uses the reserved share: its own answer, and who undoes a "no"."""

from market.bazaars.bazaar import Bazaar
from market.bazaars.registering.application import Application, ReservedShare
from market.kernel.clock import now
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.act import note_helped


def may_show(application: Application, by: Actor) -> bool:
    """Whether her "warga boleh melihat" would count now."""
    return not (application.says_no and (by.may_be_helper or by.restricted))


def answer_share(application: Application, reserved_share: ReservedShare, *, by: Actor) -> bool:
    """What citizens may see; whether that undid a "no".

    A helper, or who may be one, writes down an answer and never undoes a "no", and whom a code let in a short while ago
    waits with it: what was downloaded stays out. That a helper changed it is written down for both to read.
    """
    db, answered = application.db, reserved_share is not application.reserved_share
    undoes = application.says_no and reserved_share not in (ReservedShare.HIDDEN, application.reserved_share)
    if undoes and by.may_be_helper:
        raise Refused("reserved_share_is_theirs", field="reserved_share")
    if undoes:
        by.refuse_while_resting()
    if answered:
        bazaar = Bazaar.get(db, application.bazaar_id)
        note_helped(db, by, "bazaar_share_answered", application.group_id, bazaar=bazaar.name)
    application.reserved_share = reserved_share
    if not by.may_be_helper:
        application.declined_share_at = now() if reserved_share is ReservedShare.UNUSED else None
    elif reserved_share is not ReservedShare.UNUSED and application.declined_share_at is not None:
        raise Refused("share_declined", field="reserved_share")
    return undoes
