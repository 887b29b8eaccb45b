"""What the store tells of leads and calls, handed to the cell that it is about."""

from dialer.cell import callbacks, hopper
from dialer.cell.cell import Cell
from dialer.engine.items import Counted, Fetched, MachinesMet, NotStocked, Stocked

FromStore = Stocked | Counted | Fetched | NotStocked | MachinesMet


def take_stock(cell: Cell, item: FromStore, *, now: float) -> bool:
    """Let the cell know; whether its pacer should be asked."""
    match item:
        case Stocked():
            hopper.on_stock(cell, item.leads, zone_keys=item.zone_keys, next_due=item.next_due, now=now)
        case Fetched():
            callbacks.on_fetched(cell, item.callback_id, item.lead)
        case NotStocked():
            hopper.on_silence(cell, now=now)
        case MachinesMet(served_at=served_at):
            cell.learned.tally.recount_met(served_at)
        case Counted(dialable=dialable):
            cell.stock.behind = tuple((str(i), leads) for i, leads in dialable.items() if leads)
            return False
    return True
