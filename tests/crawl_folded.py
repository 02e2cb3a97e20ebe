"""A page as lines that can be compared: one tag or one run of words each, space folded, tokens masked."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser

INLINE = {
    "a", "abbr", "b", "bdi", "button", "code", "data", "em", "i", "img", "input", "label", "mark", "output", "q", "s",
    "select",
    "small", "span", "strong", "sub", "sup", "svg", "textarea", "time", "u", "var", "wbr",
}  # fmt: skip

LISTS = {"class", "aria-describedby", "aria-labelledby", "rel"}  # words with space between them, however much
BOX_EDGE = {"<button": "start", "</button": "end"}  # a box of its own: space at its edge inside is not seen
EXACT = {"pre", "textarea"}  # their space is shown as it stands


MASKS = (
    (re.compile(r'(name="(?:token|press|key)" (?:type="hidden" )?value=")[^"]*'), r"\1·"),
    (re.compile(r'(value=")[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=")'), r"\1·"),  # a till's sale to come
    (re.compile(r"/static/[^/\"]+/"), "/static/·/"),
    (re.compile(r"/[^ :]*/world/(?=market.db|media|backups)"), "/·/"),
)


def shown(answer) -> list[str]:
    kind = answer.headers.get("content-type", "")
    if "html" in kind or ("xml" in kind and "sheet" not in kind and "svg" not in kind):
        return masked(list(dom(answer.text)))
    if "json" in kind:  # the columns of a table come in no order of their own
        return masked(json.dumps(answer.json(), indent=1, sort_keys=True, ensure_ascii=False).splitlines())
    if kind.startswith("text/"):
        return masked(answer.text.splitlines())
    if "sheet" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as sheet:
            names = sorted(set(sheet.namelist()) - {"docProps/core.xml"})
            return [line for name in names for line in (f"== {name}", *dom(sheet.read(name).decode()))]
    if "pdf" in kind:
        return [f"{len(answer.content) // 4096} × 4 KiB"]
    return [hashlib.sha256(answer.content).hexdigest()]


def masked(lines: list[str]) -> list[str]:
    for pattern, instead in MASKS:
        lines = [pattern.sub(instead, line) for line in lines]
    return lines


class Dom(HTMLParser):
    """One tag or one run of words a line; a space at its edge stays where it would be seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.before = "block"  # what stands before: a word, an inline tag, or the edge of a block
        self.space = False
        self.exact: list[str] = []  # the open tags whose space counts

    def tag(self, name: str, line: str) -> None:
        inline, edge = name in INLINE, BOX_EDGE.get(line[: len(name) + 2].rstrip(" >"), "")
        if self.space and inline and self.before != "block" and edge != "end":
            self.lines.append("␣")
        self.space = False
        self.lines.append(line)
        self.before = "inline" if inline and edge != "start" else "block"

    def handle_starttag(self, tag: str, attrs) -> None:
        given = sorted((name, folded(name, value or "")) for name, value in attrs)
        line = f"<{tag}" + "".join(f' {name}="{value}"' for name, value in given) + ">"
        if ("type", "hidden") in given:  # not drawn: what stands before and after it are neighbours
            self.lines.append(line)
            return
        self.tag(tag, line)
        if tag in EXACT:
            self.exact.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.exact[-1:] == [tag]:
            self.exact.pop()
        self.tag(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.exact:
            self.lines.append(repr(data))
            self.before, self.space = "word", False
            return
        words = " ".join(data.split())
        if not words:
            self.space = self.space or bool(data)
            return
        if (self.space or data[0].isspace()) and self.before != "block":
            self.lines.append("␣")
        self.lines.append(words)
        self.before, self.space = "word", data[-1].isspace()

    def handle_decl(self, decl: str) -> None:
        self.lines.append(f"<!{decl.lower()}>")


def folded(name: str, value: str) -> str:
    """The value of an attribute, its space folded where space only parts words."""
    if name in ("style", "accept"):
        return re.sub(r"(?<!\d)0\.", ".", re.sub(r"\s*([:;,])\s*", r"\1", value.strip())).rstrip(";")
    return " ".join(value.split()) if name in LISTS else value.replace("\n", "⏎")


def dom(text: str) -> Iterator[str]:
    reader = Dom()
    reader.feed(text)
    reader.close()
    return iter(reader.lines)
