"""ClaimLink: how the chair of an imported group takes it over."""

from datetime import datetime

from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record


class ClaimLink(Record, table=True):
    """A link by which the chair of an imported group takes it over: once, within 30 days."""

    __tablename__ = "claim_link"

    group_id: int = Field(foreign_key="groups.id", index=True)
    name: str = Field(max_length=80)
    phone: str = Field(max_length=20)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime
    used_at: datetime | None = None
    by_id: int | None = Field(default=None, foreign_key="person.id")

    @property
    def live(self) -> bool:
        return self.used_at is None and self.expires_at > now()
