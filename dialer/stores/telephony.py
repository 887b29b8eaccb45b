"""What is kept of Asterisks and trunks."""

from functools import cached_property
from typing import TYPE_CHECKING

from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.stores.access import AccessStore
from dialer.telephony.nodes.store.leases import Leases
from dialer.telephony.nodes.store.nodes import Nodes
from dialer.telephony.trunks.store import TrunkGroups, Trunks

if TYPE_CHECKING:
    from dialer.telephony.caller_ids.store.number_tests import NumberTests


class TelephonyStore(AccessStore):
    """What is kept of Asterisks and trunks."""

    def __init__(self, database: Database, digests: Digests) -> None:
        super().__init__(database, digests)
        self.nodes = Nodes(database)
        self.trunks = Trunks(database)
        self.trunk_groups = TrunkGroups(database)
        self.leases = Leases(database)

    @cached_property
    def number_tests(self) -> "NumberTests":
        from dialer.telephony.caller_ids.store.number_tests import NumberTests

        return NumberTests(self.database)
