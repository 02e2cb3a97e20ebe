"""SalesChannel: how an order came into the book, and so how its sale is known. Figures show them apart."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from market.kernel.record import state_column
from market.kernel.settings import settings


class SalesChannel(StrEnum):
    """WEB: its buyer placed it here. CHAT: the group typed it, and its buyer confirmed it by a link. WRITTEN: the
    group typed it, and says that it is certain. TILL: sold at the till, handed over at once. DIRECT: only counted as
    sold ("Terjual langsung"); no parcel is of it."""

    WEB = "web"
    CHAT = "chat"
    WRITTEN = "written"
    TILL = "till"
    DIRECT = "direct"

    @property
    def charged(self) -> bool:
        """Whether the platform takes its part: of what a group sold by itself only where the platform says so."""
        if self in (SalesChannel.CHAT, SalesChannel.WRITTEN):
            return settings().fee_on_written
        return self is SalesChannel.WEB or (self is SalesChannel.TILL and settings().fee_on_till)


class ChannelFacts(SQLModel):
    """How a parcel came into the book, and who of the group typed it, where it was not its buyer.

    `pay_days`: an office, whose offer it was, pays so many days after it has the goods.
    """

    channel: SalesChannel = Field(
        default=SalesChannel.WEB, sa_column=state_column(SalesChannel, "channel", server_default="web")
    )
    typed_by: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": ""})
    typed_by_id: int | None = None
    pay_days: int | None = None

    @property
    def by_offer(self) -> bool:
        """It came by an offer to an office, which pays later. `BY_OFFER` of orders.paid alike."""
        return self.pay_days is not None
