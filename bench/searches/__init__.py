"""What people type and the goods they mean: read from the files beside this one, and asked of a shop."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from market.catalog.category import category_to_list_in
from market.catalog.certified import cover
from market.catalog.first import add_first
from market.catalog.product import list_product
from market.catalog.searching.matching import CANDIDATES
from market.catalog.variant import VariantFacts
from market.inventory.lot import Location
from market.inventory.query import Query
from market.inventory.receiving import receive
from market.inventory.shelf import Shelf, shelf
from market.kernel.names import reads_as
from market.people.access import CLOCK
from market.people.certificate import Certificate, CertificateKind
from market.people.group import Group, GroupKind, GroupState

HERE = Path(__file__).parent
HALVES = {"tuned on": "tune.txt", "untouched": "held.txt"}
FIRST = 10


@dataclass(frozen=True)
class Asked:
    """A query, the goods any of which it means (none: the shop has no such thing), those that may never be shown, and
    the word that the page must say it left out."""

    typed: str
    meant: frozenset[str]
    never: frozenset[str]
    left_out: str

    @property
    def nobodys(self) -> bool:
        return not self.meant


def asked_in(half: str) -> Iterator[Asked]:
    for line in (HERE / HALVES[half]).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield _asked(line)


def _asked(line: str) -> Asked:
    typed, _, rest = line.partition("=>")
    rest, _, left_out = rest.partition("? tanpa ")
    meant, _, never = rest.partition("!")
    return Asked(typed.strip(), frozenset(meant.split()) - {"-"}, frozenset(never.split()), left_out.strip())


def fill(db: Session) -> dict[int, str]:
    """The goods of `goods.txt` in an empty shop; their keys there by id."""
    add_first(db)
    keys: dict[int, str] = {}
    group: Group | None = None
    for line in (HERE / "goods.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            group = _group(db, *line[2:].split("|"))
        elif line and not line.startswith("#") and group:
            key, *told = line.split("|")
            keys[_good(db, group, *told)] = key
    return keys


def _group(db: Session, slug: str, name: str, village: str) -> Group:
    group = Group(
        slug=slug, name=name, reads_as=reads_as(name), kind=GroupKind.GROUP, state=GroupState.CHECKED, village=village
    ).add(db)
    Location(group_id=group.key).add(db)
    return group


def _good(db: Session, group: Group, name: str, category: str, price: str, told: str) -> int:
    made, organic = told.startswith("made "), told.startswith("organic ")
    about = told.removeprefix("made ").removeprefix("organic ")
    shelf_of = category_to_list_in(db, category)
    product = list_product(
        db, group, name=name, category_id=shelf_of, description=about, made_to_order=made, lead_days=5 if made else 0
    )
    variant = product.add_variant(VariantFacts(price=int(price), unit="bungkus", weight_g=500))
    if not made:
        receive(db, group, variant.sku, 10, by=CLOCK)
    if organic:
        paper = Certificate(group_id=group.key, kind=CertificateKind.ORGANIC, number="LSO-001").add(db)
        cover(db, product, [paper.key])
    return product.key


@dataclass
class Half:
    """What one half of the queries found. `ranks`: at which place the first meant good stood, 0 for nowhere."""

    ranks: list[int] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def success(self) -> float:
        """Share of queries with a meant good among the first ten."""
        return sum(1 for each in self.ranks if 0 < each <= FIRST) / max(1, len(self.ranks))

    @property
    def mrr(self) -> float:
        """Mean of 1 / place of the first meant good."""
        return sum(1 / each for each in self.ranks if each) / max(1, len(self.ranks))


def measure(half: str, ask: Callable[[str], tuple[Sequence[str], Shelf]]) -> Half:
    """`ask` gives the keys of the goods on the first page, in their order."""
    found = Half()
    for each in asked_in(half):
        keys, page = ask(each.typed)
        _judge(found, each, keys, page)
    return found


def _judge(found: Half, each: Asked, keys: Sequence[str], page: Shelf) -> None:
    sought = page.sought
    shown = [key for key in keys if key in each.never]
    if shown:
        found.broken.append(f"{each.typed}: shows {shown}")
    if each.left_out and (sought is None or each.left_out not in sought.left_out):
        found.broken.append(f"{each.typed}: does not say it left out {each.left_out}")
    if each.nobodys:
        if keys:
            found.broken.append(f"{each.typed}: shows {list(keys)[:3]} of nobody's")
        return
    rank = next((n for n, key in enumerate(keys, 1) if key in each.meant), 0)
    found.ranks.append(rank)
    if not 0 < rank <= FIRST:
        found.missed.append(f"{each.typed}: {list(keys)[:5]}, meant {sorted(each.meant)}")


def asking(db: Session, keys: dict[int, str]) -> Callable[[str], tuple[Sequence[str], Shelf]]:
    """Asks for all that is found; of other goods nobody knows whether they are meant, so they are passed over."""

    def ask(typed: str) -> tuple[Sequence[str], Shelf]:
        page = shelf(db, Query(words=typed), size=CANDIDATES)
        return [keys[each.id] for each in page.listings if each.id in keys], page

    return ask
