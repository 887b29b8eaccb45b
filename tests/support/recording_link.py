"""A made link to Asterisk, for tests of what is sent."""

from ami.action import Action
from ami.errors import AmiDown


class Link:
    """A link that takes note of what is sent."""

    def __init__(self) -> None:
        self.sent: list[Action] = []

    def send(self, action: Action) -> None:
        self.sent.append(action)
        raise AmiDown("noted")
