"""Rupiah in Indonesian words, as a receipt (kwitansi) writes them."""

ONES = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
SCALES = ((10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"), (100, "ratus"), (10, "puluh"))


def spelled(n: int) -> str:
    """`1250000` as `satu juta dua ratus lima puluh ribu`; `nol` for 0. From 0 to below 10**12."""
    if not 0 <= n < 10**12:
        raise ValueError(n)
    return _spelled(n) or "nol"


def _spelled(n: int) -> str:
    if n < len(ONES):
        return ONES[n]
    if n < 20:
        return f"{ONES[n - 10]} belas"
    for size, name in SCALES:
        if n >= size:
            head, rest = divmod(n, size)
            first = f"se{name}" if head == 1 and size in (100, 1000) else f"{_spelled(head)} {name}"
            return f"{first} {_spelled(rest)}".strip()
    raise AssertionError(n)
