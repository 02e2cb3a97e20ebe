"""The draw as anybody computes it: hash of the frozen list and number make the seed, the seed makes everybody's rank.

`check_draw` recomputes all of it from a `DRAW.json` (docs/contract.md) and trusts nothing that stands in it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from market.bazaars.allocation.draw_moments import read_moment, require_in_time, require_same_draw
from market.bazaars.allocation.entries import read_dict, read_int, read_list, read_reason, read_text, text_of, wrong
from market.bazaars.allocation.instance import canonical, strict_json
from market.kernel.refused import Refused

MOST_LIST = 40_000_000
CHANGE = 400  # what each group that stands elsewhere than by the draw alone costs a run with pins


def hash_of(text: str) -> str:
    """`sha256:` and the hash of a text, to the byte."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def seed_of(list_hash: str, number: str) -> int:
    """The first 13 hex digits of the SHA-256 of list hash, ":" and number."""
    return int(hashlib.sha256(f"{list_hash}:{number}".encode()).hexdigest()[:13], 16)


def lotteries(seed: int, numbers: list[str]) -> dict[str, int]:
    """The place of each registration number in the order of SHA-256 of seed, ":" and number."""
    ordered = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())
    return {number: place for place, number in enumerate(ordered)}


@dataclass(frozen=True, slots=True)
class CheckedDraw:
    """What a draw file was found to say. `ranks` are registration numbers, the first in rank first, if it has any;
    `pins` what was fixed by hand afterwards, as an instance tells it."""

    list_hash: str
    number: str
    seed: int
    lotteries: Mapping[str, int]
    ranks: list[str]
    listed: Mapping[str, Any]
    pins: list[Any]


def check_draw(data: Mapping[str, Any]) -> CheckedDraw:
    """Recomputes hash, seed, lotteries and ranks. Refused names the first thing that is wrong."""
    text = data.get("list")
    if not isinstance(text, str) or not text or len(text) > MOST_LIST:
        wrong("list", "?")
    told_hash = read_text(data.get("list_hash"), "list_hash")
    if hash_of(text) != told_hash:
        _differs("list_hash", told_hash, hash_of(text))
    listed = strict_json(text)
    number = read_text(data.get("number"), "number")
    draw = read_dict(data, "draw")
    require_same_draw(
        listed, draw, read_list(data, "renamed", required=False, most=100), read_moment(data, "frozen_at")
    )
    if not number.isdecimal() or not number.isascii() or len(number) != read_int(draw.get("digits"), "digits", 1, 20):
        wrong("number", number)
    require_in_time(data, draw)
    seed = seed_of(told_hash, number)
    if data.get("seed") != seed:
        _differs("seed", data.get("seed"), seed)
    order = lotteries(seed, read_list(listed, "applicants", most=6_000))
    if dict(read_dict(data, "lotteries")) != order:
        wrong("lotteries", _first_other(read_dict(data, "lotteries"), order))
    _last_corrected(data, number)
    return CheckedDraw(
        list_hash=told_hash, number=number, seed=seed, lotteries=order, ranks=_ranks(data, order), listed=listed,
        pins=read_list(data, "pins", required=False),
    )  # fmt: skip


def _last_corrected(data: Mapping[str, Any], number: str) -> None:
    """The number is the one that the last of its corrections made it, and each begins where the one before ended."""
    made = read_list(data, "corrections", required=False, most=100)
    for each in made:
        if not isinstance(each, dict):
            wrong("corrections", str(each)[:80])
        read_reason(each.get("reason"), "corrections reason")
    after = [each.get("was") for each in made[1:]] + [number]
    for each, follows in zip(made, after, strict=False):
        if each.get("became") != follows:
            _differs("corrections", each.get("became"), follows)


def _ranks(data: Mapping[str, Any], order: Mapping[str, int]) -> list[str]:
    """More points first, then the lower lottery; as they stand in the file."""
    told = read_list(data, "ranks", required=False, most=6_000)
    places = []
    for each in told:
        if not isinstance(each, dict) or each.get("number") not in order:
            wrong("ranks", str(each)[:80])
        if each.get("lottery") != order[each["number"]]:
            _differs(f"ranks {each['number']}", each.get("lottery"), order[each["number"]])
        places.append((-read_int(each.get("points"), f"ranks {each['number']}", 1), each["lottery"], each["number"]))
    if places != sorted(set(places)):
        wrong("ranks", next(str(a[2]) for a, b in zip(places, sorted(set(places)), strict=False) if a != b))
    return [number for _points, _lottery, number in places]


