"""The simulator's setting of a campaign, before its past calls are known."""

from dialer.campaigns.model import CampaignConfig
from pacing.simulate.setting import Setting
from pacing.simulate.world import World


def setting_of(campaign: CampaignConfig) -> Setting:
    """Its limits and the channels of its trunks; the rest is the simulator's default."""
    default = World()
    world = World(
        wait_limit_s=campaign.wait_limit_ms / 1_000.0,
        ring_limit_s=campaign.ring_limit_ms / 1_000.0,
        lines=sum(trunk.max_channels for trunk in campaign.trunks) or default.lines,
        starts_per_s=sum(trunk.calls_per_second for trunk in campaign.trunks) or default.starts_per_s,
    )
    return Setting(world=world, limit=campaign.target_abandon_share)
