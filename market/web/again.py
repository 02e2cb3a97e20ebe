"""A refused form as it comes back: found among the forms of its page, unfolded, marked and filled as it was sent.

A page has many forms, some folded away, some alike, and fields of one name in several. Which of them was sent only the
address and the hidden fields tell, so it is worked out here for all pages at once, on what was drawn.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import NamedTuple

from market.web.drawn import Drawn, FormTag, Tag
from market.web.forms import NOT_TYPED, Sent


class Piece(NamedTuple):
    """A text that stands instead of what is from `start` until before `end`. Sorted by place."""

    start: int
    end: int
    text: str


@dataclass
class Edits:
    """Pieces of a page to be replaced, each by its place; they do not overlap."""

    body: str
    pieces: list[Piece] = field(default_factory=list)

    def put(self, start: int, end: int, text: str) -> None:
        if not any(start < other.end and other.start < end for other in self.pieces):
            self.pieces.append(Piece(start=start, end=end, text=text))

    def attributes(self, tag: Tag) -> None:
        """The tag drawn anew, with the attributes that it has now."""
        told = "".join(
            f" {name}" + (f'="{escape(value)}"' if value or name in ("value", "alt") else "")
            for name, value in tag.attributes.items()
        )
        self.put(tag.start, tag.end, f"<{tag.name}{told}>")

    def __str__(self) -> str:
        made, at = [], 0
        for piece in sorted(self.pieces):
            made += [self.body[at : piece.start], piece.text]
            at = piece.end
        return "".join([*made, self.body[at:]])


def as_sent(body: str, path: str, state: Sent, sentences: Mapping[str, str], lost: Mapping[str, str]) -> str:
    """The page with the form that was sent to `path` unfolded, filled and marked.

    `sentences` say by field what was refused; `lost` says beside fields for files that they are to be chosen again.
    """
    page, edits = Drawn(body), Edits(body)
    form = max((each for each in page.forms if each.leads_to(path)), key=lambda e: e.alike(state.values), default=None)
    places: dict[str, str] = {}
    if form is not None:
        _unfold(edits, form, sentences)
        again = Again(page, edits, form, state, sentences, lost, places)
        for control in form.controls:
            again.put(control)
    _links(edits, page, form, sentences, places)
    return str(edits)


def _unfold(edits: Edits, form: FormTag, sentences: Mapping[str, str]) -> None:
    inside = (fold for each in form.controls if each.attributes.get("name") in sentences for fold in each.folds)
    for fold in {*form.folds, *inside}:
        if "open" not in fold.attributes:
            edits.put(fold.start, fold.end, edits.body[fold.start : fold.end - 1] + " open>")


@dataclass
class Again:
    """The form that was sent; `places` gets by field the id that the notice leads to."""

    page: Drawn
    edits: Edits
    form: FormTag
    state: Sent
    sentences: Mapping[str, str]
    lost: Mapping[str, str]
    places: dict[str, str]
    met: Counter[str] = field(default_factory=Counter)

    def put(self, control: Tag) -> None:
        """One control: what was typed or chosen in it, and what is said of it."""
        name, kind = control.attributes.get("name", ""), control.attributes.get("type", "")
        before = dict(control.attributes)
        if name not in NOT_TYPED and (name in self.state.values or kind == "checkbox"):
            self._fill(control, self.state.values.get(name, []), self.met[name])
            self.met[name] += 1
        if name in self.sentences and name not in self.places and control.name != "button" and kind != "hidden":
            self.places[name] = self._mark(control, name)
        if (
            kind == "file"
            and name in self.lost
            and all(e.attributes.get("name") != "staged" for e in self.form.controls)
        ):
            self._say(control.end, self.lost[name])
        if control.attributes != before:
            self.edits.attributes(control)

    def _fill(self, control: Tag, given: list[str], at: int) -> None:
        own = control.attributes
        if control.typed and at < len(given):
            if control.name == "textarea":
                end = control.closed - len("</textarea>")
                if unescape(self.edits.body[control.end : end]) != given[at]:
                    self.edits.put(control.end, end, escape(given[at], quote=False))
            else:
                own["value"] = given[at]
        elif own.get("type") in ("radio", "checkbox"):
            own.pop("checked", None)
            if own.get("value", "on") in given:
                own["checked"] = ""
        for option in self.form.options.get(control, ()) if at < len(given) else ():
            was = option.attributes.pop("selected", None) is not None
            if option.attributes.get("value") == given[at]:
                option.attributes["selected"] = ""
            if was != ("selected" in option.attributes):
                self.edits.attributes(option)

    def _mark(self, control: Tag, name: str) -> str:
        """Where the notice leads: the control's id, one of its own where it has none or another has the same."""
        own, label = control.attributes.get("id", ""), self.form.label_of(control)
        if control.attributes.get("type") in ("radio", "checkbox"):
            return self._mark_choice(control, name, label)
        key = own or name
        if not own or self.page.ids[own][0] is not control:
            fresh = self._fresh(key)
            for each in self.form.labels:
                if own and each.attributes.get("for") == own:
                    each.attributes["for"] = fresh
                    self.edits.attributes(each)
            own = control.attributes["id"] = fresh
        control.attributes["aria-invalid"] = "true"
        if not self._said(key):
            control.attributes["aria-describedby"] = f"{own}-salah"
            self._say(control.closed or control.end, self.sentences[name], own)
        return own

    def _mark_choice(self, control: Tag, name: str, label: Tag | None) -> str:
        """Of a tick or a choice: the frame around it, or its label."""
        frame = (
            next((e for e in self.page.ids.get(name, ()) if self.form.start < e.start <= control.start), None) or label
        )
        if frame is None:
            return name
        key = frame.attributes.get("id", "")
        if not key or self.page.ids[key][0] is not frame:
            frame.attributes["id"] = self._fresh(key or name)
            self.edits.attributes(frame)
        if not self._said(key or name) and not self._said(name):
            self._say(label.closed if label else control.end, self.sentences[name], frame.attributes["id"])
        return frame.attributes["id"]

    def _fresh(self, key: str) -> str:
        return next(each for n in range(2, 9999) if (each := f"{key}-{n}") not in self.page.ids)

    def _said(self, key: str) -> bool:
        return any(self.form.start < each.start < self.form.until for each in _refusals(self.page, key))

    def _say(self, at: int, sentence: str, key: str = "") -> None:
        told = f' id="{escape(key)}-salah"' if key else ""
        self.edits.put(at, at, f'<span class="refusal"{told}>{escape(sentence, quote=False)}</span>')


