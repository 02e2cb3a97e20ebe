"""One message to all groups of a bazaar, to a block, to a kind, to who has not answered: seen first, then sent once."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.booking.announcement import MOST_LETTERS, Addressed, ToWhom, addressed, announce
from market.bazaars.booking.reach import reach
from market.bazaars.booth import zone_names
from market.catalog.category import categories
from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.refused import Refused
from market.pages.office.bazaars.own import context, own_bazaar
from market.web.forms import Form, posted, sent
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/kabar/pesan")
PAGE = "/dinas/bazar/{slug}/kabar/pesan?isi={text}&kepada={to}"
Body = Annotated[str, Field(min_length=5, max_length=MOST_LETTERS)]


class AnnounceForm(Form):
    """`to` is an audience, or one with its block or kind: `everyone`, `block:A`, `category:kerupuk`."""

    text: Body
    to: Annotated[str, Field(max_length=80)] = ToWhom.EVERYONE

    @property
    def addressed(self) -> Addressed:
        """Refused for what is no audience: a message to all is not called back."""
        found = read_audience(self.to)
        if self.to.partition(":")[0] != found.audience:
            raise Refused("choice_unknown", field="to")
        return found


def read_audience(typed: str) -> Addressed:
    """`block:A` → the block A; everybody for what is no audience."""
    head, _colon, which = typed.partition(":")
    return Addressed(ToWhom(head), which) if head in list(ToWhom) else Addressed(ToWhom.EVERYONE)


@router.get("")
@heavy
def announcing(request: Request, slug: str, isi: str = "", kepada: str = "") -> Response:
    """The form; with a text what it will be, whom it reaches, and by which ways."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        text = " ".join(isi.split())[:MOST_LETTERS]
        found = addressed(db, bazaar, read_audience(kepada)) if len(text) >= 5 else []
        return page(
            request, "office/announcing.html",
            **context(db, bazaar, actor, "kabar", text=text, chosen=kepada or ToWhom.EVERYONE.value,
                      audiences=_audiences(db, bazaar.key), seen=len(text) >= 5 and not sent(request).again,
                      reached=reach(db, [group for _application, group in found])),
        )  # fmt: skip


def _audiences(db: Session, bazaar_id: int) -> list[tuple[str, str]]:
    """What the form offers: its value and its words."""
    found = [
        (ToWhom.EVERYONE.value, _("Semua kelompok")),
        (ToWhom.UNANSWERED.value, _("Yang belum menjawab tawaran")),
    ]
    found += [(f"{ToWhom.BLOCK}:{zone}", _("Blok %(zone)s") % {"zone": zone}) for zone in zone_names(db, bazaar_id)]
    kinds = categories(db)
    return found + [(f"{ToWhom.CATEGORY}:{each.slug}", _("Jenis: %(kind)s") % {"kind": each.label}) for each in kinds]


@router.post("")
@shows(PAGE)
def send_it(request: Request, slug: str, form: Annotated[AnnounceForm, Depends(posted(AnnounceForm))]) -> Response:
    """Written down for each group that it reaches at this moment, whoever withdrew since the page was opened."""

    def work(db: Session) -> dict[str, Any]:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        said = announce(db, bazaar, " ".join(form.text.split()), form.addressed, by=actor)
        return {"key": said.key, "n": said.groups}

    done = write(work)
    return redirect(f"/dinas/bazar/{slug}/kabar?kabar=message/{done['key']}", words="announced", n=done["n"])
