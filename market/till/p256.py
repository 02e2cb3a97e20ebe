"""Whether a signature of a browser's own key is right: ECDSA on P-256 with SHA-256 (FIPS 186-5, SEC 1).

Only verifying, whose every input is public, so that its time gives nothing away. Pure, some three milliseconds.
"""

import base64
import binascii
import hashlib

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Affine = tuple[int, int]
Point = tuple[int, int, int]  # x / z², y / z³; z = 0 is the point at infinity
NOWHERE: Point = (1, 1, 0)


def read_key(text: str) -> Affine | None:
    """A public key as a browser exports it ("raw": 04, x, y) in base64url; None for what is no point of the curve."""
    raw = _bytes(text)
    if len(raw) != 65 or raw[0] != 4:
        return None
    x, y = int.from_bytes(raw[1:33]), int.from_bytes(raw[33:])
    on_curve = x < P and y < P and (y * y - (x * x * x - 3 * x + B)) % P == 0
    return (x, y) if on_curve else None


def is_signed_by(key: str, body: str, signature: str) -> bool:
    """Whether `signature` (r and s, 64 bytes in base64url) of the letters of `body` was made with this key."""
    point, raw = read_key(key), _bytes(signature)
    if point is None or len(raw) != 64:
        return False
    r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
    if not (0 < r < N and 0 < s < N):
        return False
    e, w = int.from_bytes(hashlib.sha256(body.encode("utf-8", "surrogatepass")).digest()), pow(s, -1, N)
    x, _y, z = _sum_of(e * w % N, G, r * w % N, point)
    return z != 0 and (x * pow(z, -2, P)) % P % N == r


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return b""


def _sum_of(a: int, first: Affine, b: int, second: Affine) -> Point:
    """a × first + b × second, both at once, bit by bit."""
    one, two = (*first, 1), (*second, 1)
    both = _add(one, two)
    found = NOWHERE
    for bit in range(max(a.bit_length(), b.bit_length()) - 1, -1, -1):
        found = _double(found)
        which = (a >> bit & 1, b >> bit & 1)
        if which != (0, 0):
            found = _add(found, both if which == (1, 1) else one if which[0] else two)
    return found


def _double(point: Point) -> Point:
    x, y, z = point
    if not z or not y:
        return NOWHERE
    square, zz = y * y % P, z * z % P
    s = 4 * x * square % P
    m = 3 * (x - zz) * (x + zz) % P
    nx = (m * m - 2 * s) % P
    return nx, (m * (s - nx) - 8 * square * square) % P, 2 * y * z % P


def _add(one: Point, two: Point) -> Point:
    (x1, y1, z1), (x2, y2, z2) = one, two
    if not z1 or not z2:
        return two if not z1 else one
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * zz2 % P, x2 * zz1 % P
    s1, s2 = y1 * zz2 * z2 % P, y2 * zz1 * z1 % P
    if u1 == u2:
        return _double(one) if s1 == s2 else NOWHERE
    h, r = (u2 - u1) % P, (s2 - s1) % P
    hh = h * h % P
    hhh, v = h * hh % P, u1 * hh % P
    nx = (r * r - hhh - 2 * v) % P
    return nx, (r * (v - nx) - s1 * hhh) % P, h * z1 * z2 % P
