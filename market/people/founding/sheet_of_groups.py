"""What an officer's list of groups looks like, and what its cells mean."""

import re
from collections.abc import Sequence

from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.kernel.sheet_heads import Column, SheetRow
from market.people.misspelt import near_villages
from market.people.place import Place, bare_name, lies_in, place_name, typed_village
from market.people.suggested import suggested

MOST_ROWS = 1000
FOUNDED_WITH = ("ketua", "kelurahan")  # without which a row founds no group; many have no phone
MOST_SHOWN = 4  # places that a refusal names
# Words of which offices make their heads, in any order: `Nama UMKM / Kelompok`, `Nama Pemilik/Ketua`.
OF_GROUPS = frozenset(
    [
        "kelompok",
        "klp",
        "usaha",
        "umkm",
        "ukm",
        "ikm",
        "kub",
        "kube",
        "poklahsar",
        "pokdakan",
        "koperasi",
        "lapak",
        "toko",
        "poktan",
        "gapoktan",
        "kwt",
        "pokmas",
    ]
)
OF_CHAIRS = frozenset(["ketua", "pemilik", "pengurus", "pimpinan", "pemimpin", "pic", "narahubung"])
OF_PHONES = frozenset(
    ["hp", "wa", "whatsapp", "handphone", "telp", "telpon", "tlp", "tlpn", "telepon", "ponsel", "kontak"]
)
OF_VILLAGES = frozenset(["kelurahan", "kel", "desa"])
OF_KINDS = frozenset((
    "bersama", "pelaku", "tani", "nelayan", "mikro", "kecil", "menengah", "perempuan", "wanita", "binaan",
    "pengolah", "pemasar", "pembudidaya", "pengrajin", "perajin", "produsen",
))  # fmt: skip
BESIDE = frozenset(["nama", "dan", "atau"])
COLUMNS = (
    Column(
        "nama",
        (
            "nama kelompok", "nama kelompok usaha", "nama usaha", "nama kub", "nama poklahsar", "nama kelompok tani",
            "nama umkm", "nama ukm", "nama lapak", "nama kelompok umkm", "kelompok", "nama kelompok nelayan",
            "kelompok usaha", "usaha", "umkm", "name", "group", "group name", "name of group",
        ),
        needed=True,
        words=OF_GROUPS,
        others=BESIDE | OF_KINDS,
    ),
    Column("jenis", ("jenis kelompok", "bentuk", "bentuk usaha", "jenis usaha")),
    Column(
        "ketua",
        (
            "nama ketua", "ketua kelompok", "nama ketua kelompok", "ketua pemilik", "ketua pengurus", "nama pemilik",
            "pemilik", "penanggung jawab", "nama penanggung jawab", "narahubung", "contact person",
            "kontak person", "pic", "chair", "leader", "group leader", "chairperson",
        ),
        needed=True,
        words=OF_CHAIRS,
        others=BESIDE | OF_GROUPS | frozenset(["lengkap", "penanggung", "jawab"]),
    ),
    Column(
        "hp",
        (
            "no hp", "nomor hp", "no hp wa", "hp wa", "nomor hp wa", "no hp ketua", "nomor hp ketua", "hp ketua",
            "no wa", "nomor wa", "wa", "whatsapp", "no whatsapp", "nomor whatsapp", "handphone", "no handphone",
            "nomor handphone", "telp hp", "no telp hp", "no telepon hp", "no telp", "telp", "no tlp", "telepon",
            "no telepon", "nomor telepon", "kontak", "no kontak", "nomor kontak", "phone", "phone number", "mobile",
        ),
        needed=True,
        words=OF_PHONES,
        others=BESIDE | OF_GROUPS | OF_CHAIRS | frozenset(["no", "nomor", "nomer", "aktif", "penanggung", "jawab"]),
    ),
    Column(
        "kelurahan",
        (
            "kelurahan desa", "desa kelurahan", "kel desa", "desa kel", "nama kelurahan", "nama desa", "kel", "desa",
            "alamat", "alamat kelompok", "alamat usaha", "alamat lengkap", "domisili", "wilayah", "village",
        ),
        needed=True,
        words=OF_VILLAGES,
        others=BESIDE | OF_GROUPS | frozenset(["alamat", "domisili", "lokasi"]),
    ),
    Column("kecamatan", ("kec", "nama kecamatan")),
    Column("kota", ("kabupaten kota", "kota kabupaten", "kab kota", "kota kab", "kabupaten", "kab")),
)  # fmt: skip
WORDS_BESIDE = re.compile(r"\([^()0-9]{0,80}\)")  # whose number it is: `0812 3456 7890 (Ida)`
BETWEEN = re.compile(r"(?:[/,;&|\n]|\batau\b|\bdan\b)|\s(?=(?:\+?62|0)8)")


def phones_in(text: str) -> list[str]:
    """The mobile numbers in a cell, in their order, E.164: `0812-3456-7890 / 0813 5550 0001` are two. Refused when
    there is none."""
    found, first = [], None
    for part in BETWEEN.split(WORDS_BESIDE.sub(" ", text)):
        if not any(map(str.isalnum, part)):  # `-` is how people write that there is none
            continue
        try:
            found.append(typed_phone(part.strip()))
        except Refused as refusal:
            first = first or refusal
    if not found:
        raise first or Refused("required", field="phone")
    return list(dict.fromkeys(found))


def village_of(row: SheetRow, around: str) -> Place:
    """The village a row names, with its kecamatan and city where these have columns of their own; of several of one
    name the one in the officer's place. Refused with the places that it may have meant."""
    told = row["kelurahan"]
    text = ", ".join(part for part in (told, row["kecamatan"], row["kota"]) if part)
    if not told:
        raise Refused("required", field="kelurahan")
    try:
        return typed_village(text)
    except Refused as refusal:
        if refusal.code == "village_unknown":
            raise _alike(text, near_villages(text, around)) from None
    try:
        return typed_village(f"{text}, {place_name(around)}")
    except Refused:
        raise _unclear(text, around) from None


def _unclear(text: str, around: str) -> Refused:
    """Why words mean no one village: several bear the name, or none does; then those of the officer's place that read
    like it, and never those of another island."""
    name, found = bare_name(text.partition(",")[0]), suggested(text)
    named = [each for each in found if bare_name(each.name).replace(" ", "") == name.replace(" ", "") and each.village]
    near = [each for each in named or found if lies_in(each.code, around)]
    if not named:
        return _alike(text, near or near_villages(text, around))
    names = "; ".join(each.full for each in (near or named)[:MOST_SHOWN])
    return Refused("village_several", field="kelurahan", names=names)


def _alike(text: str, near: Sequence[Place], code: str = "village_alike", none: str = "village_unlisted") -> Refused:
    """That no village is called so, with those of the officer's place that may be meant."""
    if not near:
        return Refused(none, field="kelurahan")
    names = "; ".join(each.full for each in near[:MOST_SHOWN])
    return Refused(code, field="kelurahan", name=text.partition(",")[0][:60], names=names)


def outside(text: str, around: str) -> Refused:
    """Why a village is none of the officer's place, with those of hers that may be meant by that name."""
    return _alike(text, near_villages(text, around), "village_alike_here", "village_elsewhere")
