"""What people call large places in one word."""

import re

IN_SHORT = {
    **dict.fromkeys(("jogja", "jogya", "yogya", "jogjakarta"), "yogyakarta"),
    "diy": "daerah istimewa yogyakarta",
    **dict.fromkeys(("dki", "jkt"), "jakarta"),
    "jakpus": "jakarta pusat", "jaksel": "jakarta selatan", "jakbar": "jakarta barat", "jaktim": "jakarta timur",
    "jakut": "jakarta utara", "bdg": "bandung", "sby": "surabaya", "mdo": "manado", "solo": "surakarta",
    "tangsel": "tangerang selatan", "mks": "makassar",
    "sumut": "sumatera utara", "sumbar": "sumatera barat", "sumsel": "sumatera selatan",
    "babel": "kepulauan bangka belitung", "kepri": "kepulauan riau",
    "jabar": "jawa barat", "jateng": "jawa tengah", "jatim": "jawa timur",
    "ntb": "nusa tenggara barat", "ntt": "nusa tenggara timur", "kalbar": "kalimantan barat",
    "kalteng": "kalimantan tengah", "kalsel": "kalimantan selatan", "kaltim": "kalimantan timur",
    "kaltara": "kalimantan utara", "sulut": "sulawesi utara", "sulteng": "sulawesi tengah",
    "sulsel": "sulawesi selatan", "sultra": "sulawesi tenggara", "sulbar": "sulawesi barat", "malut": "maluku utara",
    "minut": "minahasa utara", "minsel": "minahasa selatan", "bolmong": "bolaang mongondow",
    "boltim": "bolaang mongondow timur", "bolsel": "bolaang mongondow selatan", "bolmut": "bolaang mongondow utara",
    "sitaro": "kep. siau tagulandang biaro",
}  # fmt: skip
LAST = re.compile(r"(?<=[\s,])([a-z]+)\.?\s*$")


def spelled_out(text: str) -> str:
    """What was typed with the large place at its end in full: `Girian, Sulut` as `girian, sulawesi utara`."""
    bare = text.lower()
    found = LAST.search(bare)
    return f"{bare[: found.start()].rstrip(', ')}, {IN_SHORT[found[1]]}" if found and found[1] in IN_SHORT else text
