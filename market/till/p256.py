"""Whether a signature of a browser's own key is right: ECDSA on P-256 with SHA-256, verified by `cryptography`."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

KEY, PART = 65, 32  # bytes: 04, x, y; and each of r and s


def read_key(text: str) -> EllipticCurvePublicKey | None:
    """A public key as a browser exports it ("raw": 04, x, y) in base64url; None for what is no point of the curve."""
    from cryptography.hazmat.primitives.asymmetric import ec

    raw = _bytes(text)
    if len(raw) != KEY:  # a point written short is one too, but no browser exports it
        return None
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return None


def is_signed_by(key: str, body: str, signature: str) -> bool:
    """Whether `signature` (r and s, 64 bytes in base64url) of the letters of `body` was made with this key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.hashes import SHA256

    public, raw = read_key(key), _bytes(signature)
    if public is None or len(raw) != 2 * PART:
        return False
    der = utils.encode_dss_signature(int.from_bytes(raw[:PART]), int.from_bytes(raw[PART:]))
    try:
        public.verify(der, body.encode("utf-8", "surrogatepass"), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _bytes(text: str) -> bytes:
    """From base64url; nothing where another letter stands in it, so that a key is never longer than its column."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
