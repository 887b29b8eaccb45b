"""A page used by the keyboard alone: the focus is seen wherever it goes, and goes in the order of the page."""

from typing import Any, Final

from playwright.sync_api import Locator, Page

AWAY: Final = 150  # presses of Tab, beyond which something cannot be reached

# Where the focus is: its place before or after the last one, how it is outlined, and whether it lies open to the eye.
LOOK: Final = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const before = window.focusedBefore;
  window.focusedBefore = one;
  // Some kinds of choice show their label alone, and outline it.
  const shown = one.getBoundingClientRect().width || !one.labels?.length ? one : one.labels[0];
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
  const x = Math.min(innerWidth - 1, Math.max(0, box.x + box.width / 2));
  const y = Math.min(innerHeight - 1, Math.max(0, box.y + box.height / 2));
  const over = document.elementFromPoint(x, y);
  return {
    what: one.outerHTML.slice(0, 200),
    forwards: !before || !before.isConnected || before === one
      || Boolean(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.width > 0 && Boolean(over) && (one.contains(over) || over.contains(one) || Boolean(one.labels?.length)),
  };
}"""


class Keys:
    """The keyboard of somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, wanted: Locator) -> None:
        """Press Tab until it has the focus. Raises AssertionError if the focus is not seen, or jumps about."""
        wanted.wait_for()
        back = 0
        for _ in range(AWAY):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            at: dict[str, Any] | None = self.page.evaluate(LOOK)
            if at is None:  # the end of the page: the browser itself has it
                continue
            back += not at["forwards"]
            assert at["outlined"], f"no outline: {at['what']}"
            assert at["seen"], f"hidden: {at['what']}"
            assert back < 3, f"not in the order of the page: {at['what']}"
        raise AssertionError(f"not reached by Tab: {wanted}")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        self.reach(wanted)
        self.page.keyboard.press(key)

    def write(self, wanted: Locator, text: str) -> None:
        self.reach(wanted)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, field: Locator, option: str) -> None:
        """One of a field's choices: opened with the arrow, gone to with the arrow, taken with Enter."""
        self.reach(field)
        self.page.keyboard.press("ArrowDown")
        choice = self.page.get_by_role("option", name=option, exact=True)
        choice.wait_for()
        # What opens the list looks a timer later which choice is gone to, and forgets the arrows pressed before.
        self.page.evaluate("() => new Promise(looked => setTimeout(looked, 0))")
        for _ in range(AWAY):
            if choice.get_attribute("data-combobox-selected") == "true":
                self.page.keyboard.press("Enter")
                choice.wait_for(state="hidden")
                return
            self.page.keyboard.press("ArrowDown")
        focus = self.page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        seen = "visible" if choice.is_visible() else "hidden"
        raise AssertionError(f"not reached by the arrows: {option}, {seen}; the keys go to {focus}")

    def pick(self, button: Locator, item: str) -> None:
        """An item of a menu, gone to with the arrow."""
        self.press(button)
        wanted = self.page.get_by_role("menuitem", name=item)
        wanted.wait_for()
        for _ in range(AWAY):
            if wanted.evaluate("one => one === document.activeElement"):
                self.page.keyboard.press("Enter")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"not reached by the arrows: {item}")
