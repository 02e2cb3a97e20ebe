"""Pictures straight from a phone: turned upright, stripped of EXIF and GPS, WebP at three sizes.

The smallest also as AVIF, half as large, for the browsers that take it: lists show it, 16 of them before scrolling.

Takes a quarter of a second of processor time for 12 megapixels: never call it inside a transaction.
"""

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from market.kernel import store
from market.kernel.on_white import allow_heif, on_white
from market.kernel.refused import Refused

SIZES = (320, 800, 1600)
LIGHTEST = 320
LARGER = re.compile(r"-(?:800|1600)\.webp$")
# A list shows 24 of the smallest: together with the page they stay under 200 KB.
QUALITY = {320: 50, 800: 70}
MOST_BYTES = 25_000_000
MOST_PIXELS = 64_000_000  # a phone's largest photo; unpacked it takes half the memory of a process apart
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


@dataclass(frozen=True)
class Effort:
    """How long an encoder looks: WebP's `method` for each size, 0 to 6, by default 2, and AVIF's `speed`, 10 to 0."""

    method: Mapping[int, int]
    speed: int


USUAL = Effort({320: 6, 800: 4}, speed=6)  # of the largest more looking spares one byte in a hundred
HALF = Effort({}, speed=9)  # half of the time; in a list 3,560 bytes instead of 3,130


@dataclass(frozen=True)
class Picture:
    """`files[size]` is a WebP no wider than `size`; `width` and `height` are those of the largest.

    `light` is the smallest of a list as AVIF, else empty.
    """

    width: int
    height: int
    files: dict[int, bytes]
    light: bytes

    def keep(self, name: str) -> None:
        """Puts it where pages find it under `name`."""
        for size, data in self.files.items():
            store.put(f"{name}-{size}.webp", data)
        if self.light:
            store.put(f"{name}-{LIGHTEST}.avif", self.light)


def spared_picture(name: str, accept: str) -> tuple[bytes, str] | None:
    """The same for who asks to be spared data: the smallest of the picture, whatever size the page asks for."""
    return kept_picture(LARGER.sub(f"-{LIGHTEST}.webp", name), accept) or kept_picture(name, accept)


def kept_picture(name: str, accept: str) -> tuple[bytes, str] | None:
    """(bytes, media type) of `…-320.webp`, as AVIF when `accept` allows it."""
    if "image/avif" in accept:
        light = store.fetch(name.removesuffix(".webp") + ".avif")
        if light is not None:
            return light, "image/avif"
    data = store.fetch(name)
    return (data, "image/webp") if data is not None else None


SHARED = (1200, 630)  # as large as programs show a shared link; a smaller one is shown as a stamp
LEAST_SIDE = 16  # pixels: in less nobody sees anything
MOST_SHARED = 290_000  # bytes: WhatsApp shows none that is larger than 300 KB
SAND = "#FBF6EC"


def shared_name(name: str) -> str:
    """The file of a public picture as JPEG, for shared links."""
    return f"{name}-{SHARED[0]}.jpg"


def shared_picture(data: bytes) -> bytes:
    """A picture of ours as JPEG, whole on sand: what shows a shared link knows neither WebP nor AVIF."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
        whole = ImageOps.pad(image.convert("RGB"), SHARED, color=SAND)
    for quality in (84, 70, 50, 30):
        out = io.BytesIO()
        whole.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= MOST_SHARED:
            break
    return out.getvalue()


TINY, MOST_TINY = (96, 72), 3_000  # pixels, bytes: beside a suggestion


def tiny_name(name: str) -> str:
    """The file of a public picture for suggestions."""
    return f"{name}-{TINY[0]}.webp"


def lightest_name(name: str) -> str:
    """The file of the smallest of a list, of which smaller ones are made."""
    return f"{name}-{LIGHTEST}.webp"


def largest_name(name: str) -> str:
    return f"{name}-{max(SIZES)}.webp"


def tiny_picture(data: bytes) -> bytes:
    """A picture of ours, cut to 96 × 72, of three kilobytes at most."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
        small = ImageOps.fit(image.convert("RGB"), TINY)
    for quality in (60, 40, 20, 5):
        out = io.BytesIO()
        small.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MOST_TINY:
            break
    return out.getvalue()


def read_picture(
    data: bytes,
    *,
    sizes: Sequence[int] = SIZES,
    field: str = "photos",
    unreadable: str = "photo_unreadable",
    effort: Effort = USUAL,
) -> Picture:
    """Decodes and re-encodes a picture; Refused for what is no picture, is a dot, or unpacks to too much."""
    from PIL import Image, ImageOps

    if len(data) > MOST_BYTES:
        raise Refused("photo_too_large", field=field)
    allow_heif()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Any = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise Refused("photo_too_large", field=field)
            if min(image.size) < LEAST_SIDE:
                raise Refused("photo_too_small", field=field, n=LEAST_SIDE)
            # Thumbnail before turning: decoding whole and then turning takes three times the memory.
            image.draft("RGB", _fit(image.size, max(sizes)))
            image = image.convert("RGBA") if image.has_transparency_data else image
            image.thumbnail((max(sizes) * 4 // 3,) * 2, reducing_gap=2.0)
            image = on_white(ImageOps.exif_transpose(image))
            image.info.clear()
            return _encoded(image, sizes, effort)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("photo_too_large", field=field) from None
    except Exception:  # a broken file fails in many ways inside the decoders
        raise Refused(unreadable, field=field) from None


def _encoded(image: Any, sizes: Sequence[int], effort: Effort) -> Picture:
    small = {size: _small(image, size) for size in sizes}
    files = {size: _webp(each, QUALITY.get(size, 76), effort.method.get(size, 2)) for size, each in small.items()}
    light = _avif(small[min(sizes)], effort.speed) if min(sizes) <= LIGHTEST else b""
    return Picture(*_fit(image.size, max(sizes)), files, light)


def _fit(size: tuple[int, int], width: int) -> tuple[int, int]:
    scale = min(1.0, width / size[0])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _small(image: Any, width: int) -> Any:
    return image.resize(_fit(image.size, width), reducing_gap=2.0) if image.width > width else image


def _avif(image: Any, speed: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "AVIF", quality=34, speed=speed)
    return out.getvalue()


def _webp(image: Any, quality: int, method: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=method)
    return out.getvalue()
