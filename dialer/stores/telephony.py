"""What is kept of Asterisks and trunks."""

from dialer.nodes.store.leases import Leases
from dialer.nodes.store.nodes import Nodes
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.stores.access import AccessStore
from dialer.trunks.store import TrunkGroups, Trunks


class TelephonyStore(AccessStore):
    """What is kept of Asterisks and trunks."""

    def __init__(self, database: Database, digests: Digests) -> None:
        super().__init__(database, digests)
        self.nodes = Nodes(database)
        self.trunks = Trunks(database)
        self.trunk_groups = TrunkGroups(database)
        self.leases = Leases(database)