def _refusals(page: Drawn, key: str) -> list[Tag]:
    return page.ids.get(f"{key}-salah", [])


def _links(
    edits: Edits, page: Drawn, form: FormTag | None, sentences: Mapping[str, str], places: Mapping[str, str]
) -> None:
    """Links of the notice lead to a field that is there; a sentence whose field is not is no link. What other forms say
    of a field of the same name is taken away: they were not sent."""
    for link in page.links:
        name = link.attributes["href"][1:]
        if name not in sentences:
            continue
        if name in places or name in page.ids:
            link.attributes["href"] = "#" + places.get(name, name)
            edits.attributes(link)
        else:
            end = edits.body.index("</a>", link.end)
            edits.put(link.start, link.end, "<span>")
            edits.put(end, end + 4, "</span>")
    for other in page.forms:
        if form is not None and other is not form:
            _unmark(edits, page, other, places)


def _unmark(edits: Edits, page: Drawn, other: FormTag, places: Mapping[str, str]) -> None:
    for control in other.controls:
        name = control.attributes.get("name", "")
        if name in places and control.attributes.pop("aria-invalid", ""):
            edits.attributes(control)
            for said in _refusals(page, control.attributes.get("id") or name):
                if other.start < said.start < other.until:
                    end = edits.body.find(f"</{said.name}>", said.end)
                    edits.put(said.start, end + len(said.name) + 3, "")
