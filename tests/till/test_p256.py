"""Signatures of a browser's key, against the vectors of RFC 6979 (A.2.5) and everything that is not one."""

import base64

from hypothesis import given
from hypothesis import strategies as st

from market.till.p256 import is_signed_by, read_key
from tests.till.signer import Signer

N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # how many points the curve has
X = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
Y = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
OF = {
    "sample": (
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    ),
    "test": (
        "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
        "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
    ),
}


def text(*parts: str) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex("".join(parts))).rstrip(b"=").decode()


KEY = text("04", X, Y)


def test_what_the_rfc_signed_is_signed():
    for body, (r, s) in OF.items():
        assert is_signed_by(KEY, body, text(r, s))
        assert not is_signed_by(KEY, body + ".", text(r, s))
        assert not is_signed_by(KEY, body, text(s, r))


def test_no_point_and_no_signature():
    r, s = OF["sample"]
    assert read_key(text("04", Y, X)) is None and read_key("") is None and read_key("é") is None
    assert read_key(text("02", X, Y)) is None and read_key(text("04", "FF" * 64)) is None
    assert read_key(text("04", "00" * 64)) is None and read_key(text("00")) is None and not is_signed_by("é", "", "")
    assert read_key(text("03", X)) is None and read_key(text("06", X, Y)) is None and read_key(text("07", X, Y)) is None
    for wrong in (
        "",
        "x",
        "é",
        text("FF" * 64),
        text("00" * 64),
        text(r, "00" * 32),
        text(r, f"{N:064X}"),
        text(r, s, "00"),
    ):
        assert not is_signed_by(KEY, "sample", wrong)


def test_other_letters_make_no_key_longer_than_its_column():
    r, s = OF["sample"]
    for junk in ("!" * 200, " ", "\n", "\x00", "====", "é"):
        assert read_key(KEY + junk) is None and read_key(junk + KEY) is None
        assert not is_signed_by(KEY, "sample", text(r, s) + junk)
    assert read_key(KEY + "=") is not None


@given(st.text(max_size=100), st.text(max_size=100))
def test_no_letters_at_all_break_it(key, signature):
    assert read_key(key) is None and not is_signed_by(key, "", signature)
    assert not is_signed_by(KEY, "", signature)


@given(st.binary(min_size=64, max_size=65))
def test_no_bytes_at_all_break_it(raw):
    assert not is_signed_by(text("04", raw[:64].hex()), "sample", text(OF["sample"][0], OF["sample"][1]))
    assert not is_signed_by(KEY, "sample", text(raw.hex()))


@given(st.integers(1, N - 1), st.text(max_size=60))
def test_any_key_signs_its_own_words_alone(secret, body):
    signer = Signer(secret)
    signed = signer.sign(body)
    assert is_signed_by(signer.key, body, signed) and not is_signed_by(signer.key, body + " ", signed)
    assert not is_signed_by(KEY, body, signed)
