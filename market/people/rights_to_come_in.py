"""The rows of accounts, offices and ways in of docs/rights.md's table of who says yes."""

from market.people.approving.closeness import CLOSE_FOR
from market.people.invitation import LASTS as INVITED
from market.people.owning.calls import OWNER_HAS_HOURS
from market.people.signing_in.rest import WAKING_HOURS
from market.people.yes import AROUND, DAYS, Yes

COMING_IN: tuple[Yes, ...] = (
    Yes(
        "a code for somebody who forgot the password",
        "she herself",
        "who has a say over her everywhere she stands: chair, facilitator, officer or admin, never an equal",
        f"at once; what rests after {WAKING_HOURS} h",
        "she, by every way she has",
        'she: "bukan saya", from what was on the account longest; it takes back what was prepared (0020)',
    ),
    Yes(
        "a member of a group, by a number, an e-mail, or a name alone",
        "chair, facilitator; no chair by a PIN that came by a helper's code",
        "the owner of the number or e-mail, in her account; by name who chooses her PIN with the code on the group's "
        "phone",
        f"with her yes, for {INVITED.days} days; a role in money as above",
        "the owner of the number",
        'who asked, before the yes; she: "jangan lagi", for good',
    ),
    Yes(
        "a code with which a member without an account chooses her PIN on the group's phone",
        "she herself",
        "chair, facilitator or officer, no chair by a PIN that came by a helper's code; of a chair, treasurer or her "
        "stand-in facilitator or officer. Who holds such a role with a PIN from a code is no second person with who "
        "gave it, until she has another; after the rest she says that money came, or went "
        "back, of any order but the giver's and her own",
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
        "a chair, where one can be reached, not one whom the officer, or she who is asked, let in by a code or "
        "appointed; she who is asked, at a proved number or e-mail",
        "with both yeses",
        "chair",
        "a chair, before the yes; the officer",
    ),
    Yes(
        "another facilitator instead of the one who helps a group",
        "she who helps it; an officer of its place, not of its own side",
        "a chair, not one whom who asks, or the new one, let in by a code or appointed; where none can be reached "
        "and she herself asks, an officer of the other side, not for herself; and the new one, at a proved number or "
        "e-mail",
        "with both yeses; she who handed over sees nothing more",
        f"{AROUND}, officers, the new one",
        "who asked, the chair or officer who is asked, before the last yes",
    ),
    Yes(
        "a phone of a facilitator made the group's own",
        "chair, signed in to an account of her own; by no PIN",
        "nobody",
        "at once; else it ends with the facilitator's standing",
        "acts of the group; an event",
        "any member ends any phone",
    ),
    Yes(
        "a phone in place of the only one, which is lost",
        "an officer who answers for the group, not of its own side, where nobody helps it and no chair has an account; "
        "not while a member gave her PIN on a phone within a day",
        "nobody",
        "at once, for a fortnight; all other phones end. Who is named on it acts as by a PIN from that officer's code",
        f"{AROUND}, her colleagues, admins",
        "any member; another phone, by a chair in her account or a facilitator",
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
