"""Whose objects a caller may see."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visibility:
    """The companies and teams whose objects a caller may see; None means all.

    Campaigns, lists, leads, attempts, call-backs, suppressions and persons' requests belong to a company; agents
    belong to a team. Nodes, trunks and teams belong to the installation: the permission alone decides there, and those
    of `INSTALLATION` take a role for all.
    """

    companies: frozenset[int] | None = None
    teams: frozenset[int] | None = None

    def __and__(self, other: "Visibility") -> "Visibility":
        """What both reach."""
        return Visibility(_both(self.companies, other.companies), _both(self.teams, other.teams))

    def reaches(self, company_id: int) -> bool:
        """Whether it reaches this company's objects."""
        return self.companies is None or company_id in self.companies

    def covers(self, company_id: int | None, team_id: int | None) -> bool:
        """Whether it reaches all that a grant does which is for this company and team; None means all of them."""
        return (self.companies is None or company_id in self.companies) and (
            self.teams is None or team_id in self.teams
        )


EVERYTHING = Visibility()
NOTHING = Visibility(frozenset(), frozenset())


def _both(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    if one is None or other is None:
        return one if other is None else other
    return one & other
