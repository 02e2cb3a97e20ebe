"""Whole rupiah, always an `int`: how it is printed and split. How people type it: typed_number.py."""

MOST = 9_999_999_999


def rupiah(amount: int) -> str:
    """25000 as `Rp25.000`."""
    return f"-Rp{grouped(-amount)}" if amount < 0 else f"Rp{grouped(amount)}"


def grouped(number: int) -> str:
    """5500 as `5.500`."""
    return f"{number:,}".replace(",", ".")


def with_sign(number: int) -> str:
    """1200 as `+1.200`, what went out as `-3`."""
    return f"-{grouped(-number)}" if number < 0 else f"+{grouped(number)}"


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


def down_payment(goods: int, percent: int) -> int:
    """So much of the goods' price, in whole thousands of rupiah, rounded up, and never more than they cost."""
    return min(goods, -(-goods * percent // 100_000) * 1_000)
