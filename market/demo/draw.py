"""The demo's pictures: drawn by hand, and copies of them for what is sold."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.category import Category
from market.catalog.picture import HALF, SIZES, Picture, read_picture
from market.demo.story import GROUPS
from market.kernel.record import table

PICTURES = Path(__file__).with_name("pictures")
DRAWN, OF_BAZAARS, THREADS = (1200, 900), "bazaar", 2


class Drawing:
    """The pictures at three sizes, drawn by threads of their own while the shop is built around their names.

    `-b`, `-c` … are other views of one drawing: closer, from the side. `drawn` is called after each.
    """

    def __init__(self, names: Iterable[str], drawn: Callable[[], None]) -> None:
        self.files = {name: file_of(name) for name in sorted(set(names))}
        self._pool = ThreadPoolExecutor(THREADS)
        self._work = [self._pool.submit(_draw, name, file, drawn) for name, file in self.files.items()]

    def __enter__(self) -> "Drawing":
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        """Ends when all are drawn, with what went wrong with the first of them; after an error, at once."""
        self._pool.shutdown(cancel_futures=kind is not None)
        if kind is None:
            for each in self._work:
                each.result()


def wanted_pictures() -> set[str]:
    """Of goods, groups and bazaars."""
    goods = {good.picture for story in GROUPS for good in story.goods}
    return goods | {story.picture for story in GROUPS} | {OF_BAZAARS}


def file_of(name: str) -> str:
    return f"demo_{name.replace('-', '_')}"


def _draw(name: str, file: str, drawn: Callable[[], None]) -> None:
    stem, view = (name[:-2], name[-1]) if name[-2:-1] == "-" else (name, "a")
    _view(stem, view).keep(file)
    drawn()


def _view(stem: str, view: str) -> Picture:
    import io

    from PIL import Image, ImageOps

    source = PICTURES / f"{stem}.webp"
    if view == "a":
        whole = source.read_bytes()  # as wide as the largest size already
        small = read_picture(whole, sizes=SIZES[:-1], effort=HALF)
        return replace(small, width=DRAWN[0], height=DRAWN[1], files=small.files | {SIZES[-1]: whole})
    image: Any = Image.open(source).convert("RGB")
    wide, high = image.size
    crops = {
        "b": (0.12, 0.1, 0.9),
        "c": (0.0, 0.2, 0.75),
        "d": (0.25, 0.0, 0.75),
        "e": (0.2, 0.25, 0.72),
        "f": (0.05, 0.05, 0.82),
    }
    left, top, scale = crops[view]
    image = image.crop(
        (int(wide * left), int(high * top), int(wide * min(1, left + scale)), int(high * min(1, top + scale)))
    )
    if view in "bde" and stem not in ("sambal-roa", "bakasang", "madu-hutan", "kopi-robusta"):  # no mirrored labels
        image = ImageOps.mirror(image)
    out = io.BytesIO()
    ImageOps.fit(image, DRAWN).save(out, "JPEG", quality=92)  # four times as fast as PNG, and as good to look at
    return read_picture(out.getvalue(), effort=HALF)


def add_shelf_pictures(db: Session, files: dict[str, str]) -> None:
    """A picture for each shelf of the home page."""
    for slug, picture in (
        ("ikan-asap", "cakalang-fufu"),
        ("ikan-asin", "ikan-asin"),
        ("kerupuk", "amplang"),
        ("abon-sambal", "sambal-roa"),
        ("jahitan", "seragam-jahit"),
        ("anyaman", "tas-anyaman"),
        ("kebun", "sayur-organik"),
    ):
        rows = table(Category)
        db.execute(sa.update(rows).where(rows.c.slug == slug).values(picture=files[picture]))