def check_instance(draw: CheckedDraw, data: Mapping[str, Any]) -> None:
    """That an instance is the one the frozen list and the draw make. Refused names what differs."""
    for name in ("slots", "booths", "neighbours", "pairs", "circuits", "rules", "weights"):
        wanted = draw.listed.get(name)
        told = data.get(name)
        if name == "weights" and data.get("pins") and isinstance(wanted, dict):
            wanted = wanted | {"change": CHANGE}
        if canonical(told) != canonical(wanted):
            wrong(name, "≠ list")
    if data.get("mix", False) is not reserves(draw.listed):
        wrong("mix", str(data.get("mix"))[:80])
    _check_pins(draw, data)
    for group in read_list(data, "groups"):
        if not isinstance(group, dict) or group.get("lottery") != draw.lotteries.get(str(group.get("id"))):
            wrong("lottery", str(group)[:80])


def _check_pins(draw: CheckedDraw, data: Mapping[str, Any]) -> None:
    """What is fixed is all that was published with a reason, or nothing; then it starts from nothing, too."""
    pins = read_list(data, "pins", required=False)
    if not pins and data.get("previous"):
        wrong("previous", "≠ []")
    names = ("group", "booths", "slots")
    told = [{name: each.get(name) for name in names} if isinstance(each, dict) else each for each in draw.pins]
    if pins and sorted(map(text_of, pins)) != sorted(map(text_of, told)):
        wrong("pins", "≠ draw")


def check_plain(
    draw: CheckedDraw, data: Mapping[str, Any], plain: Mapping[str, Any] | None, sealed: str | None
) -> None:
    """That a run with pins starts from the plan of the draw alone. Refused when not, and where that plan is missing."""
    if not data.get("pins"):
        return
    if plain is None:
        raise Refused("plain_needed")
    check_seed(draw, plain, sealed)
    if text_of(data.get("previous")) != text_of(plain.get("placements")):
        wrong("previous", "≠ plain")


def check_sealed(draw: CheckedDraw, sealed: str, data: Mapping[str, Any]) -> None:
    """That the opened list is the one that was sealed, and that an instance asks what it says. Refused when not."""
    if hash_of(sealed) != draw.listed.get("sealed"):
        _differs("sealed", draw.listed.get("sealed"), hash_of(sealed))
    listed = strict_json(sealed)
    bare = [{name: value for name, value in group.items() if name != "lottery"} for group in read_list(data, "groups")]
    if canonical(bare) != canonical(read_list(listed, "groups")):
        wrong("groups", "≠ list")


def check_seed(draw: CheckedDraw, plan: Mapping[str, Any], sealed: str | None) -> None:
    """That a run began from the seed of the draw, mixed with the sealed secret where a share is reserved.

    Refused when it did not, and where that takes the sealed list and there is none.
    """
    wanted = draw.seed
    if reserves(draw.listed):
        if sealed is None:
            raise Refused("sealed_needed")
        if hash_of(sealed) != draw.listed.get("sealed"):
            _differs("sealed", draw.listed.get("sealed"), hash_of(sealed))
        wanted = seed_of(str(draw.seed), read_text(strict_json(sealed).get("secret"), "secret"))
    if plan.get("seed") != wanted or isinstance(plan.get("seed"), bool):
        _differs("seed", plan.get("seed"), wanted)


def reserves(listed: Mapping[str, Any]) -> bool:
    """Whether a frozen list reserves a share: then the seed is mixed with a secret, so that nobody finds by trial who
    uses it."""
    return any(read_dict(read_dict(listed, "rules"), "reserved_groups").values())


def _first_other(told: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    return next(iter(sorted(name for name in set(told) | set(found) if told.get(name) != found.get(name))), "?")


def _differs(what: str, told: object, found: object) -> NoReturn:
    raise Refused("draw_differs", what=what, told=str(told)[:80], found=str(found)[:80])
