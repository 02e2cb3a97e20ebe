"""Secrets that travel in links and cookies; only their digest is stored where possible."""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache
from uuid import UUID

from market.kernel.settings import secret_key


def new_token() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


def new_uid() -> str:
    """122 random bits in the form of a UUID, as browsers make them too."""
    return str(UUID(bytes=secrets.token_bytes(16), version=4))


def new_secret() -> str:
    """256 random bits, as 64 hex digits: keeps a commitment from being guessed."""
    return secrets.token_hex(32)


def digest(token: str) -> str:
    """SHA-256 of a token: what a table keeps, so that a stolen backup opens nothing."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def derived_key(purpose: str) -> bytes:
    """The 32-byte key of one purpose: what is signed for one thing is worth nothing for another (HKDF, RFC 5869).

    A new purpose gets its line in docs/operations.md.
    """
    return _derived(secret_key(), purpose)


@lru_cache(maxsize=64)  # derived several times for every order; there are some twenty purposes
def _derived(secret: str, purpose: str) -> bytes:
    drawn = hmac.digest(b"dermaga", secret.encode(), "sha256")
    return hmac.digest(drawn, purpose.encode() + b"\x01", "sha256")


def signature(purpose: str, text: str) -> str:
    """43 characters that only we can make for `text`, safe in an address and a form."""
    made = hmac.digest(derived_key(purpose), text.encode("utf-8", "surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def is_signed(purpose: str, text: str, given: str) -> bool:
    """Whether `given` is our signature of `text`; takes as long for a near miss as for nonsense."""
    return hmac.compare_digest(signature(purpose, text).encode(), given.encode("utf-8", "surrogatepass"))


# No 0, O, 1, I, L, 5 or S: an order number is read aloud on the phone.
ALPHABET = "ABCDEFGHJKMNPQRTUVWXYZ2346789"


def short_code(length: int = 6) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def shown_code(code: str) -> str:
    """`ABCD-EFGH`: in fours, to be read out."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def folded_code(typed: str) -> str:
    """A code however it is typed: `abcd efgh` → `ABCDEFGH`."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())
