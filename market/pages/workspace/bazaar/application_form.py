"""What a group sends to register for a bazaar."""

from typing import Annotated

from fastapi import Depends
from pydantic import Field

from market.bazaars.registering.application import MOST_WATT, ReservedShare
from market.web.forms import Form, Key, Watts, posted


class ApplicationForm(Form):
    """Fields: docs/contract.md. Own questions are read by `read_answers`."""

    booths_min: Annotated[int, Field(ge=1, le=2)] = 1
    booths_max: Annotated[int, Field(ge=1, le=2)] = 1
    slots: Annotated[list[Key], Field(max_length=62)] = []
    accepts_fewer_slots: bool = False
    needs: Annotated[list[str], Field(max_length=4)] = []
    watt: Annotated[Watts, Field(ge=0, le=MOST_WATT)] | None = None
    zones: Annotated[list[str], Field(max_length=10)] = []
    category: Annotated[str, Field(max_length=60)] = ""
    goods: Annotated[str, Field(max_length=300)] = ""
    reserved_share: ReservedShare | None = None  # None: the question was not in the form
    then: str = "send"


Filled = Annotated[ApplicationForm, Depends(posted(ApplicationForm))]
