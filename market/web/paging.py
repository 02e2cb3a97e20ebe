"""Pages of a long list, without counting it whole."""

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Paging:
    """Page `number` (from 1); `more` says whether another follows; `query` are the other parameters."""

    path: str
    number: int
    more: bool
    query: tuple[tuple[str, str], ...] = ()

    def address(self, number: int) -> str:
        pairs = [pair for pair in self.query if pair[1]]
        if number > 1:
            pairs.append(("halaman", str(number)))
        return self.path + ("?" + urlencode(pairs) if pairs else "")

    @property
    def before(self) -> str | None:
        return self.address(self.number - 1) if self.number > 1 else None

    @property
    def after(self) -> str | None:
        return self.address(self.number + 1) if self.more else None
