"""News of a bazaar for one group in words: on its own page, in a chat, on paper, on the phone."""

from collections.abc import Callable, Mapping
from typing import Any

from market.bazaars.booking.notice import Notice
from market.kernel.language import gettext as _
from market.kernel.settings import settings
from market.messages.channels import Letter, wa_link
from market.pages.letters import speaking, worded
from market.people.group import Group

NOTHING: Mapping[str, Any] = {}
NEWS: dict[str, Callable[[], str]] = {
    "result": lambda: _("Hasil pembagian stan"),
    "offer": lambda: _("Tawaran dari antrean"),
    "cancelled": lambda: _("Bazar dibatalkan"),
    "slot_cancelled": lambda: _("Satu hari dibatalkan"),
    "bazaar_day_ended": lambda: _("Hari selesai lebih awal"),
    "bazaar_day_shortened": lambda: _("Hari dipersingkat"),
    "bazaar_day_lengthened": lambda: _("Hari diperpanjang lagi"),
    "day_offer": lambda: _("Tawaran stan hari ini"),
    "day_offer_over": lambda: _("Tawaran stan hari ini tidak berlaku lagi"),
    "standby_over": lambda: _("Siap datang tidak berlaku lagi"),
    "ready": lambda: _("Siap datang?"),
    "bazaar_placed_today": lambda: _("Mendapat stan hari ini"),
    "bazaar_absent_today": lambda: _("Dicatat tidak hadir"),
    "bazaar_without_today": lambda: _("Tanpa stan hari ini"),
    "moved": lambda: _("Stan diganti"),
    "lost": lambda: _("Stan tidak bisa dipakai"),
    "regained": lambda: _("Stan bisa dipakai lagi"),
    "postponed": lambda: _("Hari dipindah"),
    "day_off": lambda: _("Satu hari dibatalkan"),
    "day_moved": lambda: _("Hari dipindah"),
    "prolonged": lambda: _("Hari ditambah"),
    "changed": lambda: _("Tempat, peta, atau aturan berubah"),
    "times": lambda: _("Waktu pendaftaran berubah"),
    "frozen": lambda: _("Daftar dibekukan"),
    "number": lambda: _("Angka undian"),
    "renamed": lambda: _("Sumber angka undian diganti"),
    "set_aside": lambda: _("Tidak diikutkan"),
    "withdrawn": lambda: _("Pendaftaran ditarik"),
    "objection": lambda: _("Jawaban atas keberatan"),
    "appeal": lambda: _("Jawaban atas keberatan"),
    "returned": lambda: _("Pendaftaran perlu dilengkapi"),
    "message": lambda: _("Pesan panitia"),
    "noted": lambda: _("Jawaban yang dicatat petugas"),
    "by_link": lambda: _("Keberatan lewat tautan kabar"),
    "share_shown": lambda: _("Bagian yang dijamin tidak disembunyikan lagi"),
    "bazaar_moved_today": lambda: _("Pindah stan hari ini"),
    "bazaar_stepped_in": lambda: _("Menjadi pengganti hari ini"),
    "bazaar_swap_asked": lambda: _("Ajakan bertukar stan"),
    "bazaar_swap_answered": lambda: _("Jawaban bertukar stan"),
}


def news_words(news: str) -> str:
    """What a piece of news is called in a list of them."""
    head = news.partition("/")[0]
    if head.startswith("fee_"):
        return _("Biaya stan")
    return NEWS[head]() if head in NEWS else _("Kabar lain")


ENDS = (".", "!", "?")  # a sentence that has its own end


def link_of(notice: Notice) -> str:
    """The whole address that opens it without an account."""
    return f"{settings().base_url.rstrip('/')}{notice.path}"


def notice_letter(notice: Notice, group: Group, now: Mapping[str, Any] = NOTHING) -> Letter:
    """Its words in the language of this moment, without the address at their end; `now` is what of them is another
    today than when it was written (`own_ends`)."""
    letter = worded(notice.template, {**notice.params, **now, "path": notice.path}, name=group.name)
    return Letter(letter.subject, letter.body.removesuffix(link_of(notice)).rstrip())


def chat(notice: Notice, group: Group, phone: str, now: Mapping[str, Any] = NOTHING) -> str:
    """A chat with the group in which these words stand, in the language of the place. It sends nothing by itself."""
    with speaking(settings().language):
        words = notice_letter(notice, group, now)
        named_there = group.name in words.subject  # said once
        greeting = _("Halo.") if named_there else _("Halo %(group)s.") % {"group": group.name}
        head = words.subject if words.subject.endswith(ENDS) else f"{words.subject}."
        lead = link_of(notice) if words.body.endswith(":") else _("Buka: %(link)s") % {"link": link_of(notice)}
        text = " ".join((greeting, head, words.body, lead))
    return wa_link(phone, text)
