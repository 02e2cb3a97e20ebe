"""docs/rights.md, made from the code: `python -m tests.check_rights [--write]`.

Roles and acts come from `access.MAY`, hours from the rules themselves, and each route from the source of its
function: which `Do` it asks for, or by which other way it knows who is there. A route whose way is not known fails.
"""

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType

from fastapi.routing import APIRoute

from market.people.access import MAY, RESTS, Do, Role
from market.web.addresses import pattern_of

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs/rights.md"
ROLES = tuple(role for role in Role if role is not Role.ADMIN)  # who has no standing in a group
READS_COMPLAINTS = "an admin, a superior or an officer of a wider place, who acts for no office of that bazaar"
HELPS = "a facilitator in her own account, of a group she helps"
# By which other ways a page knows who is there: the name of what it calls, and what that means.
WAYS = {
    "officer_places": "an officer, of her places",
    "officer_group": "an officer, of a group in her place",
    "held_bazaar": "an officer, of the office that holds the bazaar",
    "require_holder": "an officer, of the office that holds the bazaar",
    "own_bazaar": "an officer, of the office that holds the bazaar or of one that it invited",
    "complaints_to": READS_COMPLAINTS,
    "bazaar_of_complaint": READS_COMPLAINTS,
    "the_received": READS_COMPLAINTS,
    "notice_by_key": "who has the link of the news and holds no office",
    "the_deputy": "an officer and her deputy, either of the two",
    "_question_to_her": "an officer, of the office that is invited",
    "own_office": "an officer, of that place",
    "group_of_officer": "an officer, of a group in her place",
    "require_admin": "an admin",
    "require_rested": "a person in her own account, not just let in by a code",
    "make_sure": "a person in her own account who shows her password again",
    "require_person": "a person in her own account",
    "find_pending": "who gave the right password in this browser",
    "count_pending": "who gave the right password in this browser",
    "own_order": "who has the order's key, or its buyer signed in",
    "own_parcel": "who has the order's key, or its buyer signed in",
    "helped_groups": "a facilitator, of groups she helps",
    "find_claim_link": "who has the claim link",
    "the_audit": "who has the auditor's link",
    "metrics_token": "who has the operator's token",
    "find_recap": "who has the recap's link",
    "quote_by_token": "who has the offer's link",
    "visit": "anybody; who is signed in sees more",
}

BOTH = "a person in her own account, not just let in by a code, who shows her password again"
# Ways that another one says already.
SAID_BY = {
    "require_person": {"require_rested", "make_sure"},
    "officer_places": {"_question_to_her", "own_office", "officer_group", "own_bazaar"},
    "own_bazaar": {"held_bazaar", "require_holder", "_question_to_her"},
    "held_bazaar": {"require_holder"},
}
HOLDING = {"held_bazaar", "require_holder"}
# What rests by a rule that stands below the pages, not in a page's own words.
RESTING = {"refuse_while_resting", "found_group", "claim_group"}
# What of a page rests for the group's own people, where the rest does not: by the verb that it calls.
PARTLY = {
    "_give_up": "giving up",
    "give_up": "giving up",
    "save_application": "fewer days or booths than were sent",
    "submit": "sending anew what was taken back",
    "release": "giving a day back",
    "say": 'a "no"',
    "answer_today": 'a "no"',
    "answer_share": 'undoing a "no"',
    "the_swap": "a yes",
    "come_back": "a courier's cost",
}
# What a page of a group asks of an officer besides.
OF_OFFICERS = {
    "require_own_bazaar": "an officer at a bazaar of her own office alone, not just let in by a code",
    "require_open_bazaar": "an officer at a bazaar that she may open at her desk",
}
LOOKS = ("may", "offered")  # by which a page finds out what to show

# Pages whose address is the right itself.
SIGNED = "/lapak/{group}/kasir/amplop"  # not the addresses below it
LINKS = {
    "/bukan-saya/": "who has the link of the letter",
    "/mulai/": "who has the link to begin with",
    "{token}": "who has the link",
    "/periksa": "who has the auditor's link",
    "/webhook/": "who signs with the webhook's secret",
    "/siapa/": "who holds the group's phone",
}


