"""Synonym: a word by which people ask for what the catalogue calls by another. Directed: from the narrow to the wide.

Who asks for `cakalang fufu` is shown smoked fish; who asks for smoked fish is asked no more than that. `organik` is a
claim, and never a synonym: it is met by a certificate alone (`wishes.py`).
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.searching.change import catalogue_changed
from market.catalog.searching.words import folded
from market.kernel.clock import now
from market.kernel.record import Record, from_row, table
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.act import note

MOST, MOST_LETTERS = 1_000, 60
CLAIMS = frozenset({"organik", "organic", "halal", "bpom", "pirt"})
# typed: what the catalogue calls it; of Indonesian, Manado Malay, Banjar, Javanese and English.
FIRST = """
    cakalang fufu: ikan asap; pupu: fufu; asar: asap; smoked: asap; fish: ikan; skipjack: cakalang; tongkol: cakalang
    galafea: roa; julung: roa; salted: asin; dried: kering; shrimp: udang; dried shrimp: udang kering; ebi: udang kering
    squid: cumi; sotong: cumi; anchovy: teri; crackers: kerupuk; cracker: kerupuk; chips: keripik; kuku macan: amplang
    krupuk ikan: amplang; serundeng: abon; floss: abon; rica: cabai; lombok: cabai; chili: cabai; cengek: cabai rawit
    rica jawa: lada; merica: lada; pepper: lada; goraka: jahe; ginger: jahe; kunir: kunyit; turmeric: kunyit
    gula merah: gula aren; gula jawa: gula aren; palm sugar: gula aren; brown sugar: gula aren; honey: madu; tawon: madu
    coffee: kopi; koffie: kopi; tea: teh; sirop: sirup; syrup: sirup; kalamansi: lemon cui; frozen: beku
    frozen food: beku; snack: camilan; cemilan: camilan; jajanan: camilan; camilan: keripik; camilan: kerupuk
    mpek mpek: pempek; empek empek: pempek; empek: pempek; mpek: pempek; baso: bakso; naget: nugget
    ijo: hijau
    merungge: kelor; moringa: kelor; nyiru: tampah; apron: celemek; hijab: jilbab; kerudung: jilbab; rukuh: mukena
    uniform: seragam; school uniform: seragam sekolah; school: sekolah; baju sekolah: seragam; baju seragam: seragam
    baju: kemeja; baju: gamis; baju: kaos; baju: kebaya; baju: daster; kaus: kaos; sewing: jahit; penjahit: jahitan
    basket: keranjang; bag: tas; goodie bag: tas; goody bag: tas; mat: tikar; bracelet: gelang; wallet: dompet
    woven: anyaman; weaving: tenun; embroidery: bordir; sulam: bordir; sulaman: bordir; kerajinan: anyaman
    purun: anyaman; rotan: anyaman; oleh oleh: suvenir; souvenir: suvenir; kado: hampers; kado: suvenir
    present: hampers; gift: hampers; bingkisan: hampers; parsel: hampers; parcel: hampers; hantaran: hampers
    vegetable: sayur; vegetables: sayur; sayuran: sayur; sayur: kangkung; sayur: bayam; sayur: daun; fruit: buah
    tomato: tomat
    banana: pisang; cookies: kue kering; cookie: kue kering; cake: kue; spicy: pedas; sweet: manis; sambel: sambal
    tinutuan: bubur manado; bubur manado: gedi; minyak goreng: minyak kelapa
    coconut oil: minyak kelapa; seaweed: rumput laut; peanut: kacang; peanuts: kacang; nuts: kacang; crispy: renyah
    crunchy: renyah; dried fish: ikan asin; jerky: dendeng; shrimp paste: terasi; prawn: udang; spices: bumbu
    chili sauce: sambal; hot sauce: sambal; chilli: cabai; corn: jagung; cassava: singkong; coconut: kelapa
    bread: roti; rattan: rotan; bamboo: bambu; handicraft: anyaman; handicrafts: anyaman; handbag: tas; scarf: jilbab
    clothes: baju; dress: gamis; dress: kebaya; shirt: kemeja; hat: topi; tie: dasi; pillow: bantal; mask: masker
    drink: minuman; drinks: minuman; minuman: sirup; minuman: kopi; minuman: teh; lauk: abon; lauk: dendeng
    lauk: ikan asin; beku: frozen; pramuka: seragam; kukis: kue; pedis: pedas; pampis: suwir; milu: jagung
    kasbi: singkong; balakama: kemangi; seserahan: hampers; buah tangan: suvenir; cendera mata: suvenir
    cinderamata: suvenir; souvenirs: suvenir; gifts: hampers; presents: hampers
    sugar: gula; salt: garam; milk: susu; egg: telur; eggs: telur; chicken: ayam; rice: beras; garlic: bawang
    onion: bawang; kids: anak; kid: anak; child: anak; children: anak
