"""Asterisk's answer to one action."""

from dataclasses import dataclass, field

from ami.errors import AmiRefused, denied
from ami.wire import Headers

# The few refusals that say nothing about the request; any other stays the same when asked again.
_PASSING = ("Originate failed", "Memory", "memory", "allocation failure", "Failed to update entry", "Unable to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Asterisk's answer to one action, with the items of the list if it was one."""

    action: str
    success: bool
    message: str
    """Asterisk's own words; empty when it gave none."""
    headers: Headers = field(default_factory=Headers)
    items: tuple[Headers, ...] = ()
    """Items of a list in order, without the closing …Complete event."""

    @property
    def denied(self) -> bool:
        """Whether the manager user lacks the right."""
        return not self.success and self.message == "Permission denied"

    def require(self) -> "Answer":
        """This answer if it is a success; raises MissingPrivilege or AmiRefused otherwise."""
        if self.success:
            return self
        if self.denied:
            raise denied(self.action)
        passing = any(text in self.message for text in _PASSING)
        raise AmiRefused(f"{self.action}: {self.message or 'no reason given'}", permanent=not passing)
