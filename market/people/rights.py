"""The table of what needs another person's yes, for docs/rights.md; its hours are read from the rules themselves."""

from market.people.approving.bearers import WITHOUT_A_WAY
from market.people.facts.group_change import WAITS_HOURS as GROUP_HOURS
from market.people.facts.moving import STAYS_HOURS
from market.people.rights_to_come_in import COMING_IN
from market.people.roles.role_change import SUCCESSION_HOURS, WAITS_HOURS
from market.people.yes import AROUND, DAYS, Yes

IN_GROUPS: tuple[Yes, ...] = (
    Yes(
        "an account of a group (bank, QRIS, through the platform and back)",
        "chair, treasurer, facilitator",
        "a second person; one of the two is chair or treasurer, unless none had a way in for "
        f"{WITHOUT_A_WAY.days} days: then a facilitator asks and an officer says yes; an admin of the other side where "
        "nobody in or around the group can",
        "at once",
        AROUND,
        "chair, treasurer, facilitator, before the yes",
    ),
    Yes(
        "the first account of a group",
        "chair, treasurer",
        f"also a member whom the first appointed, or gave a code for her PIN, within {DAYS}; none by another code, "
        "and none of these where a facilitator typed it",
        "24 h, if both are still there then and the group is open",
        f"{AROUND}, officers",
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
        "another chair or treasurer; one who leaves, or is let go by a helper",
        "chair, facilitator",
        "who is concerned, and where the role is held already somebody who holds it; of a closed group the officer",
        f"at once with all yeses, none of them by a PIN from a helper's code, else {WAITS_HOURS} h, also where the "
        "asker let in by a code who is concerned; who asks by such a PIN asks as that helper, by one from the code "
        "of a former chair as that one; who gives up what she holds by a PIN from anybody's code asks as who gave it",
        f"{AROUND}, who is concerned",
        "any of them, and who is concerned once more; then facilitator or officer decides, close to none of who asked, "
        "objected or is concerned",
    ),
    Yes(
        "another chair when the only one is gone",
        "two members, one of them the new chair; no code of the other, or of one giver but that chair, let them in",
        "facilitator or officer",
        f"{SUCCESSION_HOURS} h",
        f"{AROUND}, officers",
        "the chair; any bearer of a role",
    ),
    Yes(
        "another name, place, number, address or pick-up note of a group, or a story that names a number or link, by "
        "a helper",
        "facilitator; a chair by a PIN that was chosen with a helper's or former chair's code, or typed on a helper's "
        "phone",
        f"a chair or treasurer; an officer where none had a way in for {WITHOUT_A_WAY.days} days, or none can answer "
        "but by such a PIN",
        f"at once with the yes, else {GROUP_HOURS} h",
        f"{AROUND}; officers where no bearer can answer",
        "chair, treasurer, facilitator or officer",
    ),
    Yes(
        "the number on which buyers reach a group, by the group itself",
        "chair, by no PIN as above",
        "nobody",
        "at once",
        f"{AROUND}, officers",
        "",
    ),
    Yes(
        "another place for a group",
        "chair; a facilitator as above",
        "nobody",
        f"at once; its former officers answer for it {STAYS_HOURS} h longer, and while anything waits for them",
        f"{AROUND}, officers",
        "",
    ),
    Yes(
        '"dicek" of a group that has another name, place, account or only chair, or a number of a helper that nobody '
        "of it saw",
        "nobody: it is lost by itself",
        "an officer who answers for the group, not of its own side",
        "at once with the yes",
        "chair, officers",
        "",
    ),
    Yes(
        "a stand-in for the treasurer, named beforehand",
        "treasurer",
        "nobody",
        "at once",
        f"{AROUND}, who is concerned",
        "the treasurer",
    ),
    Yes(
        "a stand-in that the treasurer has not named",
        "chair; the treasurer by a PIN from anybody's code",
        "facilitator or officer",
        "at once",
        f"{AROUND}, officers, who is concerned",
        "the treasurer",
    ),
    Yes(
        "an order of a confirmer's own, or of who gave her her role or a way in, or named her stand-in, within "
        f"{DAYS}, or gave the code for the PIN by which she says it",
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
        "what is said by a PIN that the buyer may know, for she gave its code, of an order that she placed or that "
        "bears her number, proved or not: that money came or went back, goods came back, or less is enough",
        "who says it",
        "chair, treasurer, member, facilitator or officer, who surely is not the buyer: she saw it too",
        "at once; until the yes the book, the day's closing, and the first pages of the group, its facilitators and "
        "officers say that nobody else saw it",
        "",
        "",
    ),
    Yes(
        "another account for money that goes back than the first of an order, or of its owner; the first one of a "
        "written order or an offer, whose key the group may have had",
        "who has the order's key, or its buyer",
        "nobody",
        "12 h, each further change anew; at once where a buyer left no way to be told",
        "the buyer by every way she left; treasurer where the group pays it back; admins where the platform does",
        "the buyer, who names hers again",
    ),
    Yes(
        "money that by mistake was said to be there, until the goods leave, or to have gone back, for seven days",
        "who said it; the treasurer of what her stand-in said",
        "nobody; where who said it left the group, or her office over it, two days ago, whoever may say it today does "
        "instead",
        "at once",
        "the buyer, and who said it where another takes it back",
        "",
    ),
    Yes(
        "claims, payouts and refunds at the platform of a group that an admin belongs to or helps",
        "anybody",
        "an admin of the other side",
        "at once",
        "of a payout chair and treasurer, of a claim or refund the buyer",
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
)
YES = IN_GROUPS + COMING_IN
