"""The demo's pictures: drawn by hand, and copies of them for what is sold."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.category import Category
from market.catalog.picture import SIZES, Picture, read_picture
from market.demo.story import GROUPS
from market.kernel.record import table

PICTURES = Path(__file__).with_name("pictures")


def draw() -> dict[str, str]:
    """The pictures at three sizes. `-b`, `-c` … are other views of one drawing: closer, from the side."""
    wanted = sorted({good.picture for story in GROUPS for good in story.goods} | {story.picture for story in GROUPS})
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(wanted, pool.map(draw_each, wanted), strict=True))


def draw_each(name: str) -> str:
    stem, view = (name[:-2], name[-1]) if name[-2:-1] == "-" else (name, "a")
    file = f"demo_{name.replace('-', '_')}"
    _view(stem, view).keep(file)
    return file


def _view(stem: str, view: str) -> Picture:
    import io

    from PIL import Image, ImageOps

    source = PICTURES / f"{stem}.webp"
    if view == "a":
        return read_picture(source.read_bytes())
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
    ImageOps.fit(image, (1200, 900)).save(out, "PNG", compress_level=1)
    return read_picture(out.getvalue(), sizes=SIZES)


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
