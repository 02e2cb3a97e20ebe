"""What a form holds that says why, of groups and admins alike."""

from typing import Annotated

from pydantic import AfterValidator, Field

from market.kernel.refused import needed_reason
from market.web.forms import Form

Reason = Annotated[str, Field(min_length=3, max_length=300), AfterValidator(needed_reason)]


class Reasoned(Form):
    reason: Reason
