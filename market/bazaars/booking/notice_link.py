"""The secret link of a notice: made of what is stored and a key that is not, so a copy of the database opens none."""

from market.kernel.addresses import notice_page
from market.kernel.tokens import digest, signature


def secret_of(nonce: str) -> str:
    """What stands in the link; of it the database keeps only the digest."""
    return signature("notice", nonce)


def path_of(nonce: str) -> str:
    """The address that opens without an account what has this nonce."""
    return notice_page(secret_of(nonce))


def of_browser(browser: str, nonce: str) -> str:
    """The browser that opened a link first, by its random mark, told apart in this link alone."""
    return digest(f"{browser}/{nonce}")
