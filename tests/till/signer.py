"""A phone's key for tests: it signs as a browser does."""

import base64
import hashlib

from market.till.p256 import G, N, P, _sum_of


def _affine(point):
    x, y, z = point
    return x * pow(z, -2, P) % P, y * pow(z, -3, P) % P


def _text(*numbers: int) -> bytes:
    return b"".join(each.to_bytes(32) for each in numbers)


class Signer:
    def __init__(self, secret: int) -> None:
        self.secret = secret
        self.key = self._said(b"\x04" + _text(*_affine(_sum_of(secret, G, 0, G))))

    def sign(self, body: str) -> str:
        hashed = hashlib.sha256(body.encode("utf-8", "surrogatepass")).digest()
        e, k = int.from_bytes(hashed), int.from_bytes(hashlib.sha256(hashed + _text(self.secret)).digest()) % N
        r = _affine(_sum_of(k, G, 0, G))[0] % N
        return self._said(_text(r, pow(k, -1, N) * (e + r * self.secret) % N))

    @staticmethod
    def _said(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
