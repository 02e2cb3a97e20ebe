"""What a list of registrations looks like: its columns, by all the heads that people give them."""

from dataclasses import replace

from market.kernel.sheet_heads import Column
from market.people.founding.sheet_of_groups import COLUMNS as GROUP_COLUMNS

OF_A_GROUP = {column.name: replace(column, needed=column.name == "nama") for column in GROUP_COLUMNS}
COLUMNS = (
    OF_A_GROUP["nama"],
    Column("hari", ("hari ikut", "tanggal", "tanggal ikut", "ikut hari", "days"), needed=True),
    Column("stan", ("jumlah stan", "stand", "jumlah stand", "booth", "jumlah booth")),
    Column("kebutuhan", ("keperluan", "kebutuhan stan", "perlu", "butuh", "yang dibutuhkan", "fasilitas")),
    Column("watt", ("daya", "daya listrik", "jumlah watt")),
    Column("blok", ("blok pilihan", "pilihan blok", "zona")),
    Column("jenis barang", ("kategori", "kategori barang", "jenis produk", "jenis dagangan")),
    Column("barang", ("produk", "nama barang", "nama produk", "dagangan", "yang dijual")),
    Column("sebagian", ("mau sebagian", "boleh sebagian", "sebagian hari")),
    Column(
        "bagian dijamin",
        (
            "dijamin",
            "pakai bagian dijamin",
            "memakai bagian dijamin",
            "bagian yang dijamin",
            "difabel",
            "disabilitas",
            "kelompok difabel",
            "penyandang disabilitas",
            "reserved",
        ),
    ),
    Column(
        "boleh dilihat",
        (
            "boleh diperlihatkan",
            "bersedia diperlihatkan",
            "setuju diperlihatkan",
            "boleh dilihat warga",
            "persetujuan",
            "setuju",
            "consent",
        ),
    ),
    *(column for name, column in OF_A_GROUP.items() if name not in ("nama", "jenis")),
)
SHOWN = tuple(column.name for column in COLUMNS if column.name not in ("kecamatan", "kota"))  # in the sample file
MOST_ROWS = 2_000
