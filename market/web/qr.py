"""QR codes: drawn as SVG and PNG, and read from a picture."""

import io
from functools import lru_cache

from markupsafe import Markup

from market.kernel.on_white import allow_heif, on_white
from market.kernel.refused import Refused

QUIET = 4  # modules of white around, without which phones do not find it
MOST_PIXELS = 64_000_000
MOST_BYTES = 25_000_000
MOST_SIDE = 1_600  # a code that fills an eighth of a photo still has eight pixels a module


@lru_cache(maxsize=1024)  # 3 ms and 2.5 KB each
def qr_svg(text: str) -> Markup:
    """Inline SVG without a size of its own, black on white in any theme."""
    import segno

    return Markup(segno.make(text, error="m", micro=False).svg_inline(border=QUIET, light="#fff", omitsize=True))


@lru_cache(maxsize=128)
def qr_png(text: str) -> bytes:
    """A picture to keep: a phone cannot scan its own screen, but a bank's app on it opens a picture."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=10, border=QUIET, light="white")
    return out.getvalue()


def read_code(raw: bytes) -> str:
    """The text of the QR code in a picture. Refused when there is no picture, no code, or more than one."""
    import zxingcpp
    from PIL import Image, ImageOps

    if len(raw) > MOST_BYTES:
        raise Refused("photo_too_large", field="photo")
    allow_heif()
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP", "HEIF")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("photo_too_large", field="photo")
            image.draft("L", (MOST_SIDE, MOST_SIDE))
            upright = ImageOps.exif_transpose(on_white(image)).convert("L")
            upright.thumbnail((MOST_SIDE, MOST_SIDE), reducing_gap=2.0)  # a reader looks at every pixel of noise
    except Refused:
        raise
    except Exception:  # a broken picture fails in many ways inside the library
        raise Refused("photo_unreadable", field="photo") from None
    found = {code.text for code in zxingcpp.read_barcodes(upright) if code.format == zxingcpp.BarcodeFormat.QRCode}
    if len(found) != 1:
        raise Refused("qr_not_found", field="photo")
    return found.pop()
