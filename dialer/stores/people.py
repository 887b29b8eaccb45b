"""What is kept of people who are called, and how they are reached: lists, consents, suppressions, numbers shown."""

from functools import cached_property
from typing import TYPE_CHECKING

from dialer.people.callbacks.store.callbacks import Callbacks
from dialer.people.leads.store.contact_history import Pasts
from dialer.people.leads.store.leads import Leads
from dialer.people.leads.store.recheck import reopen_all
from dialer.people.leads.store.returns import Away
from dialer.people.lists.store.penetration import Penetrations
from dialer.people.suppression.store.suppressions import Suppressions
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.stores.telephony import TelephonyStore
from dialer.telephony.caller_ids.store.pools import CallerIdPools
from dialer.telephony.destinations.store import DestinationStore

if TYPE_CHECKING:
    from dialer.people.imports.store.imports import Imports
    from dialer.people.interactions.store.history import Histories
    from dialer.people.interactions.store.interactions import Interactions
    from dialer.people.interactions.store.moods import Moods
    from dialer.people.leads.store.changes import Changes
    from dialer.people.leads.store.dry_run import Foreseeing
    from dialer.people.leads.store.export import Exports
    from dialer.people.leads.store.search import Finding
    from dialer.people.leads.store.single_lead import Adding
    from dialer.people.lists.store.arrangement import Arranging
    from dialer.people.lists.store.assignment import Assigning
    from dialer.people.lists.store.consents import ListConsents
    from dialer.people.lists.store.custom_fields import OwnFields
    from dialer.people.lists.store.lists import Lists
    from dialer.people.lists.store.shares import ListShares
    from dialer.people.mail.store import Messages
    from dialer.people.persons.store.consents import Consents
    from dialer.people.persons.store.masked_numbers import MaskedNumbers
    from dialer.people.persons.store.records import PersonRecords
    from dialer.people.registers.store.coverage import EachNumber
    from dialer.people.registers.store.registers import Registers
    from dialer.people.tasks.store.promises import Promises
    from dialer.people.tasks.store.tasks import Tasks


class PeopleStore(TelephonyStore):
    """What is kept of people who are called, and how they are reached: lists, consents, suppressions, numbers shown."""

    def __init__(self, database: Database, digests: Digests) -> None:
        super().__init__(database, digests)
        self.leads = Leads(database, digests)
        self.pasts = Pasts(database, digests)
        self.away = Away(database)
        self.penetration = Penetrations(database)
        self.suppressions = Suppressions(database, digests)
        self.callbacks = Callbacks(database)
        self.destinations = DestinationStore(database, reopen_all)
        self.caller_id_pools = CallerIdPools(database, reopen_all)

    @cached_property
    def lists(self) -> "Lists":
        from dialer.people.lists.store.lists import Lists

        return Lists(self.database)

    @cached_property
    def list_consents(self) -> "ListConsents":
        from dialer.people.lists.store.consents import ListConsents

        return ListConsents(self.database)

    @cached_property
    def list_shares(self) -> "ListShares":
        from dialer.people.lists.store.shares import ListShares

        return ListShares(self.database)

    @cached_property
    def assigning(self) -> "Assigning":
        from dialer.people.lists.store.assignment import Assigning

        return Assigning(self.database)

    @cached_property
    def arranging(self) -> "Arranging":
        from dialer.people.lists.store.arrangement import Arranging

        return Arranging(self.database)

    @cached_property
    def own_fields(self) -> "OwnFields":
        from dialer.people.lists.store.custom_fields import OwnFields

        return OwnFields(self.database)

    @cached_property
    def finding(self) -> "Finding":
        from dialer.people.leads.store.search import Finding

        return Finding(self.database)

    @cached_property
    def lead_changes(self) -> "Changes":
        from dialer.people.leads.store.changes import Changes

        return Changes(self.database)

    @cached_property
    def adding(self) -> "Adding":
        from dialer.people.leads.store.single_lead import Adding

        return Adding(self.database, self.digests)

    @cached_property
    def foreseeing(self) -> "Foreseeing":
        from dialer.people.leads.store.dry_run import Foreseeing

        return Foreseeing(self.database, self.digests)

    @cached_property
    def exports(self) -> "Exports":
        from dialer.people.leads.store.export import Exports

        return Exports(self.database)

    @cached_property
    def imports(self) -> "Imports":
        from dialer.people.imports.store.imports import Imports

        return Imports(self.database)

    @cached_property
    def registers(self) -> "Registers":
        from dialer.people.registers.store.registers import Registers

        return Registers(self.database, self.digests)

    @cached_property
    def numbers(self) -> "EachNumber":
        from dialer.people.registers.store.coverage import EachNumber

        return EachNumber(self.database, self.digests)

    @cached_property
    def tasks(self) -> "Tasks":
        from dialer.people.tasks.store.tasks import Tasks

        return Tasks(self.database)

    @cached_property
    def promises(self) -> "Promises":
        from dialer.people.tasks.store.promises import Promises

        return Promises(self.database)

    @cached_property
    def person_records(self) -> "PersonRecords":
        from dialer.people.persons.store.records import PersonRecords

        return PersonRecords(self.database, self.digests)

    @cached_property
    def consents(self) -> "Consents":
        from dialer.people.persons.store.consents import Consents

        return Consents(self.database)

    @cached_property
    def masked_numbers(self) -> "MaskedNumbers":
        from dialer.people.persons.store.masked_numbers import MaskedNumbers

        return MaskedNumbers(self.database)

    @cached_property
    def interactions(self) -> "Interactions":
        from dialer.people.interactions.store.interactions import Interactions

        return Interactions(self.database, self.digests)

    @cached_property
    def moods(self) -> "Moods":
        from dialer.people.interactions.store.moods import Moods

        return Moods(self.database)

    @cached_property
    def histories(self) -> "Histories":
        from dialer.people.interactions.store.history import Histories

        return Histories(self.database)

    @cached_property
    def messages(self) -> "Messages":
        from dialer.people.mail.store import Messages

        return Messages(self.database)
