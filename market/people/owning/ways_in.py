"""The ways into an account that others gave, or that were open: ended together by "bukan saya", and by forgetting."""

from sqlalchemy.orm import Session

from market.people.login import end_all
from market.people.signing_in.reset import end_codes


def end_ways_in(db: Session, person_id: int) -> None:
    """Logins, browsers that are known, sign-ins that were begun, and codes that somebody gave.

    Whoever is merely signed in ends sign-ins (`login.end_all`): what a helper handed to the owner is not theirs to end.
    Nor does this touch a link of the command line, which is proof whatever the account went through.
    """
    end_all(db, person_id)
    end_codes(db, person_id)
