"""Secrets that travel in links and cookies; only their digest is stored where possible."""

import hashlib
import secrets


def new_token() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


def digest(token: str) -> str:
    """SHA-256 of a token: what a table keeps, so that a stolen backup opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def six_digits() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


# No 0, O, 1, I, L, 5 or S: an order number is read aloud on the phone.
ALPHABET = "ABCDEFGHJKMNPQRTUVWXYZ2346789"


def short_code(length: int = 6) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
