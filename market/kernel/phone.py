"""Phone numbers: one number however it is typed, stored as E.164."""

from functools import lru_cache

from market.kernel.refused import Refused

LONGEST = 40  # characters, with spaces and brackets


def typed_phone(text: str) -> str:
    """E.164 of an Indonesian mobile number (WhatsApp needs one): `0812-3456 7890` → `+6281234567890`."""
    if len(text) > LONGEST:
        raise Refused("phone_unclear", field="phone")
    bare = text.strip()
    return _e164("0" + bare if bare.startswith("8") else bare)  # a spreadsheet drops the zero of a number


@lru_cache(maxsize=4096)
def _e164(text: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        raise Refused("phone_unclear", field="phone") from None
    if not phonenumbers.is_valid_number(number):
        national = str(number.national_number)
        if number.country_code == 62 and national.startswith("8") and len(national) < 10:
            raise Refused("phone_too_short", field="phone")
        raise Refused("phone_unclear", field="phone")
    kind = phonenumbers.number_type(number)
    if kind not in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE):
        raise Refused("phone_landline", field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(e164: str) -> str:
    """`+6281234567890` as `0812-3456-7890`; of another country as it is written there: `+49 1512 3456789`."""
    if e164.startswith("+") and not e164.startswith("+62"):
        return _abroad(e164)
    local = "0" + e164[3:] if e164.startswith("+62") else e164
    return "-".join(part for part in (local[:4], local[4:8], local[8:]) if part)


@lru_cache(maxsize=256)
def _abroad(e164: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def masked_phone(e164: str) -> str:
    """`0812-xxxx-7890`, for readers who need not call."""
    local = "0" + e164[3:] if e164.startswith("+62") else e164
    return f"{local[:4]}-xxxx-{local[-4:]}"
