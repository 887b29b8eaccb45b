"""What is kept of phones and trunks that Pronto writes into Asterisk's configuration."""

from functools import cached_property
from typing import TYPE_CHECKING

from dialer.stores.work import WorkStore

if TYPE_CHECKING:
    from dialer.provisioning.desk_phones.store import DeskPhones
    from dialer.provisioning.phones.store import PhoneAccounts
    from dialer.provisioning.store import TrunkVersions


class ProvisioningStore(WorkStore):
    """What is kept of phones and trunks that Pronto writes into Asterisk's configuration."""

    @cached_property
    def phones(self) -> "PhoneAccounts":
        from dialer.provisioning.phones.store import PhoneAccounts

        return PhoneAccounts(self.database)

    @cached_property
    def desk_phones(self) -> "DeskPhones":
        from dialer.provisioning.desk_phones.store import DeskPhones

        return DeskPhones(self.database)

    @cached_property
    def trunk_versions(self) -> "TrunkVersions":
        from dialer.provisioning.store import TrunkVersions

        return TrunkVersions(self.database)
