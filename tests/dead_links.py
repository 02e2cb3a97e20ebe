"""Every link and form on every page of a bazaar that a test opens leads to a door, in whatever state the bazaar is:
walks follow those of the states that the demo has."""

import re
from functools import lru_cache

from httpx2 import Response

from market.app import create_app

LEADS = re.compile(r'\s(href|action|formaction)="(/[^"?#]*)')


@lru_cache(maxsize=1)
def doors() -> re.Pattern[str]:
    """All doors of the shop, by whatever method."""
    patterns = (route.path_regex.pattern for route in create_app().routes)
    return re.compile("|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern in patterns))


@lru_cache(maxsize=20_000)
def leads_nowhere(path: str) -> bool:
    return not doors().match(path)


def found_nowhere(response: Response) -> None:
    """Of an answer that is a page of a bazaar: fails where it leads to no door."""
    of_bazaar = "/bazar" in response.request.url.path
    if of_bazaar and response.headers.get("content-type", "").startswith("text/html"):
        response.read()
        dead = sorted({path for _kind, path in LEADS.findall(response.text) if leads_nowhere(path)})
        assert not dead, f"{response.request.url.path} leads to no door: {dead}"