def routes() -> list[APIRoute]:
    from market.app import create_app

    found = [route for route in create_app().routes if isinstance(route, APIRoute)]
    return sorted(found, key=lambda route: (route.path, sorted(route.methods)))


def plain(function: object) -> FunctionType:
    """The function somebody wrote, below its decorators."""
    return inspect.unwrap(function)  # type: ignore[arg-type,return-value]


@cache
def names_in(function: FunctionType) -> frozenset[str]:
    """Every name and attribute in a function's source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword):
            found.add(f"{node.arg}=")
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return frozenset(found)


def reached(function: FunctionType) -> Iterator[FunctionType]:
    """The function and those of our pages that it names, as deep as they go."""
    waiting, seen = [function], set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        yield here
        for name in names_in(here):
            other = here.__globals__.get(name)
            if isinstance(other, FunctionType) and other.__module__.startswith("market.pages"):
                waiting.append(plain(other))
            elif isinstance(other, ModuleType):
                continue


@dataclass(frozen=True)
class Acts:
    """Acts that a function asks for, and those by which it only decides what more it shows."""

    asked: frozenset[str]
    looked_at: frozenset[str]


@cache
def acts_in(function: FunctionType) -> Acts:
    """`Do.X` handed to another function is asked for, as is the default of one that is handed none; inside of `may` and
    `offered` it is looked at."""
    asked: set[str] = set()
    looked_at: set[str] = set()
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        looks = isinstance(node.func, ast.Attribute) and node.func.attr in LOOKS
        (looked_at if looks else asked).update(_named([*node.args, *(each.value for each in node.keywords)]))
        if isinstance(node.func, ast.Name):
            asked |= _unsaid(function.__globals__.get(node.func.id), node)
    return Acts(frozenset(asked), frozenset(looked_at))


def _named(arguments: list[ast.expr]) -> Iterator[str]:
    """The acts among the arguments of a call, not those of a call within."""
    for each in arguments:
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "Do":
            yield each.attr.lower()
        elif isinstance(each, ast.IfExp):
            yield from _named([each.body, each.orelse])


def _unsaid(called: object, call: ast.Call) -> set[str]:
    """The act that a function asks for where the call names none."""
    if not isinstance(called, FunctionType):
        return set()
    found = list(inspect.signature(plain(called)).parameters.values())
    said = {each.arg for each in call.keywords} | {each.name for each in found[: len(call.args)]}
    return {each.default.value for each in found if isinstance(each.default, Do) and each.name not in said}


def asks(route: APIRoute) -> str:
    """What a route asks of who comes: acts of the table, else another way, else nothing."""
    functions = list(reached(plain(route.endpoint)))
    names = frozenset().union(*(names_in(each) for each in functions))
    acts = [acts_in(each) for each in functions]
    asked = frozenset().union(*(each.asked for each in acts))
    more = frozenset().union(*(each.looked_at for each in acts))
    return way_in(route, names, Acts(asked, more)) + rests(route, names)


def rests(route: APIRoute, names: frozenset[str]) -> str:
    """What waits after a code: files and papers, and every act at a desk but letting people in at the gate."""
    acts = "POST" in route.methods
    looks_on = acts and "acting" in names and "require_admin" not in names
    said = {"require_rested", "_at_door"} & names and not {"helped_group", "exported"} & names
    itself = names_in(plain(route.endpoint)) & RESTING
    rested = itself or ("checks_in=" not in names and not said)
    parts = ["rests after a code"] if "exported" in names or (acts and rested and names & RESTING) else []
    parts += ["never a superior"] if looks_on else []
    parts += in_part(names) if acts and "_at_door" in names else []
    return "; " + ", ".join(parts) if parts else ""


def in_part(names: frozenset[str]) -> list[str]:
    """What of an act of a group rests, though its page is open to whom a code let in just now."""
    said = dict.fromkeys(words for verb, words in PARTLY.items() if verb in names)
    return [f"rests after a code: {', '.join(said)}"] if said else []


def way_in(route: APIRoute, names: frozenset[str], acts: Acts) -> str:
    reads = route.methods == {"GET"}
    passed = {"visit"} | (HOLDING if reads else set())  # a page shows to who works on it what only its holder presses
    ways = {name: meaning for name, meaning in WAYS.items() if name in names - passed}
    if "helped_group" in names:
        return HELPS
    if acts.asked and "_at_door" in names:
        asked = sorted(acts.asked - {"see"}) or ["see"]  # whoever may do anything in a group may see it
        more = sorted(acts.looked_at - acts.asked)
        more_of = f"; shows more with {', '.join(more)}" if more else ""
        of_officers = "".join(f"; {words}" for name, words in OF_OFFICERS.items() if name in names)
        return "in the group: " + ", ".join(asked) + more_of + of_officers
    if ways:
        said = {name: meaning for name, meaning in ways.items() if not ways.keys() & SAID_BY.get(name, set())}
        above = "; above it who only reads" if "own_bazaar" in names and reads else ""
        return (
            BOTH if said.keys() == {"require_rested", "make_sure"} else "; ".join(dict.fromkeys(said.values())) + above
        )
    if "_at_door" in names:
        return "in the group: see"
    if "require" in names:
        return "who is signed in"
    if route.path == SIGNED:
        return "who signs with a key of the group's till"
    for part, meaning in LINKS.items():
        if part in route.path:
            return meaning
    return WAYS["visit"] if "visit" in names else "anybody"


def matrix() -> list[str]:
    lines = ["| act | " + " | ".join(role.value for role in ROLES) + " | rests after a code |"]
    lines.append("|---|" + "---|" * (len(ROLES) + 1))
    for act, roles in MAY.items():
        marks = ["yes" if role in roles else "" for role in ROLES]
        lines.append(f"| {act.value} | " + " | ".join(marks) + f" | {'yes' if act in RESTS else ''} |")
    return lines


def second_yes() -> list[str]:
    from market.people.rights import YES

    lines = ["| what | who asks | whose yes | after | who is told | who stops it |", "|---|---|---|---|---|---|"]
    lines += [f"| {y.what} | {y.asks} | {y.yes} | {y.after} | {y.told} | {y.stops} |" for y in YES]
    return lines


def page() -> str:
    lines = [
        "# Rights",
        "",
        "Made from the code by `python -m tests.check_rights --write`; `bin/ci` compares. Rights come from standing",
        "that the person concerned said yes to: a typed number, a PIN set by another or a link seen on a page gives",
        "none.",
        "",
        "## In a group",
        "",
        "`device` is the group's phone before anybody said who holds it. Officers act in groups of their place,",
        "facilitators in groups they help; neither by PIN. An admin has no standing in a group. After somebody was let",
        "in by a code the acts marked rest for twelve waking hours.",
        "",
        *matrix(),
        "",
        "## On whose yes, after how long, who is told",
        "",
        "Hours are waking hours (06 to 21 in the group's zone). A second person was there before, said yes to the",
        "group by a way of her own, and was not appointed or let in by the first, nor the first by her, for thirty",
        "days. A PIN typed on a phone that a facilitator or officer set up counts as from her code, also elsewhere.",
        "Each row is done by a test (`tests/promises/test_rights_page.py`), which reads who is told in the",
        "letters that went out.",
        "",
        *second_yes(),
        "",
        "## Every route",
        "",
        "Of several acts each is asked for, some only in a case: `cash` where goods are paid in cash. Who may any of",
        "them may see.",
        "",
        "| route | asks |",
        "|---|---|",
    ]
    for route in routes():
        for method in sorted(route.methods - {"HEAD"}):
            lines.append(f"| `{method} {pattern_of(route)}` | {asks(route)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    made = page()
    if "--write" in sys.argv:
        FILE.write_text(made)
    right = FILE.exists() and FILE.read_text() == made
    print(
        "docs/rights.md is what the code says"
        if right
        else "docs/rights.md differs: python -m tests.check_rights --write"
    )
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
