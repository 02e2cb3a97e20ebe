"""Photos straight from a phone: turned upright, stripped, three sizes, whatever the format."""

import io

import pytest
from PIL import Image

from market.catalog.picture import read_picture
from market.kernel import store
from market.kernel.refused import Refused
from market.web.sentences import refusal_sentence
from tests import world


def photo(format: str, size=(1200, 900), orientation: int = 1) -> bytes:
    """A picture whose upper left is red, with GPS in its EXIF."""
    image = Image.new("RGB", size, "#0b4f5c")
    image.paste("#ff0000", (0, 0, size[0] // 4, size[1] // 4))
    exif = image.getexif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[2] = (1.0, 26.0, 0.0)
    out = io.BytesIO()
    if format == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    image.save(out, format, exif=exif.tobytes())
    return out.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_format_becomes_three_plain_webps(format):
    picture = read_picture(photo(format))
    for width, data in picture.files.items():
        image = Image.open(io.BytesIO(data))
        assert image.format == "WEBP" and image.width <= width
        assert not image.getexif() and "exif" not in image.info, "no GPS leaves the phone"
    assert Image.open(io.BytesIO(picture.files[320])).width == 320
    light = Image.open(io.BytesIO(picture.light))
    assert light.format == "AVIF" and light.width == 320 and not light.getexif()


@pytest.mark.parametrize("orientation,corner", [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
def test_sideways_photos_are_turned_upright(orientation, corner):
    picture = read_picture(photo("JPEG", orientation=orientation))
    image = Image.open(io.BytesIO(picture.files[800])).convert("RGB")
    assert (image.width < image.height) == (orientation in (6, 8))
    red, _green, blue = image.getpixel(
        (5 if not corner[0] else image.width - 5, 5 if not corner[1] else image.height - 5)
    )
    assert red > 200 and blue < 90


def test_a_truncated_photo_is_refused_not_half_shown():
    with pytest.raises(Refused):
        read_picture(photo("JPEG")[:2000])


@pytest.mark.parametrize("size", [(1, 1), (15, 900)])
def test_a_dot_is_no_photo(size):
    with pytest.raises(Refused) as refused:
        read_picture(photo("PNG", size=size))
    assert refused.value.code == "photo_too_small" and "16 piksel" in refusal_sentence(refused.value)
    assert read_picture(photo("PNG", size=(16, 16))).width == 16


def test_other_formats_are_refused_even_where_pillow_knows_them():
    out = io.BytesIO()
    Image.new("RGB", (10, 10)).save(out, "GIF")
    with pytest.raises(Refused):
        read_picture(out.getvalue())


def test_who_accepts_avif_gets_it_and_others_do_not(shop):
    read_picture(photo("JPEG")).keep("foto")
    browser = world.client()
    for accept, kind in (("image/avif,image/webp,*/*", "image/avif"), ("image/webp,*/*", "image/webp")):
        answer = browser.get("/media/foto-320.webp", headers={"accept": accept})
        assert answer.headers["content-type"] == kind and answer.headers["vary"] == "Accept, Save-Data"
    store.drop("foto-320.avif")
    answer = browser.get("/media/foto-320.webp", headers={"accept": "image/avif"})
    assert answer.headers["content-type"] == "image/webp", "an older picture has none"


def test_who_asks_to_be_spared_data_gets_the_smallest(shop):
    picture = read_picture(photo("JPEG"))
    picture.keep("foto")
    store.put("kecil-1600.webp", picture.files[1600])
    browser = world.client()
    for asked in (320, 800, 1600):
        answer = browser.get(f"/media/foto-{asked}.webp", headers={"accept": "image/webp", "save-data": "on"})
        assert answer.content == picture.files[320] and "immutable" in answer.headers["cache-control"]
        assert browser.get(f"/media/foto-{asked}.webp", headers={"save-data": "off"}).content == picture.files[asked]
    answer = browser.get("/media/kecil-1600.webp", headers={"save-data": "on"})
    assert answer.content == picture.files[1600], "one that has no smaller comes as it is"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "RGB"])
def test_what_was_cut_out_lies_on_white(mode):
    """However a PNG says that nothing is there: by its own channel, in its palette, or by one colour."""
    image = Image.new("RGBA", (800, 600), (0, 0, 0, 0))
    image.paste((200, 30, 30, 255), (300, 200, 500, 400))
    out = io.BytesIO()
    if mode == "RGB":
        image.convert("RGB").save(out, "PNG", transparency=(0, 0, 0))
    else:
        (image.quantize(8) if mode == "P" else image.convert(mode)).save(out, "PNG")
    for data in read_picture(out.getvalue()).files.values():
        shown = Image.open(io.BytesIO(data)).convert("RGB")
        assert min(shown.getpixel((3, 3))) > 245, "white, as the paper it lies on"
        assert shown.getpixel((shown.width // 2, shown.height // 2))[1] < 120, "and what was not cut out is there"


def test_a_photo_of_fifty_megapixels_is_taken():
    out = io.BytesIO()
    Image.new("RGB", (8160, 6144), "#2a6b4f").save(out, "JPEG", quality=50)
    assert read_picture(out.getvalue()).width == 1600
