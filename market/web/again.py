"""A refused form as it comes back: found among the forms of its page, unfolded, filled as it was sent, and marked.

A page has many forms, some folded away, some alike, and fields of one name in several. Templates draw all of them as if
nothing had been sent, with what the records say. Which one was sent only the address and the hidden fields tell, so
that one alone is filled here, for all pages at once, on what was drawn: a refusal harms nothing beside it.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from market.web.drawn import Drawn, FormTag, Tag
from market.web.edits import Edits
from market.web.forms import SECRETS, Sent

CHOICES = ("radio", "checkbox")
MARKUP, ASIDE = re.compile(r"<[^>]*>"), re.compile(r"<i>.*?</i>", re.DOTALL)
KEPT = re.compile(r"<span data-kept>.*?</span>", re.DOTALL)


@dataclass(frozen=True)
class Said:
    """What is said on the page that comes back: `sentences` of what was refused by field, `lost` of fields for files
    that are to be chosen again, `icon` before each."""

    sentences: Mapping[str, str]
    lost: Mapping[str, str] = field(default_factory=dict)
    icon: str = ""


def as_sent(body: str, path: str, state: Sent, said: Said) -> str:
    """The page with the form that was sent to `path` unfolded, filled and marked."""
    page, edits = Drawn(body), Edits(body)
    meant = (each for each in page.forms if each.leads_to(path) and not each.of_another(state.values))
    form = max(meant, key=lambda each: each.alike(state.values), default=None)
    again = Again(page, edits, form or FormTag("form", {}, 0, 0), state, said)
    for control in again.form.controls:
        again.put(control)
    again.unfold()
    if not again.kept and (told := KEPT.search(body)):
        edits.put(told.start(), told.end(), "")
    _links(edits, page, said.sentences, again)
    return str(edits)


@dataclass
class Again:
    """The form that was sent. `places` gets by field the id that the notice links to, `names` what its label calls it,
    `typed` what differs from the page."""

    page: Drawn
    edits: Edits
    form: FormTag
    state: Sent
    said: Said
    places: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    met: Counter[str] = field(default_factory=Counter)
    opened: set[Tag] = field(default_factory=set)

    def put(self, control: Tag) -> None:
        """One control: what was typed or chosen in it, and what is said of it."""
        name, kind = control.attributes.get("name", ""), control.attributes.get("type", "")
        before = dict(control.attributes)
        if name not in SECRETS and (name in self.state.values or kind == "checkbox"):
            if self._fill(control, self.state.values.get(name, []), self.met[name]):
                self.typed.add(name)
                self.opened.update(control.folds)
            self.met[name] += 1
        refused = self._refused_as(name)
        if refused in self.said.sentences and control.name != "button" and kind != "hidden":
            self.opened.update(control.folds)
            if refused not in self.places:
                if not self.places:  # who is to mend it stands in it at once, wherever on the page it is
                    control.attributes["autofocus"] = ""
                self.names[refused] = self._name_of(control)
                self.places[refused] = self._mark(control, refused)
        if kind == "file" and name in self.said.lost and not self._staged:
            self._say(control.end, self.said.lost[name])
        if control.attributes != before:
            self.edits.attributes(control)

    def _refused_as(self, name: str) -> str:
        """What a refusal calls the control: by its name or, of several with one name, by that and its place, from 0."""
        nth = f"{name}-{self.met[name] - 1}"
        return nth if nth in self.said.sentences else name

    def unfold(self) -> None:
        """Unfolds what the form stands in, and each fold with a field that was refused or differs from the page's."""
        for fold in {*self.form.folds, *self.opened}:
            if "open" not in fold.attributes:
                self.edits.put(fold.start, fold.end, self.edits.body[fold.start : fold.end - 1] + " open>")

    @property
    def kept(self) -> bool:
        """Whether all other fields are filled again, if there are any. A secret never is."""
        secret = any(each.attributes.get("name") in SECRETS for each in self.form.controls)
        return not secret and bool(self.typed - self.said.sentences.keys())

    @property
    def _staged(self) -> bool:
        """Whether the form still carries the files that were sent with it."""
        return any(each.attributes.get("name") == "staged" for each in self.form.controls)

    def _fill(self, control: Tag, given: list[str], at: int) -> bool:
        """Puts in what was sent, the `at`-th of its name; returns whether that differs from what was there."""
        if control.attributes.get("type") in CHOICES:
            return self._tick(control, control.attributes.get("value", "on") in given)
        if at >= len(given):
            return False
        if control.name == "select":
            return self._choose(control, given[at])
        if control.name == "textarea":
            return self._write(control, given[at])
        if not control.typed:
            return False
        was, control.attributes["value"] = control.attributes.get("value", ""), given[at]
        return was != given[at]

    def _tick(self, control: Tag, on: bool) -> bool:
        was = "checked" in control.attributes
        control.attributes.pop("checked", None)
        if on:
            control.attributes["checked"] = ""
        return on != was

    def _choose(self, control: Tag, given: str) -> bool:
        before = control.chosen_of(self.form.options.get(control, []))
        for option in self.form.options.get(control, ()):
            was = option.attributes.pop("selected", None) is not None
            if option.attributes.get("value") == given:
                option.attributes["selected"] = ""
            if was != ("selected" in option.attributes):
                self.edits.attributes(option)
        return before != given

    def _write(self, control: Tag, given: str) -> bool:
        end = control.closed - len("</textarea>")
        if unescape(self.edits.body[control.end : end]) == given:
            return False
        self.edits.put(control.end, end, escape(given, quote=False))
        return True

    def _mark(self, control: Tag, name: str) -> str:
        """Where the notice links to: the control's id, or a new one where it has none or shares it."""
        own = control.attributes.get("id", "")
        if control.attributes.get("type") in CHOICES:
            return self._mark_choice(control, name)
        if not own or self.page.ids[own][0] is not control:
            own = control.attributes["id"] = self._renamed(own, name)
        control.attributes["aria-invalid"] = "true"
        hint = control.attributes.get("aria-describedby", "")
        control.attributes["aria-describedby"] = f"{own}-salah {hint}".strip()
        self._say(self._behind(control), self.said.sentences[name], own)
        return own

    def _behind(self, control: Tag) -> int:
        """Where a sentence about it stands: behind its end, or behind the − and + that it stands between."""
        if "data-least" in control.attributes:
            return self.edits.body.index("</span>", self.edits.body.index("</button>", control.end)) + len("</span>")
        return control.closed or control.end

    def _name_of(self, control: Tag) -> str:
        """What the label of a field calls it, or what it is called aloud where it has none; nothing of a choice, whose
        label says much."""
        if control.attributes.get("type") in CHOICES:
            return ""
        own = control.attributes.get("id") or "-"
        label = next((each for each in self.form.labels if each.attributes.get("for") == own), None)
        if label is None:
            return control.attributes.get("aria-label", "")
        told = self.edits.body[label.end : label.closed]
        return " ".join(unescape(MARKUP.sub("", ASIDE.sub("", told))).split())

    def _renamed(self, own: str, name: str) -> str:
        """An id that nothing else has, told to the labels that meant the old one."""
        fresh = self._fresh(own or name)
        for each in self.form.labels:
            if own and each.attributes.get("for") == own:
                each.attributes["for"] = fresh
                self.edits.attributes(each)
        return fresh

    def _mark_choice(self, control: Tag, name: str) -> str:
        """Marks a tick or a choice: at the frame around it, or at its label."""
        label = self.form.label_of(control)
        frame = next((e for e in self.page.ids.get(name, ()) if self.form.start < e.start <= control.start), label)
        if frame is None:
            return name
        key = frame.attributes.get("id", "")
        if not key or self.page.ids[key][0] is not frame:
            key = frame.attributes["id"] = self._fresh(key or name)
            self.edits.attributes(frame)
        around = label or control
        self._say(around.start if frame is not label else around.closed, self.said.sentences[name], key)
        return key

    def _fresh(self, key: str) -> str:
        taken = self.page.ids
        return key if key not in taken else next(each for n in range(2, 9999) if (each := f"{key}-{n}") not in taken)

    def _say(self, at: int, sentence: str, key: str = "") -> None:
        told = f' id="{escape(key)}-salah"' if key else ""
        text = f"{self.said.icon}<span>{escape(sentence, quote=False)}</span>"
        self.edits.put(at, at, f'<span class="refusal"{told}>{text}</span>')


def _links(edits: Edits, page: Drawn, sentences: Mapping[str, str], again: "Again") -> None:
    """Links of the notice name a field that is there and lead to it; a sentence whose field is not is no link."""
    places = again.places
    for link in page.links:
        name = link.attributes["href"][1:]
        if name not in sentences:
            continue
        if name in places or name in page.ids:
            link.attributes["href"] = "#" + places.get(name, name)
            edits.attributes(link)
            called = again.names.get(name)
            edits.put(link.end, link.end, f"{escape(called, quote=False)}: " if called else "")
        else:
            end = edits.body.index("</a>", link.end)
            edits.put(link.start, link.end, "<span>")
            edits.put(end, end + 4, "</span>")
