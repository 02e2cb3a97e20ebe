"""The field that lets a form be sent once, written into each form of a template when it is compiled."""

import re

FIELD = "press"
SAME = "same"
ASKS = "asks"  # the question that nobody was asked yet: see `asking`
# The tag of a form in a template, with what Jinja writes into its attributes.
FORM = re.compile(
    r'<form\b(?:\{\{.*?\}\}|\{%.*?%\}|"(?:\{\{.*?\}\}|\{%.*?%\}|[^"])*"|[^>"])*>',
    re.DOTALL,
)
# The question that the tag of a form asks first, with the condition around it.
CONFIRM = re.compile(
    r'(\{%[^%]*%\}\s*)?data-confirm="((?:\{\{.*?\}\}|[^"])*)"(\s*\{%[^%]*%\})?',
    re.DOTALL,
)


def with_tokens(template: str) -> str:
    """The source of a template whose forms that send something carry their token."""
    return FORM.sub(_with_token, template)


def _with_token(tag: re.Match[str]) -> str:
    if 'method="post"' not in tag[0]:
        return tag[0]
    value = SAME if "data-alike" in tag[0] else "{{ press_token() }}"
    return f'{tag[0]}<input type="hidden" name="{FIELD}" value="{value}">{_question(tag[0])}'


def _question(tag: str) -> str:
    """The field by which a form carries its question along, under the same condition; nothing where it asks none."""
    asks = CONFIRM.search(tag)
    if asks is None:
        return ""
    return f'{asks[1] or ""}<input type="hidden" name="{ASKS}" value="{asks[2]}">{asks[3] or ""}'
