"""Why a group was left out, in sentences: for letters, pages and the command line."""

from collections.abc import Callable, Mapping
from typing import Any

from market.bazaars.after.amendment import Amendment
from market.bazaars.after.attendance import GRACE_MINUTES
from market.bazaars.allotting.left_out import WhyLeftOut
from market.bazaars.booking.found import Reason, WhyFound
from market.bazaars.planning.rounds import Audience
from market.kernel.language import gettext as _
from market.kernel.language import ngettext
from market.reports.amended import amended

NEEDS: dict[str, Callable[[], str]] = {
    "electricity": lambda: _("listrik"),
    "water": lambda: _("air"),
    "wheelchair": lambda: _("jalan kursi roda"),
    "cold": lambda: _("pendingin"),
}
AUDIENCES: dict[Audience, Callable[[], str]] = {
    Audience.EVERYONE: lambda: _("semua kelompok"),
    Audience.CHECKED: lambda: _("kelompok yang sudah dicek dinas"),
}
HELPS: dict[str, Callable[[], str]] = {
    "one_booth": lambda: _("meminta satu stan"),
    "fewer_slots": lambda: _("bersedia hadir di sebagian hari"),
}


def needs_words(needs: list[str]) -> str:
    return ", ".join(NEEDS[need]() for need in needs if need in NEEDS) or _("ukuran itu")


def reason_sentence(reason: Mapping[str, Any]) -> str:
    """One true reason of a plan, as a group reads it."""
    code = reason["code"]
    if code == "needs_unavailable":
        return _("Di bazar ini tidak ada stan dengan %(needs)s.") % {"needs": needs_words(reason.get("needs", []))}
    if code == "several_lower":
        told = {"num": reason["n"], "points": ", ".join(str(points) for points in reason["points"])}
        return (
            ngettext(
                "Agar kelompok ini mendapat tempat, %(num)s kelompok dengan poin %(points)s harus keluar.",
                "Agar kelompok ini mendapat tempat, %(num)s kelompok dengan poin %(points)s harus keluar.",
                reason["n"],
            )
            % told
        )
    return SENTENCES[code]()


def why_sentences(why: WhyLeftOut) -> list[str]:
    """The reasons of a group left out, after its own points and with what decided."""
    facts, told = why.facts, vars(why.facts) | {"needs": needs_words(why.facts.needs)}
    said = [_("Poin giliran kelompok ini %(points)s: urutan %(place)s dari %(groups)s.") % told]
    said += [reason_sentence(reason) for reason in why.reasons]
    if facts.needs:
        said.append(
            _(
                "Yang menentukan kebutuhan %(needs)s: tanpa itu ada stan yang kosong atau terisi kelompok dengan "
                "giliran sesudahnya."
            )
            % told
        )
    if facts.before_place:
        said.append(
            ngettext(
                "Di stan yang cocok, yang terakhir masuk lebih dulu adalah urutan %(before_place)s dengan poin "
                "%(before_points)s.",
                "Di stan yang cocok, yang terakhir masuk lebih dulu adalah urutan %(before_place)s dengan poin "
                "%(before_points)s.",
                facts.before_points or 0,
            )
            % told
        )
    return said


def amendment_sentence(amendment: Amendment) -> str:
    """What an office changed after publishing, and why."""
    return f"{amended(amendment)} {why_words(amendment.why)}"


def why_words(why: str | Mapping[str, Any]) -> str:
    """The reason of an amendment as everybody reads it: somebody's words, or why a group that waited got a booth."""
    return why if isinstance(why, str) else _queue_words(why)


def _queue_words(queue: Mapping[str, Any]) -> str:
    """The facts of `InQueue`."""
    if not queue["place"]:
        return _("Stannya sendiri rusak hari itu: didahulukan dari antrean.")
    ready, there = _("Urutan antrean %(place)s, siap datang."), _("Urutan antrean %(place)s, sudah di lapangan.")
    word = (ready if queue["ready"] else there) % {"place": queue["place"]}
    if not queue["passed"]:
        return word
    before = ", ".join(str(place) for place in queue["passed"])
    return word + " " + _("Urutan %(places)s tidak di lapangan.") % {"places": before}


def why_found(reason: Reason) -> str:
    """The reason of what was written down at the gate, as an officer reads it."""
    return WHY_FOUND[reason]() if isinstance(reason, WhyFound) else reason


FOUND: dict[str, Callable[[], str]] = {
    "": lambda: _("belum dicatat"),
    "unseen": lambda: _("belum dicatat"),
    "arrived": lambda: _("hadir"),
    "late": lambda: _("hadir, terlambat"),
    "left": lambda: _("pulang"),
    "absent": lambda: _("tidak hadir"),
    "no_booth": lambda: _("datang, tanpa stan"),
}
WHY_FOUND: dict[WhyFound, Callable[[], str]] = {
    WhyFound.EMPTY_BOOTH: lambda: _("Stannya kosong %(n)s menit sesudah dibuka") % {"n": GRACE_MINUTES},
    WhyFound.CAME_AFTER: lambda: _("Datang sesudah dicatat tidak hadir"),
}
SENTENCES: dict[str, Callable[[], str]] = {
    "all_taken_by_higher": lambda: _("Semua stan yang cocok terisi kelompok dengan giliran lebih dulu."),
    "power_full": lambda: _("Daya listrik di stan yang cocok sudah habis."),
    "pair_does_not_fit": lambda: _("Dua stan berdampingan tidak muat; satu stan masih ada."),
    "slots_do_not_fit": lambda: _("Semua hari sekaligus tidak muat; sebagian hari masih ada."),
    "kelurahan_limit": lambda: _("Batas jumlah kelompok dari kelurahan yang sama sudah tercapai."),
    "reserved_share": lambda: _("Tempat itu bagian yang dijamin untuk kelompok tertentu."),
    "lottery": lambda: _("Poinnya sama dengan yang masuk; urutannya ditentukan undian."),
}
