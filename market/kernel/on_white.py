"""Pictures that were cut out, on white: as on paper, as on a page of the shop."""

from typing import Any


def on_white(image: Any) -> Any:
    """A picture of Pillow's as RGB; where nothing was there is white, which would be black otherwise."""
    from PIL import Image

    if not image.has_transparency_data:
        return image.convert("RGB")
    cut_out = image.convert("RGBA")
    ground = Image.new("RGB", cut_out.size, "white")
    ground.paste(cut_out, mask=cut_out.getchannel("A"))
    return ground
