"""Posts from another site are refused: a foreign `Origin` always, else by `Sec-Fetch-Site` or against our own host.

Both missing is refused as well: scripts send `Origin` (docs/contract.md). Only webhooks are exempt; they
carry signatures.
"""

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from market.kernel.language import gettext as _
from market.kernel.settings import settings

SAFE = {"GET", "HEAD", "OPTIONS"}


class OwnOrigin:
    """Lets through safe methods and posts from our own pages."""

    def __init__(self, app: ASGIApp, exempt: str = "/webhook/") -> None:
        self.app = app
        self.exempt = exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE or self.from_here(scope):
            await self.app(scope, receive, send)
            return
        sentence = _("Formulir ini dikirim dari situs lain. Buka halamannya di sini, lalu kirim lagi.")
        await PlainTextResponse(sentence, status_code=403)(scope, receive, send)

    def from_here(self, scope: Scope) -> bool:
        if scope["path"].startswith(self.exempt):
            return True
        headers = dict(scope["headers"])
        site = headers.get(b"sec-fetch-site")
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin in ("", "null"):  # a page with `no-referrer` sends none
            return site == b"same-origin" or (site == b"none" and not origin)
        if site is not None and site not in (b"same-origin", b"none"):
            return False
        own = {headers.get(b"host", b"").decode("latin-1"), urlsplit(settings().base_url).netloc}
        try:
            return urlsplit(origin).netloc in own
        except ValueError:  # no address at all
            return False
