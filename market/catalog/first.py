"""What a new installation begins with: shelves, and words that mean the same."""

from sqlalchemy.orm import Session

from market.catalog.category import add_first_categories
from market.catalog.searching.synonym import add_first_synonyms


def add_first(db: Session) -> None:
    """Where there are none yet."""
    add_first_categories(db)
    add_first_synonyms(db)
