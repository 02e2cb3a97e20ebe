"""Templates that can be read: what the formatter keeps, and what it cannot."""

import re

import pytest
from jinja2 import DictLoader, meta, nodes

from market.web.compiled import TEMPLATES
from market.web.environment import environment


def test_a_part_uses_what_it_is_given_and_nothing_around_it():
    """Macros are imported without the page's context: a name that no argument has would fail on the page alone."""
    env, loose = environment(), {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        tree = env.parse(path.read_text("utf-8"))
        if any(tree.find_all(nodes.Macro)) and not any(tree.find_all(nodes.Extends)):
            own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
            loose[path.name] = meta.find_undeclared_variables(tree) - env.globals.keys() - own
    assert len(loose) > 15 and not any(loose.values()), loose


FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
BUTTON = re.compile(r"<button\b(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*>|\{\{ fields\.main_act\(.*?\) \}\}", re.DOTALL)


def test_what_enter_presses_in_a_form_is_its_main_act():
    """A browser takes the first button there is, also one that takes goods out."""
    wrong = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        for form in FORM.findall(path.read_text("utf-8")):
            first, *others = [each for each in BUTTON.findall(form) if 'type="button"' not in each] or [""]
            beside = "formaction" in first or " bad" in first or 'name="remove"' in first
            if others and (beside or any('class="button main' in each for each in others)) and "main_act" not in first:
                wrong.append(f"{path.relative_to(TEMPLATES)}: {first}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ('<p>\n    {{ _("Kelompok") }}\n  </p>', "<p> Kelompok </p>"),
        ('{{\n  _(\n    "Lihat "\n    "di sini:"\n  )\n}}', "Lihat di sini:"),
        ("<a>\n  {% if true %}\n    x\n  {% endif %}\n</a>", "<a>  x  </a>"),
        ("<pre>a\n  b{{ 1 }}\n</pre>\n", "<pre>a\n  b1\n</pre>"),
    ],
    ids=["an indentation is a space", "a sentence is whole", "beside a statement", "but not in pre"],
)
def test_what_is_sent_of_how_a_page_is_written(written, sent):
    env = environment().overlay(loader=DictLoader({"any.html": written}))
    assert env.get_template("any.html").render() == sent


def test_the_subject_of_a_letter_ends_with_its_line():
    """The line end behind a statement is cut: where a subject ends with one, an empty line parts it from the letter."""
    glued = []
    for path in sorted((TEMPLATES / "mail").glob("*.txt")):
        subject = re.match(r"\{% if .*?\{% endif %\}(?=\n(?!\n).)", path.read_text("utf-8"), re.S)
        if subject and "{% endif %}" not in subject[0].removesuffix("{% endif %}"):
            glued.append(path.name)
    assert not glued


def test_no_imported_part_keeps_words_of_the_first_reader():
    """A part that is imported without the page's context is made once: words set in it outside a macro would stay in
    the language of whoever came first."""
    env, parts, stays = environment(), set(), []
    for path in sorted(TEMPLATES.rglob("*.html")):
        for each in env.parse(path.read_text("utf-8")).find_all((nodes.Import, nodes.FromImport)):
            if not each.with_context and isinstance(each.template, nodes.Const):
                parts.add(each.template.value)
    for part in sorted(parts):
        for made in env.parse((TEMPLATES / part).read_text("utf-8")).body:
            said = (call.node for call in made.find_all(nodes.Call) if isinstance(call.node, nodes.Name))
            if isinstance(made, nodes.Assign) and {each.name for each in said} & {"_", "gettext", "ngettext"}:
                stays.append(f"{part}:{made.lineno}")
    assert len(parts) > 15 and stays == []
