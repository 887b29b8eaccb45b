"""The parts of a Pronto process, opened in order and closed in reverse."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dialer.access.key_files import number_key, sign_in_key
from dialer.core import clock
from dialer.core.settings import Settings
from dialer.messaging.bus import Bus, MemoryBus, Topic
from dialer.stores.everything import Store

if TYPE_CHECKING:
    from dialer.services import Service

DEFAULT_NODE = "default"
# What variables say of the default node, by its fields: each group is written as a whole if one of it is set.
SET_FIELDS = (
    {"host": "ami_host", "port": "ami_port", "username": "ami_username", "tls": "ami_tls"},
    {"ari_url": "ari_url", "ari_username": "ari_username"},
)
KEPT_FIELDS = ("max_channels", "calls_per_second", "dial_patterns")  # no variable sets them


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The parts that engine and API share. Only the shell calls `clock`."""

    store: Store
    bus: Bus
    settings: Settings
    clock: Callable[[], float]
    serves: bool = True  # whether this process runs queued jobs

    @cached_property
    def service(self) -> "Service":
        """All services. Raises `BadProfiles`."""
        from dialer.services import Service  # half of Pronto, of which an engine needs hardly anything

        return Service(store=self.store, bus=self.bus, settings=self.settings, clock=self.clock, serves=self.serves)

    async def close(self) -> None:
        """End the background work of the services."""
        if "service" in vars(self):
            await self.service.close()


@asynccontextmanager
async def build(
    settings: Settings, *, hears: Collection[Topic] = tuple(Topic), prepared: bool = False, serves: bool = True
) -> AsyncIterator[Parts]:
    """Open the database (bringing its tables up to date) and the bus; close them when the context ends.

    From other processes the bus brings the topics in `hears`. `prepared`: the parent process has brought the tables up
    to date and written the node of the settings. Without `serves` it leaves queued jobs to others.

    Raises `DialerError` when the database cannot be used. A missing Redis is waited for in the background.
    """
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = number_key(settings.state_dir)
    sign_in_key(settings.state_dir)  # made with the others, so that the first backup has it
    async with AsyncExitStack() as opened:
        store = await opened.enter_async_context(Store.open(settings.database_url, migrate=not prepared, key=key))
        bus = await opened.enter_async_context(_bus(settings, hears))
        if not prepared:
            await default_node(store, settings)
        parts = Parts(store=store, bus=bus, settings=settings, clock=clock.now, serves=serves)
        opened.push_async_callback(parts.close)
        yield parts


@asynccontextmanager
async def _bus(settings: Settings, hears: Collection[Topic]) -> AsyncIterator[Bus]:
    if settings.redis_url is None:
        yield MemoryBus()
        return
    # redis is an extra: a single process neither has it nor needs it
    from dialer.messaging.redis_bus import RedisBus

    async with RedisBus.open(settings.redis_url, prefix=settings.redis_prefix, hears=hears) as bus:
        yield bus


async def default_node(store: Store, settings: Settings) -> None:
    """Write the node that PRONTO_AMI_… and PRONTO_ARI_… describe: at the first start, and when one is set."""
    there = await store.nodes.by_name(DEFAULT_NODE)
    if there is None and await store.nodes.list(retired=True):
        return
    written: dict[str, Any] = {}
    for group in SET_FIELDS:
        if there is None or settings.model_fields_set & set(group.values()):
            written |= {name: getattr(settings, variable) for name, variable in group.items()}
    if there is None:
        await store.nodes.upsert(DEFAULT_NODE, **written)
    elif written:
        kept = (*KEPT_FIELDS, *(name for group in SET_FIELDS for name in group))
        await store.nodes.upsert(DEFAULT_NODE, **{name: getattr(there, name) for name in kept} | written)
