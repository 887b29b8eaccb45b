"""Whose objects a caller may see."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visibility:
    """The controllers and teams whose objects a caller may see; None means all.

    Campaigns, lists, leads, attempts, call-backs, suppressions and persons' requests belong to a controller; agents
    belong to a team. Nodes, trunks and teams belong to the installation: the permission alone decides there, and those
    of `INSTALLATION` take a role for all.
    """

    controllers: frozenset[int] | None = None
    teams: frozenset[int] | None = None

    def __and__(self, other: "Visibility") -> "Visibility":
        """What both reach."""
        return Visibility(_both(self.controllers, other.controllers), _both(self.teams, other.teams))

    def reaches(self, controller_id: int) -> bool:
        """Whether it reaches this controller's objects."""
        return self.controllers is None or controller_id in self.controllers

    def covers(self, controller_id: int | None, team_id: int | None) -> bool:
        """Whether it reaches all that a grant does which is for this controller and team; None means all of them."""
        return (self.controllers is None or controller_id in self.controllers) and (
            self.teams is None or team_id in self.teams
        )


EVERYTHING = Visibility()
NOTHING = Visibility(frozenset(), frozenset())


def _both(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    if one is None or other is None:
        return one if other is None else other
    return one & other
