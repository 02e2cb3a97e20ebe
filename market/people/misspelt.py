"""Villages of one place that read like a word that is none of them: `Girian Bwah`, `Kakenturan` of two Kakenturan,
`Girian Wru` of Girian Weru Satu and Dua."""

from difflib import get_close_matches
from functools import lru_cache

from market.people.place import Place, bare_name, place
from market.people.villages import villages

MOST = 4
ALIKE = 0.8  # of difflib's ratio: one or two letters of ten


@lru_cache(maxsize=2048)
def near_villages(text: str, around: str) -> tuple[Place, ...]:
    """The villages in `around` (a code) that begin with the typed name, else those that differ from it by a slip, or
    begin with what does, nearest first: four, or as many more as bear a name that any of them bears. Nobody errs in the
    first letter, so a sheet of 2,000 slips is read in a breath."""
    name = bare_name(text.partition(",")[0])
    if len(name) < 4:
        return ()
    there = _by_letter(around).get(name[0], {})
    begin = [each for each in there if each.startswith(f"{name} ")]
    heads = _by_head(around, name[0], name.count(" ") + 1)
    near = begin or get_close_matches(name, {**there, **heads}, 2 * MOST, ALIKE)
    codes: dict[str, None] = {}
    for each in near:
        if len(codes) < MOST:
            codes |= dict.fromkeys((*there.get(each, ()), *heads.get(each, ())))
    return tuple(found for code in codes if (found := place(code)))


@lru_cache(maxsize=64)
def _by_letter(around: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    everywhere = villages()
    for line in everywhere.inside(around):
        name = everywhere.name(line)
        found.setdefault(name[0], {}).setdefault(name, []).append(everywhere.code(line))
    return found


@lru_cache(maxsize=256)
def _by_head(around: str, letter: str, words: int) -> dict[str, list[str]]:
    """The codes of longer names by their first words: of twins a slip finds both, or somebody takes the only one that
    she is offered."""
    found: dict[str, list[str]] = {}
    for name, codes in _by_letter(around).get(letter, {}).items():
        parts = name.split()
        if len(parts) > words:
            found.setdefault(" ".join(parts[:words]), []).extend(codes)
    return found
