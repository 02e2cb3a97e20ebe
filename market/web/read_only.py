"""A page for somebody who may look and do nothing: drawn as for everybody, its forms taken out."""

from market.web.again import Edits
from market.web.drawn import Drawn, FormTag, Tag

OWN = ("/keluar", "/akun", "/bahasa")  # what anybody may do for herself


def without_forms(body: str) -> str:
    """The page without the forms that would change something, and without what only folded them away."""
    page, edits = Drawn(body), Edits(body)
    for form in page.forms:
        own = form.attributes.get("action", "").startswith(OWN)
        if form.attributes.get("method", "").lower() == "post" and not own:
            piece = _alone_in(form, page) or form
            edits.put(piece.start, piece.closed or body.index("</form>", form.until) + len("</form>"), "")
    return str(edits)


def _alone_in(form: FormTag, page: Drawn) -> Tag | None:
    """The fold that this form stands in, when nothing else in it can be pressed."""
    fold = form.folds[-1] if form.folds else None
    if fold is None or not fold.closed or sum(fold in each.folds for each in page.forms) > 1:
        return None
    return fold
