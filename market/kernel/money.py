"""Whole rupiah, always an `int`."""

import re

from market.kernel.refused import Refused

PLAIN = re.compile(r"(?:Rp\s?)?([0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3})", re.IGNORECASE)
MOST = 9_999_999_999


def rupiah(amount: int) -> str:
    """25000 as `Rp25.000`."""
    return f"-Rp{grouped(-amount)}" if amount < 0 else f"Rp{grouped(amount)}"


def grouped(number: int) -> str:
    """5500 as `5.500`."""
    return f"{number:,}".replace(",", ".")


def typed_rupiah(text: str) -> int:
    """The amount somebody typed: `25000`, `25.000`, `Rp25.000` or `Rp 25.000`.

    Refuses `25.00`, `2.5.000` and `25,50`: reading them loosely makes 2500 of 25.00.
    """
    match = PLAIN.fullmatch(text.strip())
    if match is None:
        raise Refused("amount_unclear", typed=text)
    amount = int(match[1].replace(".", ""))
    if amount > MOST:
        raise Refused("amount_too_large")
    return amount


def split(total: int, weights: list[int]) -> list[int]:
    """`total` in shares by `weights`, by largest remainder: the parts always sum to the whole."""
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("weights must sum to more than nothing")
    shares = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares
