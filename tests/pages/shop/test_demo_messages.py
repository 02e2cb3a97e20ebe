"""What the demo would have sent, on its own page."""

from market.kernel.db import write
from market.kernel.settings import settings
from market.messages.outbox import Channel, Message
from tests import world


def test_letters_by_every_way(shop, monkeypatch):
    monkeypatch.setenv("MARKET_DEMO", "1")
    settings.cache_clear()
    try:

        def left(db) -> None:
            for channel in Channel:
                Message(
                    name=f"one by {channel}", channel=channel, to="+6281200000099", to_name=f"Ibu {channel}",
                    template="member_left", params={"group": "Tunas", "name": "Ana"},
                ).add(db)  # fmt: skip

        write(left)
        page = world.client().get("/demo/kabar")
        assert page.status_code == 200
        assert [each for each in Channel if f"Ibu {each}" not in page.text] == []
    finally:
        settings.cache_clear()
