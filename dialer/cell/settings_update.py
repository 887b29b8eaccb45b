"""Changes of a campaign's settings while its cell lives."""

from dialer.cell.call.call_handling import call_off
from dialer.cell.campaign import Campaign
from dialer.cell.cell import Cell
from dialer.cell.dialling import callbacks, hopper, preview
from dialer.cell.legal.call_gate import may_call_off_at
from dialer.cell.legal.legal_campaign import lawful
from dialer.core.enums import CampaignStatus


def change(cell: Cell, campaign: Campaign, now: float) -> None:
    """Apply these settings from now on, as far as the law allows."""
    before, cell.settings = cell.campaign, campaign
    cell.campaign, cell.whole.look_at = lawful(campaign, now), now
    cell.whole.lawful_numbers.clear()
    cell.lines.use(campaign.group)
    if campaign.status is not CampaignStatus.RUNNING or cell.trouble:
        hand_back(cell, now=now)
    elif campaign.stock_version != before.stock_version:
        hopper.empty_hopper(cell)  # the next leads are claimed again
        cell.stock.stale = cell.stock.claiming
    if campaign.status is CampaignStatus.STOPPED and before.status is not CampaignStatus.STOPPED:
        for call in list(cell.calls.values()):
            rings_until = may_call_off_at(cell, call, now)
            if rings_until > now:
                cell.to_call_off[call.id] = rings_until
            else:
                call_off(cell, call.id)


def hand_back(cell: Cell, *, now: float) -> None:
    """Release every lead that is not being called: in the hopper, for call-backs, and on agents' screens."""
    hopper.empty_hopper(cell)
    callbacks.let_go(cell, now=now)
    preview.withdraw_offers(cell, now=now)
