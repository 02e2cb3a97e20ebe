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
    "khua": 2, "ghua": 2, "enom": 6, "sapulu": 10,
    "ciek": 1, "duo": 2, "ampek": 4, "tujuah": 7, "sambilan": 9, "sapuluah": 10,
    "settong": 1, "tello": 3, "ballu": 8, "sapolo": 10, "besik": 1, "kutus": 8,
    "tellu": 3, "eppa": 4, "seppulo": 10, "sampulo": 10, "sambilang": 9, "spulu": 10, "sepulu": 10,
    "sewelas": 11, "rolas": 12, "telulas": 13, "patbelas": 14, "limolas": 15, "nembelas": 16, "pitulas": 17,
    "wolulas": 18, "sangalas": 19, "nem": 6, "duwa": 2, "empt": 4, "tjuh": 7, "dlpn": 8, "smbilan": 9, "smbln": 9,
    "seblas": 11, "sblas": 11, "sewidak": 60, "rongpuluh": 20, "skawan": 4,
    "sedoso": 10, "sedasa": 10, "kalih": 2, "sekawan": 4, "seratus": 100, "sratus": 100,
}  # fmt: skip
WORDS = {fold(word): n for n, word in enumerate(ONES) if word} | {fold(word): n for word, n in MORE_ONES.items()}
TENS = {"belas": (10, 1), "blas": (10, 1), "puluh": (0, 10), "pulu": (0, 10)}
WORDS |= {  # `limabelas`, `duapuluh`
    fold(one + ten): more + n * times
    for n, one in enumerate(ONES[:10]) if n > 1
    for ten, (more, times) in TENS.items()
}  # fmt: skip
BELAS, PULUH, RATUS = folds("belas blas"), folds("puluh pulu pulung pulun"), folds("ratus")
HALF = {
    fold(word): Fraction(1, 2)
    for word in (
        "setengah",
        "stengah",
        "setenga",
        "stgh",
        "separuh",
        "satengah",
        "saparo",
        "separo",
        "sepalih",
        "satangah",
        "satanga",
    )
}
HALF |= {
    fold("seperempat"): Fraction(1, 4),
    **{fold(word): Fraction(1, 4) for word in ("prapat", "seprapat", "saparapat", "saprapat")},
}
TIMES = {fold(word): n for word, n in {"lusin": 12, "lsn": 12, "kodi": 20, "gros": 144, "dosin": 12}.items()}
WEIGHTS = {fold(word): n for word, n in GRAMS.units.items()}
WEIGHTS |= {"gm": 1, "grm": 1, "kl": 1000, "ky": 1000, "kgs": 1000, "k": 1000}
SAME_UNIT = {  # how a unit is written, by its own name
    "bungkus": "bks bgks bngks bngkus bgkus bungkusan bkus pax pouch pch plastik plstk kantong ktg sachet saset pack "
    "pak pek pck bag bungks bunkus bungkuih bngkss bngkuss bungkusnya bngksn kresek pbks kemasan kmasan",
    "buah": "buting bh pc pcs pcss pieces piece buah unit",
    "biji": "bigi bj bji biji butir",
    "dus": "dos kardus karton ktn box kotak ktk kerdus",
    "botol": "boto btl btol bottle botl btlan botolan",
    "toples": "tpls jar topls stoples",
    "ikat": "ika iket ikt iketan ikatan unting beungkeut kebat",
    "ekor": "ekr eko",
    "potong": "ptg ptong",
    "setel": "stel set",
    "pasang": "psg",
    "paket": "pkt",
    "lembar": "lbr helai lmbr",
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
GENERAL = frozenset({"buah", "porsi", "biji"})
PACKED = frozenset({"bungkus", "toples", "dus", "paket", "botol"})  # in which there are many small ones
LARGER = word_set("dus karung sak bal peti ember jirigen galon keranjang renteng slop pikul kuintal ton polybag")
INNER = frozenset({"ekor", "lembar", "keping", "iris", "batang", "tusuk"})
BY_WEIGHT = frozenset({"kg", "kilo", "kilogram", "gram", "ons", "g"})
BETWEEN = folds("sampai sampe smp hingga atau ato atw or sd")
MONEY_WORDS = frozenset(map(fold, SHARP)) - {"k"}
SPELLED = frozenset(WORDS) | HALF.keys() | BELAS | PULUH | RATUS
