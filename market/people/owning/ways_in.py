"""The ways into an account that others gave, or that were open: ended together by "bukan saya", and by deletion."""

from sqlalchemy.orm import Session

from market.people.login import end_all
from market.people.reset_code import end_codes


def end_ways_in(db: Session, person_id: int) -> None:
    """Ends logins, known browsers, sign-ins that wait for a second step, and codes that somebody gave.

    Somebody merely signed in may end only logins (`login.end_all`), not what a helper handed to the owner. Neither ends
    a link from the command line, which stays proof whatever happened to the account.
    """
    end_all(db, person_id)
    end_codes(db, person_id)
