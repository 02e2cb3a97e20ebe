"""What a group sends of its people, its phones and of itself."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from market.kernel.email import typed_email
from market.kernel.fitting import most_letters
from market.kernel.names import phone_name
from market.kernel.record import table
from market.pages.codes import typed_code
from market.people.device import Device
from market.people.person import four_digits, good_pin
from market.web.forms import (
    Day,
    Form,
    Key,
    Line,
    Name,
    PersonName,
    Phone,
    Text,
)


class Who(Form):
    member: Key
    pin: Annotated[str, AfterValidator(four_digits)]
    kembali: str = ""


class Profile(Form):
    name: Name
    story: Text = ""
    village: Line
    address: Line = ""
    phone: Phone | None = None


class InviteForm(Form):
    """Who is asked to join: by phone number or e-mail, or by name alone, then with a code for the group's phone."""

    name: PersonName
    phone: Phone | None = None
    email: Annotated[str, AfterValidator(typed_email)] | None = None
    chair: bool = False
    treasurer: bool = False

    @property
    def identifier(self) -> str:
        """What she is asked by; nothing for a member by name alone."""
        return self.phone or self.email or ""


class Roles(Form):
    chair: bool = False
    treasurer: bool = False


class Decided(Form):
    """What a facilitator or officer decides about an objection; `reason` when the answer is no."""

    agreed: bool = False
    reason: Line = ""


class NamedStandIn(Form):
    treasurer: Key
    member: Key


class OwnPin(Form):
    """`current` is the old PIN or the password."""

    current: Annotated[str, Field(max_length=256)]
    pin: Annotated[str, AfterValidator(good_pin)]
    again: Annotated[str, Field(max_length=4)]


class Begin(Form):
    """`who` is the code's id: a name chosen from those who hold one."""

    who: Key
    code: Annotated[str, Field(max_length=40), AfterValidator(typed_code)]
    pin: Annotated[str, AfterValidator(good_pin)]
    again: Annotated[str, Field(max_length=4)]


class DeviceForm(Form):
    name: Annotated[Name, Field(max_length=most_letters(table(Device).c.name)), AfterValidator(phone_name)]


class CertificateForm(Form):
    kind: Literal["pirt", "halal", "bpom", "nib", "organic"]
    number: Annotated[str, Field(min_length=3, max_length=60)]
    expires_on: Day | None = None
