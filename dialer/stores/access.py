"""What is kept of companies, people who sign in, and their keys."""

from functools import cached_property
from typing import TYPE_CHECKING

from dialer.access.agents import AgentReader
from dialer.access.companies.campaigns import CampaignReader
from dialer.access.companies.store import CallerIds, Companies
from dialer.access.store.keys import Keys
from dialer.access.store.users import Users
from dialer.profiles.store import RuleFiles
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.stores.foundation import FoundationStore

if TYPE_CHECKING:
    from dialer.access.store.boards import Boards
    from dialer.access.store.grants import Grants
    from dialer.access.store.monitoring import Watching
    from dialer.access.store.sessions import BoardTokens, Sessions


class AccessStore(FoundationStore):
    """What is kept of companies, people who sign in, and their keys.

    `agents` and `campaigns` are kept by domains above, and read here as far as those below need them.
    """

    agents: AgentReader
    campaigns: CampaignReader

    def __init__(self, database: Database, digests: Digests) -> None:
        super().__init__(database, digests)
        self.companies = Companies(database)
        self.caller_ids = CallerIds(database)
        self.users = Users(database)
        self.keys = Keys(database)
        self.rule_files = RuleFiles(database)

    @cached_property
    def boards(self) -> "Boards":
        from dialer.access.store.boards import Boards

        return Boards(self.database)

    @cached_property
    def sessions(self) -> "Sessions":
        from dialer.access.store.sessions import Sessions

        return Sessions(self.database)

    @cached_property
    def board_tokens(self) -> "BoardTokens":
        from dialer.access.store.sessions import BoardTokens

        return BoardTokens(self.database)

    @cached_property
    def grants(self) -> "Grants":
        from dialer.access.store.grants import Grants

        return Grants(self.database)

    @cached_property
    def watching(self) -> "Watching":
        from dialer.access.store.monitoring import Watching

        return Watching(self.database)
