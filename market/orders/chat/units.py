"""Units of goods and words for numbers, in all the ways in which people write them."""

from fractions import Fraction

from market.catalog.searching.spelling import fold, folds, word_set
from market.kernel.spelled import ONES
from market.kernel.typed_number import GRAMS, PIECES, SHARP

MORE_ONES = {
    "ampa": 4, "anam": 6, "tuju": 7, "lapan": 8, "dlapan": 8, "sabelas": 11, "spuluh": 10, "stu": 1, "one": 1, "two": 2,
    "three": 3, "four": 4, "five": 5, "six": 6, "siji": 1, "loro": 2, "telu": 3, "papat": 4, "limo": 5,
    "setunggal": 1, "kaleh": 2, "tigo": 3, "telung": 3, "patang": 4, "gangsal": 5, "enem": 6, "nenem": 6, "pitu": 7,
    "wolu": 8, "sanga": 9, "songo": 9, "sepuloh": 10, "hiji": 1, "tilu": 3, "opat": 4, "genep": 6, "dalapan": 8,
    "salapan": 9, "sapuluh": 10, "talu": 3, "ampat": 4, "walu": 8, "satunggal": 1,
    "rong": 2, "limang": 5, "pitung": 7, "wolung": 8, "sangang": 9, "selawe": 25, "seket": 50, "satus": 100,
    "sedoso": 10, "sedasa": 10, "kalih": 2, "sekawan": 4, "seratus": 100, "sratus": 100,
}  # fmt: skip
WORDS = {fold(word): n for n, word in enumerate(ONES) if word} | {fold(word): n for word, n in MORE_ONES.items()}
BELAS, PULUH, RATUS = folds("belas blas"), folds("puluh"), folds("ratus")
HALF = {
    fold(word): Fraction(1, 2)
    for word in ("setengah", "stengah", "setenga", "stgh", "separuh", "satengah", "saparo", "separo", "sepalih")
}
HALF |= {
    fold("seperempat"): Fraction(1, 4),
    **{fold(word): Fraction(1, 4) for word in ("prapat", "seprapat", "saparapat", "saprapat")},
}
TIMES = {fold(word): n for word, n in {"lusin": 12, "lsn": 12, "kodi": 20, "gros": 144, "dosin": 12}.items()}
WEIGHTS = {fold(word): n for word, n in GRAMS.units.items()}
WEIGHTS |= {"kl": 1000, "ky": 1000, "kgs": 1000, "k": 1000}
SAME_UNIT = {  # how a unit is written, by its own name
    "bungkus": "bks bgks bngks bngkus bgkus bungkusan bkus pax pouch pch plastik plstk kantong ktg sachet saset pack "
    "pak pek pck bag",
    "buah": "bigi bh bj bji pc pcs pieces piece biji butir buah unit",
    "dus": "dos kardus karton ktn box kotak",
    "botol": "boto btl btol bottle",
    "toples": "tpls jar",
    "ikat": "ika iket ikt",
    "ekor": "ekr eko",
    "potong": "ptg",
    "setel": "stel set",
    "pasang": "psg",
    "paket": "pkt",
    "lembar": "lbr helai",
    "karung": "krg",
    "kilo": "kilonya",
    "liter": "l ltr",
    "meter": "mtr",
    "cm": "cm",
    "ml": "cc",
    "batang": "btg",
    "porsi": "por",
}
SHORT = {each: unit for unit, written in SAME_UNIT.items() for each in written.split()}
MORE_UNITS = word_set(
    "bungkus karung sak bal peti ember jirigen galon pikul kuintal ton cup gelas piring wadah batang lonjor sisir "
    "tandan keping iris renteng slop loyang pan tray ml mika tusuk genggam polybag"
)
UNITS = {fold(word): word for word in (*PIECES, *MORE_UNITS)} | {fold(k): v for k, v in SHORT.items()}
UNITS = {word: SHORT.get(unit, unit) for word, unit in UNITS.items()}
NO_UNITS = folds("kelompok orang stan piece")
GENERAL = frozenset({"buah", "porsi"})
LARGER = word_set("dus karung sak bal peti ember jirigen galon keranjang renteng slop pikul kuintal ton polybag")
INNER = frozenset({"ekor", "lembar", "keping", "iris", "batang", "tusuk"})
BY_WEIGHT = frozenset({"kg", "kilo", "kilogram", "gram", "ons", "g"})
BETWEEN = folds("sampai sampe smp hingga atau ato atw or sd")
MONEY_WORDS = frozenset(map(fold, SHARP)) - {"k"}
SPELLED = frozenset(WORDS) | HALF.keys() | BELAS | PULUH | RATUS
