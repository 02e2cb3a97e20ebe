"""From which network and which address somebody comes."""

from fastapi import Request
from sqlalchemy.orm import Session

from market.kernel.cause import origin
from market.kernel.network import network_of, without_port
from market.kernel.settings import settings
from market.pages.visitor import visit
from market.people.person import Person

MARK = 22  # letters of a network's digest: 132 bits


def network_of_request(request: Request) -> str:
    """What limits count by and events name: a keyed digest of the visitor's IPv4 address, or of the /64 of an IPv6 one.

    No address is kept anywhere.
    """
    return origin(f"network/{network_of(client_address(request))}")[:MARK]


def client_address(request: Request) -> str:
    """The visitor's network address; behind trusted proxies the last one in the header that is not a proxy's.

    All lines of the header form one list: a proxy may add a line after one that the visitor wrote.
    """
    direct = request.client.host if request.client else ""
    proxies = settings().proxies
    if direct not in proxies:
        return direct
    listed = ",".join(request.headers.getlist("x-forwarded-for"))
    seen = [bare for each in listed.split(",") if (bare := without_port(each.strip()[:64]))]
    return next((each for each in reversed(seen) if each not in proxies), seen[0] if seen else direct)


def origin_of(db: Session, request: Request) -> str:
    """A digest of who asks for stock: an account with a proved number stands for itself, all else for their network."""
    return account_of(db, request) or origin(f"network/{network_of(client_address(request))}")


def account_of(db: Session, request: Request) -> str | None:
    """A digest of the account that is signed in, if its number was proved; None of anybody else."""
    actor = visit(request)
    if actor.person_id is None or actor.device_id is not None:
        return None
    person = db.get(Person, actor.person_id)
    return origin(f"person/{person.key}") if person and person.phone_proved_at else None
