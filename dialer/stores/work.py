"""What is kept of agents and their working day."""

from functools import cached_property
from typing import TYPE_CHECKING

from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.stores.people import PeopleStore
from dialer.work.agents.store import Agents
from dialer.work.pauses.store import Pauses

if TYPE_CHECKING:
    from dialer.access.store.teams import Teams
    from dialer.work.issue_reports.store import IssueReports
    from dialer.work.team_messages.store import TeamMessages
    from dialer.work.workday.store import Workdays


class WorkStore(PeopleStore):
    """What is kept of agents and their working day."""

    def __init__(self, database: Database, digests: Digests) -> None:
        super().__init__(database, digests)
        self.agents: Agents = Agents(database)
        self.pauses = Pauses(database)

    @cached_property
    def teams(self) -> "Teams":
        from dialer.access.store.teams import Teams
        from dialer.work.agents.store import leave_team

        return Teams(self.database, leave_team)

    @cached_property
    def team_messages(self) -> "TeamMessages":
        from dialer.work.team_messages.store import TeamMessages

        return TeamMessages(self.database)

    @cached_property
    def issue_reports(self) -> "IssueReports":
        from dialer.work.issue_reports.store import IssueReports

        return IssueReports(self.database)

    @cached_property
    def workdays(self) -> "Workdays":
        from dialer.work.workday.store import Workdays

        return Workdays(self.database)
