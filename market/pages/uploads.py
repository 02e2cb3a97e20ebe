"""Files that come with a form: pictures are decoded and stripped, sheets parsed, before anything is written."""

from fastapi import Request
from starlette.datastructures import UploadFile

from market.catalog.picture import read_picture
from market.catalog.product import photo_name
from market.kernel.refused import Refused
from market.kernel.typed import letters, read_json
from market.people.importing import read_sheet
from market.web.slow import slow


async def upload(request: Request, field: str) -> UploadFile | None:
    """The file of a field; None when none was chosen."""
    found = (await request.form()).get(field)
    return found if isinstance(found, UploadFile) and found.filename else None


async def kept_picture(request: Request, field: str = "photo") -> str:
    """The picture of a field, kept in the store; its name. Refused without one."""
    found = await upload(request, field)
    if found is None:
        raise Refused("photo_gone", field=field)
    raw = await found.read()
    picture = await slow(lambda: read_picture(raw, field=field))
    name = photo_name().replace("-", "_")
    await slow(lambda: picture.keep(name))
    return name


async def sheet_cells(request: Request, values: dict[str, list[str]]) -> list[list[str]]:
    """The rows of the uploaded file, or those that the preview carries in `data`."""
    found = await upload(request, "file")
    if found:
        data = await found.read()
        return await slow(lambda: read_sheet(data))
    try:
        return [[letters(str(cell)) for cell in row] for row in read_json(values.get("data", [""])[0])]
    except (Refused, TypeError):
        raise Refused("sheet_empty", field="file") from None
