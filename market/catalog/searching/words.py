"""The words of a text, and of what somebody typed into the search field."""

import re
import unicodedata
from functools import lru_cache

from market.catalog.searching.spelling import word_set

MOST_TYPED, MOST_WORDS = 100, 8  # letters, and words that are looked for
PIECE = re.compile(r"[a-z0-9]+")
DOUBLED = re.compile(r"([a-z]{3,})2([a-z]*)")  # `kue2`, `dabu2`: twice
# What stands around the thing that is sought, in Indonesian, Manado Malay and English.
AROUND = word_set("""
    yang yg dan atau untuk utk buat bwt di dari dr dengan dgn ke pada jual jualan beli membeli cari mencari carikan mau
    mo ingin pengen pengin butuh perlu minta tolong dong nya ini itu tu apa saja aja ada jo deng for the a an of to and
    with some something thing i want need buy please pesan pesen order that which can my hari senin selasa rabu kamis
    jumat sabtu minggu besok lusa monday tuesday wednesday thursday friday saturday sunday today tomorrow banget sekali
    terlalu sendiri khas ukuran warna size color colour orang tamu people guests ga gak ngga nggak kak sis gan enak
    bagus asli kirim dikirim antar diantar bawa dibawa send ship deliver take bring paling masih bisa me you
    is are any on in at from best nice good tasty
""")
# Words of everyday in which people tell what they need. One that no good has is left out, never a typing error: whoever
# asks what is `masuk angin` or `untuk kantor` means nothing that is cooked or paper.
EVERYDAY = word_set("""
    masuk angin laris lebaran kantor rumah sakit kerja malam pagi siang sore nonton ulang tahun raya natal paskah puasa
    sahur nikah nikahan kawin lamaran pesta acara rapat arisan syukuran kawan teman keluarga mama papa ayah bapak adik
    kakak nenek kakek mertua suami istri pacar guru murid bos tetangga saudara cowok cewek pria wanita perempuan bayi
    balita dewasa remaja hangat dingin lembut ringan cepat gratis ongkir diskon promo pasar jalan liburan mudik
    home house boss friend friends mother father wife husband girl girls boy boys woman women child children kids baby
    birthday wedding party office plane trip holiday breakfast lunch dinner family teacher local famous fresh light
""")


@lru_cache(maxsize=8192)
def folded_text(text: str) -> str:
    """A text in small letters without marks."""
    return unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


def folded(text: str) -> list[str]:
    """The words of a text, lower case, without accents."""
    return PIECE.findall(folded_text(text))


def called(name: str) -> str:
    """A whole name in plain small letters, to be compared with what was typed."""
    return " ".join(folded(name))[:240]


def typed_words(typed: str) -> list[str]:
    """The words of a query in their order, each once: `kue2` and `kue-kue` are `kue`."""
    words = (DOUBLED.sub(r"\1\2", word) for word in folded(typed[:MOST_TYPED]))
    return list(dict.fromkeys(words))[: 2 * MOST_WORDS]


def without_around(words: list[str]) -> list[str]:
    """Only what names a thing; all of it, where nothing else is left."""
    return [word for word in words if word not in AROUND] or words
