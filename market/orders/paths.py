"""Addresses of an order's pages, where letters and pages lead its buyer."""


def path_with_key(number: str, key: str) -> str:
    """With the key that opens it to whoever holds it: for its buyer alone."""
    return f"/pesanan/{number}?kunci={key}"


def path_without_key(number: str) -> str:
    """Where its number and four digits of its phone show its state and what to pay."""
    return f"/lacak?nomor={number}"
