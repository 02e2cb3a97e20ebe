"""A question before something that cannot be undone: by JavaScript at once, without it by a page that asks.

The tag of a form in a template names the question in `data-confirm`, and the form carries it along. JavaScript asks,
and takes it out. Where it still arrives nobody was asked: nothing is done yet, and a page asks, with all that was
typed.
"""

from fastapi import Request
from starlette.responses import Response

from market.web.forms import Unasked, sent
from market.web.page import page, safe_path
from market.web.refusals import page_of


async def ask(request: Request, error: Exception) -> Response:
    """The handler of Unasked."""
    if not isinstance(error, Unasked):
        raise error
    state = sent(request)
    back = safe_path(page_of(request, state))
    question, mark, more = error.question.partition("?")
    return page(request, "web/question.html", question=question + mark, more=more, values=state.values, back=back)
