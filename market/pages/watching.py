"""Who looked at what is private, took data away or was refused: noted from pages that are only read.

The notes go by `market.kernel.later`, so that no GET writes, and hold ids and kinds alone. Each is made once an hour
for the same person and thing: reloading a page, or trying every address, does not fill the table.
"""

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import now
from market.kernel.later import later
from market.kernel.refused import Refused
from market.orders.owner import owner_of
from market.pages.networks import network_of_request
from market.pages.who_first import to_sign_in, to_who
from market.people.access import Actor
from market.people.security import once_an_hour
from market.web.refusals import refused

# Refusals that say: this is not yours to do (each one of `web.sentences`).
RIGHTS = frozenset({
    "account_needs_both_helpers", "account_needs_group", "admin_agrees_first", "admin_too_close", "app_needed",
    "code_by_others", "code_two_admins", "correction_by_another", "debt_by_another", "decided_by_another",
    "fact_by_another",
    "group_closed_officer", "group_yes_by_another", "helper_no_role", "helper_no_ways", "helper_yes_by_another",
    "helpers_pin_gives_no_code", "helpers_pin_no_ways", "holders_only", "led_by_is_theirs", "letter_ticked_by_another",
    "met_by_others",
    "not_on_officers_phone", "not_own_account", "not_own_order", "not_own_payout", "not_yours_to_agree",
    "not_yours_to_do",
    "not_yours_to_take_back", "notice_is_groups", "number_is_yours", "number_kept_by_another", "officer_too_close",
    "others_can", "own_offer", "own_side", "own_written", "payer_too_close", "phone_by_account", "phone_by_its_people",
    "pin_only_own",
    "platform_confirms", "proved_number_is_yours", "reads_only", "recall_by_helper", "reserved_share_is_theirs",
    "rests_after_code", "second_look_by_another", "second_not_there_before", "second_too_close",
    "seconded_by_another",
    "sending_anew_is_theirs", "successor_asks_herself", "swap_by_two", "taking_back_is_theirs", "till_second",
    "turnover_is_theirs",
})  # fmt: skip
PRIVATE = (
    "/lapak/{group}", "/dinas", "/pendamping", "/admin", "/akun/", "/aduan-masuk", "/pesanan", "/catatan", "/penawaran",
    "/kabar",
)  # fmt: skip


def note_look(request: Request, kind: str, key: int, *, group_id: int | None = None, about: int | None = None) -> None:
    """Somebody saw the proof, order, people or refund account `key`; `about` is the person it belongs to, looked
    up for what belongs to an order."""
    _note(request, "looked", f"{kind}/{key}", person_id=about, group_id=group_id, kind=kind, key=key)


def note_helper(request: Request, actor: Actor, kind: str, key: int, group_id: int) -> None:
    """The same where members do their daily work, which is not noted: only the looks of helpers from outside are."""
    if actor.helps:
        note_look(request, kind, key, group_id=group_id)


def note_export(request: Request, kind: str, *, group_id: int | None = None, key: int = 0) -> None:
    """Somebody took a file of data away."""
    actor = _actor(request)
    about = actor.own_id if actor else None
    _note(request, "exported", f"{kind}/{group_id or key}", person_id=about, group_id=group_id, kind=kind, key=key)


def note_refusal(request: Request, error: Exception | None = None) -> None:
    """Somebody who is signed in met a door of others: a 404, or a refusal that names who may."""
    actor, route = _actor(request), str(getattr(request.scope.get("route"), "path", ""))
    ours = error is None or (isinstance(error, Refused) and error.code in RIGHTS)
    if actor is None or not actor.signed_in or not ours or not route.startswith(PRIVATE):
        return
    _note(request, "refused_right", route, person_id=actor.own_id, group_id=actor.device_group_id, route=route)


async def refused_and_noted(request: Request, error: Exception) -> Response:
    """The handler of Refused and Refusals: the page again with its sentence, and a note when it was about a right.

    Where that page asks first who is there, as it does when a sign-in had ended, so does this.
    """
    note_refusal(request, error)
    answer = await refused(request, error)
    asks = answer.headers.get("location", "").partition("?")[0]
    return to_sign_in(request) if asks == "/masuk" else to_who(request) if asks.endswith("/siapa") else answer


def _note(
    request: Request, code: str, thing: str, *, person_id: int | None, group_id: int | None, **params: int | str
) -> None:
    actor = _actor(request) or Actor()
    who, network = f"{actor.key}/{actor.device_id or 0}", network_of_request(request)

    def work(db: Session) -> None:
        whose = person_id or owner_of(db, str(params.get("kind")), int(params.get("key") or 0))
        once_an_hour(
            db, code, f"{who}/{thing}", by_id=actor.person_id, person_id=whose, group_id=group_id, network=network,
            **params,
        )  # fmt: skip

    later((code, who, thing, now().hour), work)


def _actor(request: Request) -> Actor | None:
    found = request.scope.get("market.actor")
    return found if isinstance(found, Actor) else None
