"""The table of what needs another person's yes, for docs/rights.md; its hours are read from the rules themselves."""

from dataclasses import dataclass

from market.people.approving.holders import WITHOUT_A_WAY
from market.people.approving.second_person import CLOSE_FOR
from market.people.facts.group_change import WAITS_HOURS as GROUP_HOURS
from market.people.facts.moving import STAYS_HOURS
from market.people.owning.calls import OWNER_HAS_HOURS
from market.people.roles.role_change import SUCCESSION_HOURS, WAITS_HOURS
from market.people.signing_in.rest import WAKING_HOURS


@dataclass(frozen=True)
class Yes:
    """One thing that nobody does alone."""

    what: str
    asks: str
    yes: str
    after: str
    told: str
    stops: str


HOLDERS = "chair, treasurer, facilitators"
DAYS = f"{CLOSE_FOR.days} days"
YES: tuple[Yes, ...] = (
    Yes(
        "an account of a group (bank, QRIS, through the platform and back)",
        "chair, treasurer, facilitator",
        "a second person; one of the two is chair or treasurer, unless none had a way in for "
        f"{WITHOUT_A_WAY.days} days: then a facilitator asks and an officer says yes; an admin of the other side where "
        "nobody in or around the group can",
        "at once",
        HOLDERS,
        "chair, treasurer, facilitator, before the yes",
    ),
    Yes(
        "the first account of a group",
        "chair, treasurer",
        f"also a member whom the first appointed within {DAYS}",
        "24 h, if both are still there then and the group is open",
        f"{HOLDERS}, officers",
        "facilitator or officer",
    ),
    Yes(
        "an account of a one-person business",
        "the owner, a facilitator",
        "facilitator or officer; the owner when a facilitator asked; an admin where none of them can",
        "at once",
        "chair, facilitators, officers",
        "the owner, before the yes",
    ),
    Yes(
        "another chair or treasurer; one who leaves",
        "chair, facilitator",
        "who is concerned, and where the role is held already somebody who holds it; of a closed group the officer",
        f"at once with all yeses, else {WAITS_HOURS} h",
        f"{HOLDERS}, who is concerned",
        "any of them; then facilitator or officer decides",
    ),
    Yes(
        "another chair when the only one is gone",
        "two members, one of them the new chair",
        "facilitator or officer",
        f"{SUCCESSION_HOURS} h",
        f"{HOLDERS}, officers",
        "the chair; any holder of a role",
    ),
    Yes(
        "another name, place, number, address or pick-up note of a group, or a story that names a number or link, by "
        "a helper",
        "facilitator",
        f"a chair or treasurer; an officer where none had a way in for {WITHOUT_A_WAY.days} days",
        f"at once with the yes, else {GROUP_HOURS} h",
        f"{HOLDERS}; officers where no holder can be reached",
        "chair, treasurer, facilitator or officer",
    ),
    Yes(
        "another place for a group",
        "chair; a facilitator as above",
        "nobody",
        f"at once; its former officers answer for it {STAYS_HOURS} h longer, and while anything waits for them",
        f"{HOLDERS}, officers",
        "",
    ),
    Yes(
        "a stand-in for the treasurer, named beforehand",
        "treasurer",
        "nobody",
        "at once",
        f"{HOLDERS}, who is concerned",
        "the treasurer",
    ),
    Yes(
        "a stand-in that the treasurer has not named",
        "chair",
        "facilitator or officer",
        "at once",
        f"{HOLDERS}, officers, who is concerned",
        "the treasurer",
    ),
    Yes(
        f"an order of a confirmer's own, or of who gave her her role or a way in within {DAYS}",
        "the buyer",
        "another treasurer, the chair, the officer, or a member who was there before the order and owes nothing to "
        "the buyer; in a one-person business, and where no officer can, the facilitator; where nobody can, an admin",
        "at once",
        "the buyer",
        "",
    ),
    Yes(
        "money back of an order of chair's or treasurer's own; the cash of an order of who hands it over",
        "the buyer",
        "another of them; when it is that of each, the officer, in a one-person business also the facilitator",
        "at once",
        "the buyer",
        "",
    ),
    Yes(
        "claims, payouts and refunds at the platform of a group that an admin belongs to or helps",
        "anybody",
        "an admin of the other side",
        "at once",
        HOLDERS,
        "",
    ),
    Yes(
        "the account of the platform; a batch of payouts to groups",
        "an admin",
        f"another admin, not whom the first asked in or let in within {DAYS}; payouts to a group of her own side by an "
        "admin of the other side",
        "at once",
        "admins",
        "an admin, before the yes",
    ),
    Yes(
        "an order that bears a number which a confirmer proved, or ever had",
        "anybody",
        "another treasurer, the officer; in a one-person business, and where no officer can, the facilitator; where "
        "nobody can, an admin",
        "at once",
        "the buyer",
        "",
    ),
    Yes(
        "an order that bears a confirmer's number which she never proved, or that of who is close to her",
        "anybody",
        "another treasurer, the officer, or she herself by a line of the bank's statement",
        "at once",
        "the buyer",
        "",
    ),
    Yes(
        "a code for somebody who forgot the password",
        "she herself",
        "who has a say over her everywhere she stands: chair, facilitator, officer or admin, never an equal",
        f"at once; what rests after {WAKING_HOURS} h",
        "she, by every way she has",
        'she: "bukan saya", from what was on the account longest; it takes back what was prepared (0020)',
    ),
    Yes(
        "a code with which a member without an account chooses her PIN on the group's phone",
        "she herself",
        "chair, facilitator or officer; of a chair, treasurer or her stand-in facilitator or officer. Who holds such a "
        "role with a PIN from a code is no second person with who gave it, until she has another",
        "at once",
        "chair, treasurer, facilitators",
        "",
    ),
    Yes(
        "an end of the rest after a code",
        "she herself",
        "facilitator, officer or admin with a say over her, who did not issue the code",
        "at once",
        "",
        "",
    ),
    Yes(
        "a code for an admin; an end of the app's codes, for anybody",
        "another admin",
        f"a third admin, who owes {DAYS} long neither post nor way in to the first; or the command line",
        "at once",
        "the admin concerned",
        "",
    ),
    Yes(
        "to run the platform, asked for on the page",
        "an admin who shows her password again",
        f"another admin where there is one, not whom the first asked in within {DAYS}; and she who is asked, as below",
        "with both yeses",
        "admins",
        "an admin, before the yes",
    ),
    Yes(
        f"an officer's deputy, for {CLOSE_FOR.days} days at most; the two never count as two people",
        "the officer",
        "she who is asked, as below",
        "with her yes, from the day that was named",
        "officer and deputy",
        "either of them, at any time",
    ),
    Yes(
        "an office, or the platform",
        "an admin, the officer who hands on, by invitation; the command line",
        "the owner of the number or e-mail, once proved, and not in a call of who asked",
        "with her yes",
        "the owner of the number",
        "who asked, before the yes",
    ),
    Yes(
        "work on another office's bazaar; never to publish, cancel or copy it, or to ask others in",
        "an officer of the office that holds it",
        "an officer of the office that is asked",
        "at once",
        "the officers of both",
        "either office, at any time",
    ),
    Yes(
        "a facilitator of a group",
        "an officer of its place, not for herself",
        "a chair, where one can be reached; she who is asked, at a proved number or e-mail",
        "with both yeses",
        "chair",
        "a chair, before the yes; the officer",
    ),
    Yes(
        "another facilitator instead of the one who helps a group",
        "she who helps it; an officer of its place, not of its own side",
        "a chair; where none can be reached and she herself asks, an officer of the other side; and the new one, at a "
        "proved number or e-mail",
        "with both yeses; she who handed over sees nothing more",
        f"{HOLDERS}, officers, the new one",
        "who asked, the chair or officer who is asked, before the last yes",
    ),
    Yes(
        "another number or e-mail for an account",
        "its owner, with the password",
        "the owner of the number, by a code that came there",
        "at once",
        "the old number; every other one of the account; who had the new one before",
        'the old number, and every other one that was there longest: "bukan saya", and the old one is back',
    ),
    Yes(
        "a number that another account has, by a call",
        "the owner of the account that asks",
        "an officer who answers for her who has it, or an admin; an admin alone once she proves it",
        f"{OWNER_HAS_HOURS} h after it was asked for",
        "who has the number",
        "who has it, by proving it",
    ),
)
