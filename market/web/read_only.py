"""A page for somebody who may look and do nothing: drawn as for everybody, with nothing left to press."""

from market.web.again import CHOICES, Edits
from market.web.drawn import Drawn, FormTag, Tag

OWN = ("/keluar", "/akun", "/bahasa")  # what anybody may do for herself


def without_forms(body: str) -> str:
    """The page with every form that would change something taken out, with what only folded it away; a form that says
    something, such as the plan of a bazaar, stays to be read."""
    page, edits = Drawn(body), Edits(body)
    for form in page.forms:
        own = form.attributes.get("action", "").startswith(OWN)
        if form.attributes.get("method", "").lower() != "post" or own:
            continue
        if any(_says(each, form, body) for each in form.controls):
            _only_read(form, edits)
        else:
            piece = _alone_in(form, page) or form
            edits.put(piece.start, piece.closed or body.index("</form>", form.until) + len("</form>"), "")
    return str(edits)


def _says(control: Tag, form: FormTag, body: str) -> bool:
    """Whether something stands in a field, or is chosen in it."""
    if control.name == "textarea":
        return bool(body[control.end : control.closed - len("</textarea>")].strip())
    if control.name == "select":
        return any("selected" in option.attributes for option in form.options.get(control, ()))
    if control.attributes.get("type") in CHOICES:
        return "checked" in control.attributes
    return control.typed and bool(control.attributes.get("value"))


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


def _alone_in(form: FormTag, page: Drawn) -> Tag | None:
    """The fold that this form stands in, when nothing else in it can be pressed."""
    fold = form.folds[-1] if form.folds else None
    if fold is None or not fold.closed or sum(fold in each.folds for each in page.forms) > 1:
        return None
    return fold
