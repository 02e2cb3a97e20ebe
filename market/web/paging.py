"""Pages of a long list, without counting it whole."""

from dataclasses import dataclass
from urllib.parse import quote_plus

from market.kernel.typed import whole


def plain(value: str) -> str:
    """A value in an address; most of ours need no quoting."""
    return value if value.isascii() and value.isalnum() else quote_plus(value)


MOST_PAGES = 500


def asked_page(text: str, most: int = MOST_PAGES) -> int:
    """The page that an address asks for, from 1; 1 for anything else."""
    return max(1, min(whole(text) or 1, most))


@dataclass(frozen=True)
class Paging:
    """Page `number` (from 1); `more` says whether another follows; `query` are the other parameters."""

    path: str
    number: int
    more: bool
    query: tuple[tuple[str, str], ...] = ()

    def address(self, number: int) -> str:
        pairs = [f"{name}={plain(value)}" for name, value in self.query if value]
        if number > 1:
            pairs.append(f"halaman={number}")
        return self.path + ("?" + "&".join(pairs) if pairs else "")

    @property
    def before(self) -> str | None:
        return self.address(self.number - 1) if self.number > 1 else None

    @property
    def after(self) -> str | None:
        return self.address(self.number + 1) if self.more else None
