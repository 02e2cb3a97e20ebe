"""A page as it was drawn: its forms, folds, ids and links, each with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "tel", "email", "url", "number", "date", "time", "datetime-local", "month", "week"}
OF_WHAT = {"claim", "lot", "member", "parcel", "refund", "sku"}  # hidden fields that say what a form is about
Attributes = dict[str, str]


@dataclass(eq=False)
class Tag:
    """One start tag: where it stands in the page, and its last sign."""

    name: str
    attributes: Attributes
    start: int
    end: int
    folds: tuple["Tag", ...] = ()
    closed: int = 0  # behind the end tag of a label, textarea or select

    @property
    def typed(self) -> bool:
        kind = self.attributes.get("type", "text")
        return self.name == "textarea" or (self.name == "input" and kind in TYPED)

    def chosen_of(self, options: list["Tag"]) -> str:
        """The value of a select as it is drawn: the option that is selected, or the first."""
        picked = [each for each in options if "selected" in each.attributes] or options[:1]
        return picked[0].attributes.get("value", "") if picked else ""


@dataclass(eq=False)
class FormTag(Tag):
    controls: list[Tag] = field(default_factory=list)
    options: dict[Tag, list[Tag]] = field(default_factory=dict)
    labels: list[Tag] = field(default_factory=list)
    until: int = 0

    def leads_to(self, path: str) -> bool:
        """Whether it is sent to `path`, or by one of its buttons."""
        told = [self.attributes.get("action", ""), *(each.attributes.get("formaction", "") for each in self.controls)]
        return self.attributes.get("method", "").lower() == "post" and path in {
            each.split("#")[0].split("?")[0] for each in told
        }

    def of_another(self, values: Mapping[str, list[str]]) -> bool:
        """Whether it says by a hidden field that it is of another parcel, refund or person than what was sent."""
        hidden = (each.attributes for each in self.controls if each.attributes.get("type") == "hidden")
        named = ((own.get("name", ""), own.get("value", "")) for own in hidden)
        return any(name in OF_WHAT and name in values and value not in values[name] for name, value in named)

    def label_of(self, control: Tag) -> Tag | None:
        """The label that a tick or choice stands in."""
        around = [each for each in self.labels if each.start < control.start < each.closed]
        return around[-1] if around else None

    def alike(self, values: Mapping[str, list[str]]) -> int:
        """How well it matches what was sent: fields of these names, values that came back, less hidden ones unlike."""
        score = len({each.attributes.get("name") for each in self.controls} & values.keys())
        for each in self.controls:
            name, value = each.attributes.get("name", ""), each.attributes.get("value", "")
            if each.typed and value and value in values.get(name, []):
                score += 1  # what was typed is what the page shows here
            if each.attributes.get("type") == "hidden" and name not in ("press", "token", "version", "mark"):
                score += 1 if value in values.get(name, []) else -1
        return score


class Drawn(HTMLParser):
    """The forms, folds and ids of a page, each with its place."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.body, self.lines = body, [0]
        for line in body.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.folds: list[Tag] = []
        self.forms: list[FormTag] = []
        self.open_form: FormTag | None = None
        self.texts: list[Tag] = []  # labels, texts and choices that have not ended
        self.ids: dict[str, list[Tag]] = {}
        self.links: list[Tag] = []
        self.feed(body)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._at()
        end, attributes = start + len(self.get_starttag_text() or ""), {name: value or "" for name, value in attrs}
        made = Tag(tag, attributes, start, end, tuple(self.folds))
        if tag == "details":
            self.folds.append(made)
        elif tag == "form":
            made = self.open_form = FormTag(tag, attributes, start, end, tuple(self.folds))
            self.forms.append(self.open_form)
        elif tag == "a" and attributes.get("href", "").startswith("#"):
            self.links.append(made)
        elif self.open_form:
            self._within(self.open_form, made)
        if "id" in attributes:
            self.ids.setdefault(attributes["id"], []).append(made)

    def _within(self, form: FormTag, made: Tag) -> None:
        if made.name in ("input", "select", "textarea", "button"):
            form.controls.append(made)
            if made.name in ("select", "textarea"):
                self.texts.append(made)
        elif made.name == "option" and self.texts and self.texts[-1].name == "select":
            form.options.setdefault(self.texts[-1], []).append(made)
        elif made.name == "label":
            form.labels.append(made)
            self.texts.append(made)

    def handle_endtag(self, tag: str) -> None:
        start = self._at()
        if tag == "details" and self.folds:
            self.folds.pop().closed = start + len("</details>")
        elif tag == "form" and self.open_form:
            self.open_form.until = start
            self.open_form = None
        elif self.texts and tag == self.texts[-1].name:
            self.texts.pop().closed = start + len(tag) + 3
