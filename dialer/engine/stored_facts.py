"""Hands facts from the store to the cell they concern."""

from dialer.cell.cell import Cell, Recount
from dialer.cell.dialling import callbacks, failover, hopper
from dialer.engine.engine_events import ClaimedAgain, Counted, Fetched, MachinesMet, NotStocked, Recounted, Stocked
from dialer.engine.recovery.pacer_warmup import tally_of

FromStore = Stocked | Counted | Fetched | ClaimedAgain | NotStocked | MachinesMet | Recounted


def take_stock(cell: Cell, item: FromStore, *, now: float) -> bool:
    """Apply the fact; return whether the cell's pacer should be asked."""
    match item:
        case Stocked():
            hopper.on_stock(cell, item.leads, zone_keys=item.zone_keys, next_due=item.next_due, now=now)
        case Fetched():
            callbacks.on_fetched(cell, item.callback_id, item.lead)
        case ClaimedAgain(lead=lead):
            failover.on_claimed_again(cell, lead)
        case NotStocked():
            hopper.on_silence(cell, now=now)
        case MachinesMet(served_at=served_at):
            cell.learned.tally.recount_met(served_at)
        case Recounted():
            _recount(cell, item, now=now)
        case Counted(dialable=dialable):
            cell.stock.behind = tuple((str(i), leads) for i, leads in dialable.items() if leads)
            return False
    return True


def _recount(cell: Cell, found: Recounted, *, now: float) -> None:
    """Replace the counts up to `until` with those of the rows; later ones stay as the cell saw them."""
    before, tally = cell.learned.tally, tally_of((one for one in found.counts if one.minute_at < found.until), now=now)
    for minute_at, count in before.by_minute(found.until):
        tally.add(minute_at, served=count.served, abandoned=count.abandoned, machines=count.machines)
    tally.recount_met(found.met_at)
    cell.learned.tally = tally
    cell.recount = Recount(now, before.since(None), tally.since(None))
