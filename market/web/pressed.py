"""The answer to a form that is pressed again: where the first press led; or a question, when something else is in it
now."""

from fastapi import Request
from starlette.responses import Response

from market.kernel.press import PressedBefore
from market.kernel.refused import Refused
from market.web.forms import SECRETS, Sent, sent
from market.web.page import page, safe_path
from market.web.pressing import first_answer, led_to
from market.web.refusals import page_of, show_again

MOST_SHOWN = 60  # fields that the question carries along


async def pressed_before(request: Request, error: Exception) -> Response:
    """The handler of PressedBefore."""
    if not isinstance(error, PressedBefore):
        raise error
    state = sent(request)
    belongs = page_of(request, state)
    if error.alike:
        first = await first_answer(error)
        if first:
            return led_to(first, safe_path(belongs))
        state = state.refuse([Refused("try_again")])
    elif not _carries(request, state):
        state = state.refuse([Refused("pressed_other")])
    else:
        return page(request, "web/pressed.html", status=409, back=safe_path(belongs), **_told(state, error))
    path, _, query = belongs.partition("?")
    return await show_again(request, path, query, state, 409)


def _carries(request: Request, state: Sent) -> bool:
    """Whether the question may carry along what was sent: neither files nor secrets."""
    plain = not request.headers.get("content-type", "").startswith("multipart/")
    return plain and len(state.values) <= MOST_SHOWN and not SECRETS & state.values.keys()


def _told(state: Sent, error: PressedBefore) -> dict[str, object]:
    """What was said before and now, where the form is about one number."""
    now = error.pressing.said
    return {
        "before": error.spent.said if error.spent.said != now else "",
        "now": now,
        "values": state.values,
    }
