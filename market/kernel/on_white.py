"""Pictures as phones make them: what was cut out stands on white, as on paper, as on a page of the shop."""

from functools import cache
from typing import Any


@cache
def allow_heif() -> None:
    """Lets Pillow open what iPhones write; once is enough."""
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)


def on_white(image: Any) -> Any:
    """A picture of Pillow's as RGB; where nothing was there is white, which would be black otherwise."""
    from PIL import Image

    if not image.has_transparency_data:
        return image.convert("RGB")
    cut_out = image.convert("RGBA")
    ground = Image.new("RGB", cut_out.size, "white")
    ground.paste(cut_out, mask=cut_out.getchannel("A"))
    return ground
