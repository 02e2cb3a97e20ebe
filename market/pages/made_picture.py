"""A public picture in one more size: made when somebody first asks for it, then kept beside the others."""

from collections.abc import Callable
from functools import partial

from fastapi import Request

from market.kernel import store
from market.kernel.refused import NotFound
from market.pages.networks import network_of_request
from market.web.apart import apart
from market.web.slow import pages, slow

YEAR = 31_536_000
FOR_GOOD = {"Cache-Control": f"public, max-age={YEAR}, immutable"}  # a picture never changes under its name


async def made_picture(request: Request, name: str, *, of: str, make: Callable[[bytes], bytes]) -> bytes:
    """The file of this name; what is not there yet is made by `make`, in a process apart, of the file `of`.

    NotFound where that one is not there either.
    """
    kept = await pages(lambda: store.fetch(name))
    if kept is not None:
        return kept
    whole = await pages(lambda: store.fetch(of))
    if whole is None:
        raise NotFound(name)
    made = await apart(partial(make, whole), who=network_of_request(request))
    await slow(lambda: store.put(name, made))
    return made
