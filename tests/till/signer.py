"""A phone's key for tests: it signs as a browser does."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Signer:
    def __init__(self, secret: int) -> None:
        self.private = ec.derive_private_key(secret, ec.SECP256R1())
        public = self.private.public_key()
        self.key = self._said(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def sign(self, body: str) -> str:
        told = body.encode("utf-8", "surrogatepass")
        parts = utils.decode_dss_signature(self.private.sign(told, ec.ECDSA(SHA256())))
        return self._said(b"".join(each.to_bytes(32) for each in parts))

    @staticmethod
    def _said(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
