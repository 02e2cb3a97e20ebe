"""A walk that never touches the pointer: Tab until the focus is there, then the keys."""

import datetime

from tests.journeys.test_first_sale import Walk

FOCUSED = """() => {
  const e = document.activeElement;
  return [e.id || "", (e.innerText || e.getAttribute("aria-label") || e.textContent || "").trim(),
          e.type || "", e.tagName];
}"""
MOST_TABS = 400


class Keys(Walk):
    """As `Walk`, by keyboard alone."""

    def reach(self, told, what: str) -> list[str]:
        """Tabs on until the focus is on what `told` accepts."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUSED)
            if told(focus):
                return focus
        raise AssertionError(f"no Tab comes to {what} on {self.page.url}")

    def reach_text(self, label: str) -> None:
        self.reach(lambda focus: focus[1].startswith(label), label)

    def press(self, label: str, within: str = "main") -> None:
        self.reach_text(label)
        self.arrive(lambda: self.page.keyboard.press("Enter"))

    follow = press

    def fill(self, field: str, value: str) -> None:
        kind = self.reach(lambda focus: focus[0] == field, f"#{field}")[2]
        if kind == "date":
            day = datetime.date.fromisoformat(value)
            self.page.keyboard.type(f"{day:%m%d%Y}")
        else:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(value)
