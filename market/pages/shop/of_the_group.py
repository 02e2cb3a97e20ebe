"""Whether a link for a buyer is opened by the group that wrote it: who knows the link need not be who buys."""

from fastapi import Request
from sqlalchemy.orm import Session

from market.kernel.refused import NotFound
from market.orders.written.confirming import belongs_to_group
from market.pages.visitor import visit
from market.people.access import Do
from market.people.group import Group
from market.people.roles.standing import standing_of
from market.web.cookies import KNOWN, cookie


def of_the_group(db: Session, request: Request, group: Group) -> bool:
    """Whether the visitor works for the group, or somebody who does signed in from this browser. An officer may well be
    the office that buys."""
    if belongs_to_group(db, cookie(request, KNOWN), group.key):
        return True
    try:
        return standing_of(db, visit(request), group.slug)[1].may(Do.PACK)
    except NotFound:  # the phone of another group
        return False
