"""Style sheets, scripts and icons: read once at start, bundled, named by their content, to be cached for ever.

`static/css/<sheet>/*.css` becomes one file, in the order of their names; so does `static/js/dermaga`, the script of
every page, without comments and what its files import of each other.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

ROOT = Path(__file__).resolve().parents[2] / "static"
SCRIPT = "dermaga"
SHEETS = ("shop", "pages", "work", "till", "floor_plan", "paper")
NOT_SENT = re.compile(r"^(?:import [^;\n]*;\n+|export |[ \t]*//[^\n]*\n)", re.MULTILINE)
LAYERS = "@layer reset,tokens,base,layout,parts,pages,large;"


@dataclass(frozen=True)
class Asset:
    body: bytes
    packed: bytes
    type: str
    tag: str


def lighter(css: str) -> str:
    """CSS without comments and needless space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).strip()


def asset(name: str, body: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.endswith("+xml"):
        kind += "; charset=utf-8"
    return Asset(body, gzip.compress(body, 9, mtime=0), kind, hashlib.sha256(body).hexdigest()[:10])


@lru_cache
def assets() -> dict[str, Asset]:
    """Every static file by its plain name."""
    found: dict[str, Asset] = {}
    for sheet in SHEETS:
        files = sorted((ROOT / "css" / sheet).glob("*.css"))
        text = "".join(lighter(path.read_text("utf-8")) for path in files)
        found[f"{sheet}.css"] = asset(f"{sheet}.css", (LAYERS + text).encode())
    for folder in ("js", "img"):
        for path in sorted((ROOT / folder).glob("*.*")):
            found[path.name] = asset(path.name, path.read_bytes())
    script = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "js" / SCRIPT).glob("*.js")))
    found[f"{SCRIPT}.js"] = asset(f"{SCRIPT}.js", NOT_SENT.sub("", script).encode())
    return found


@lru_cache
def address(name: str) -> str:
    """`shop.css` as `/static/3f2a…/shop.css`."""
    return f"/static/{assets()[name].tag}/{name}"


def serve(request: Request, tag: str, name: str) -> Response:
    """One file: immutable when asked for under its present hash."""
    found = assets().get(name)
    if found is None:
        return Response(status_code=404)
    lasting = "public, max-age=31536000, immutable" if tag == found.tag else "no-cache"
    headers = {"Cache-Control": lasting, "Vary": "Accept-Encoding"}
    text = found.type.startswith("text/") or "javascript" in found.type or "svg" in found.type
    if text and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.body, media_type=found.type, headers=headers)
