"""A list of registrations narrowed to those an officer looks for: by state, what speaks against them, place, goods,
words. The fields are those of the address, so that a list can be come back to."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from market.bazaars.allotting.against import Against, Candidate
from market.bazaars.registering.application import ApplicationState

NOTHING, ANYTHING = "bersih", "ada"  # nothing speaks against it; something does


@dataclass(frozen=True)
class Narrowed:
    """Each field is empty where anything will do; an unknown value is taken as empty."""

    keadaan: str = ""
    soal: str = ""
    kelurahan: str = ""
    kategori: str = ""
    q: str = ""

    @property
    def state(self) -> ApplicationState | None:
        return ApplicationState(self.keadaan) if self.keadaan in list(ApplicationState) else None

    @property
    def against(self) -> str:
        return self.soal if self.soal in (NOTHING, ANYTHING, *Against) else ""

    @property
    def query(self) -> str:
        """These fields for an address, without those that are empty."""
        return urlencode({name: value for name, value in self.fields.items() if value})

    @property
    def fields(self) -> dict[str, str]:
        return {
            "keadaan": self.state or "", "soal": self.against, "kelurahan": self.kelurahan, "kategori": self.kategori,
            "q": self.q,
        }  # fmt: skip

    def only(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return [each for each in candidates if self._takes(each)]

    def _takes(self, each: Candidate) -> bool:
        return (
            (self.state is None or each.application.state is self.state)
            and self._speaks(each)
            and self.kelurahan in ("", each.group.village)
            and self.kategori in ("", each.application.category)
            and all(word in _words(each) for word in self.q.lower().split())
        )

    def _speaks(self, each: Candidate) -> bool:
        if self.against in (NOTHING, ANYTHING):
            return bool(each.against) is (self.against == ANYTHING)
        return self.against in ("", *each.against)


def _words(each: Candidate) -> str:
    asked = each.application
    return f"{each.group.name} {asked.number} {asked.goods} {each.group.village_name}".lower()
