"""Whole rupiah, always an `int`, and other numbers: how they are printed and split. typed_number.py reads them."""

from market.kernel.language import current

MOST = 9_999_999_999


def rupiah(amount: int) -> str:
    """25000 as `Rp25.000`."""
    return f"{'−' if amount < 0 else ''}Rp{dotted(abs(amount))}"


def dotted(amount: int) -> str:
    """5500 as `5.500`: so rupiah are written in every language, as on labels and bank notes of this country."""
    return f"{amount:,}".replace(",", ".")


def grouped(number: int) -> str:
    """5500 as `5.500`; in English parted by a space, where a point would be read as one of tenths."""
    return dotted(number) if current.get() == "id" else f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


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
