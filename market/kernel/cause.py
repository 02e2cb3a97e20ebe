"""Cause: whose request is being answered, for limits on what strangers can cause. The clock causes nothing itself."""

from contextvars import ContextVar
from functools import lru_cache

from market.kernel.tokens import derived_key, signature

_network: ContextVar[str] = ContextVar("network", default="")


def caused_by(network: str) -> None:
    """From here on this network is the cause of what happens; empty, nobody is."""
    _network.set(network)


def answered_for() -> None:
    """Nobody is counted: whoever is at work answers for it (an officer, a facilitator, a group that was checked)."""
    _network.set("")


def cause() -> str:
    """A digest of the network that causes this; empty when somebody answers for it, or the clock does it."""
    network = _network.get()
    return origin(f"network/{network}") if network else ""


def origin(who: str) -> str:
    """A digest of who asks (`network/192.0.2.7` or `person/7`), so that no address is kept."""
    return _origin(who, derived_key("origin"))


@lru_cache(maxsize=256)  # one request asks for its own several times
def _origin(who: str, _key: bytes) -> str:
    return signature("origin", who)
