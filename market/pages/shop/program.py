"""What a citizen runs to check a plan: the program of this site, as its pages name it."""

from dataclasses import dataclass

from market import __version__
from market.bazaars.allocation.engine import ENGINE
from market.kernel.settings import settings


@dataclass(frozen=True, slots=True)
class Program:
    """Which version of it, with which engine."""

    version: str = __version__
    engine: str = ENGINE

    @property
    def source(self) -> str:
        """Where to get it, if the installation says so."""
        return settings().source_link
