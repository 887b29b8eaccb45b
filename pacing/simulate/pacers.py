"""Every pacer that can be simulated, by name, held to one limit."""

from __future__ import annotations

from pacing.simulate.averaging import VicidialAverage
from pacing.simulate.baselines import Erlang, MakePacer, Omnidialer, Vicidial, pronto
from pacing.simulate.law import Law, lawful
from pacing.simulate.world import World
from pacing.snapshot import Mode

CALLING_OFF_FROM_S = 15.0  # the usual legal minimum of ringing


def pacers(
    limit: float = 0.03, ring_min_s: float | None = None, ratio: float = 2.0, law: Law | None = None
) -> dict[str, MakePacer]:
    """Pronto's modes and the published policies, each made for a world when a run begins.

    `limit` is the abandoned share of answered calls; `ring_min_s` the age at which ringing calls may be called off
    (None: never, but for the pacer named after it); `ratio` the calls for each ready agent of the fixed ratio. For
    Pronto's own modes a law replaces the limit; the published policies only know the limit.
    """

    def own(mode: Mode, times: float = 1.0, called_off: float | None = None) -> MakePacer:
        return pronto(mode, times, called_off, limit) if law is None else lawful(law, mode, times)

    def tapered(world: World) -> Vicidial:
        return Vicidial(limit=limit, tapered=True, shift_s=world.day_s)

    called_off = CALLING_OFF_FROM_S if ring_min_s is None else ring_min_s
    return {
        "progressive": own(Mode.PROGRESSIVE),
        "guaranteed": own(Mode.GUARANTEED),
        f"fixed ratio {ratio:g}": own(Mode.RATIO, ratio),
        "VICIdial hard limit": lambda _: Vicidial(limit=limit),
        "VICIdial tapered": tapered,
        "VICIdial average": lambda _: VicidialAverage(limit=limit),
        "OMniDialer": lambda world: Omnidialer(world, limit),
        "Erlang rate": lambda world: Erlang(world, limit),
        "predictive": own(Mode.PREDICTIVE, called_off=ring_min_s),
        "predictive calling off": own(Mode.PREDICTIVE, called_off=called_off),
    }