"""


class Synonym(Record, table=True):
    """`typed` are the words somebody types, `meant` those that are looked for too; both in plain small letters."""

    __table_args__ = (sa.UniqueConstraint("typed", "meant"),)

    typed: str = Field(max_length=MOST_LETTERS)
    meant: str = Field(max_length=MOST_LETTERS)
    made_at: datetime = Field(default_factory=now)

    def end(self, by: Actor) -> None:
        """No longer. NotFound when another ended it meanwhile."""
        db, name = self.db, f"{self.typed}: {self.meant}"
        self.remove()
        note(db, by, "synonym_ended", name=name)
        catalogue_changed(db)


S = table(Synonym)


@dataclass(frozen=True, slots=True)
class WordPair:
    """A synonym as it is read."""

    id: int
    typed: str
    meant: str


def new_meaning(db: Session, typed: str, meant: str) -> WordPair:
    """What an admin typed, in plain words. Refused: nothing, the same twice, a claim on either side, and one that is
    there already."""
    before, after = (" ".join(folded(each))[:MOST_LETTERS] for each in (typed, meant))
    if not before or not after:
        raise Refused("synonym_empty", field="meant" if before else "typed")
    if before == after:
        raise Refused("synonym_same", field="meant")
    if CLAIMS & {*before.split(), *after.split()}:
        raise Refused("synonym_claim", field="meant" if CLAIMS & {*after.split()} else "typed")
    if db.execute(sa.select(S.c.id).where(S.c.typed == before, S.c.meant == after)).first():
        raise Refused("synonym_taken", field="typed")
    return WordPair(0, before, after)


def add_synonym(db: Session, typed: str, meant: str, by: Actor) -> Synonym:
    """Refused as `new_meaning`, and when there are as many as are read for each search."""
    told = new_meaning(db, typed, meant)
    if int(db.execute(sa.select(sa.func.count()).select_from(S)).scalar_one()) >= MOST:
        raise Refused("synonym_too_many", field="typed", n=MOST)
    catalogue_changed(db)
    note(db, by, "synonym_added", name=f"{told.typed}: {told.meant}")
    return Synonym(typed=told.typed, meant=told.meant).add(db)


def synonyms(db: Session) -> list[WordPair]:
    """All, by what is typed."""
    wanted = sa.select(S.c.id, S.c.typed, S.c.meant).order_by(S.c.typed, S.c.meant, S.c.id).limit(MOST)
    return [from_row(WordPair, row) for row in db.connection().execute(wanted)]


def add_first_synonyms(db: Session) -> None:
    """Those a new installation begins with."""
    if db.execute(sa.select(S.c.id).limit(1)).first() is None:
        db.execute(sa.insert(S), [{"typed": a, "meant": b, "made_at": now()} for a, b in first_synonyms()])
        catalogue_changed(db)


def first_synonyms() -> list[tuple[str, str]]:
    pairs = (each.split(": ") for line in FIRST.strip().splitlines() for each in line.strip().split("; "))
    return list(dict.fromkeys((typed.strip(), meant.strip()) for typed, meant in pairs))
