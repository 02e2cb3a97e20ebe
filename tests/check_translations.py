"""Every sentence has its English: run as `python -m tests.check_translations [--write]`."""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "market/kernel/languages/en.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "NN": (1, 1),
    "mark_counted": (1, 1),
    "N": None,
    "mark": None,
}


def found() -> Catalog:
    catalog = Catalog()
    for folder, methods in (
        (ROOT / "market", [("**.py", "python")]),
        (ROOT / "templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
    ):
        options = {"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}}
        for name, line, message, comments, _context in extract_from_dir(folder, methods, options, keywords=KEYWORDS):
            catalog.add(message, locations=[(f"{folder.name}/{name}", line)], auto_comments=comments)
    return catalog


def main() -> int:
    known = read_po(FILE.open("rb"), locale="en") if FILE.exists() else Catalog(locale="en")
    wanted = found()
    if "--write" in sys.argv:
        known.update(wanted, no_fuzzy_matching=True)
        known.obsolete.clear()
        for each in known:
            if each.id and each.fuzzy:  # a sentence that got a plural: what it had is no English of that
                each.flags.discard("fuzzy")
                each.string = ("", "") if each.pluralizable else ""
        out = BytesIO()
        write_po(out, known, width=0, sort_output=True, no_location=True, omit_header=False)
        FILE.write_bytes(out.getvalue())
    missing = []
    for message in wanted:
        if not message.id:
            continue
        there = known.get(message.id)
        words = there.string if there else ""
        if not all(words) if isinstance(words, tuple) else not words:
            missing.append(message.id)
    for each in missing[:400]:
        print("no English:", each)
    print(f"{len(wanted)} sentences, {len(missing)} without English")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
