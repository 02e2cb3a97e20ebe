"""A page for somebody who may look and do nothing: drawn as for everybody, with nothing left to press."""

from market.web.again import CHOICES
from market.web.drawn import Drawn, FormTag, Tag
from market.web.edits import Edits

OWN = ("/keluar", "/akun", "/bahasa")  # what anybody may do for herself


def without_acts(body: str) -> str:
    """The page with no form that would change something: what a form says stays to be read, a button alone goes."""
    page, edits = Drawn(body), Edits(body)
    for form in page.forms:
        own = form.attributes.get("action", "").startswith(OWN)
        if form.attributes.get("method", "").lower() != "post" or own:
            continue
        if any(_seen(each) for each in form.controls):
            _only_read(form, edits)
        else:
            edits.put(form.start, body.index("</form>", form.until) + len("</form>"), "")
    return str(edits)


def _seen(control: Tag) -> bool:
    return control.typed or control.name == "select" or control.attributes.get("type") in CHOICES


def _only_read(form: FormTag, edits: Edits) -> None:
    """Leaves the fields, which take nothing any more, and no button."""
    for name in ("action", "method", "data-confirm"):
        form.attributes.pop(name, None)
    edits.attributes(form)
    for each in form.controls:
        if each.name == "button":
            edits.put(each.start, edits.body.index("</button>", each.end) + len("</button>"), "")
        elif each.attributes.get("type") != "hidden":
            each.attributes["disabled"] = ""
            edits.attributes(each)
