"""A campaign as several laws together let it run."""

from dataclasses import replace

import pytest

from dialer.campaigns.cell_campaign import read_campaign
from dialer.cell.legal.legal_campaign import lawful
from dialer.compliance.load import Profiles, load
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import Kind
from tests.support.cells import NOW, a_config, some_seen


def ringing(seconds: float) -> Profiles:
    """The shipped profiles, where Italy's lets a phone ring for so long at least."""
    shipped = load()
    rules = tuple(
        replace(rule, params=rule.params.model_copy(update={"seconds": seconds}))
        if rule.kind is Kind.MIN_RING
        else rule
        for rule in shipped["IT"].rules
    )
    return Profiles({**shipped.by_id, "IT": replace(shipped["IT"], rules=rules)})


@pytest.mark.parametrize(("seconds", "least"), [(10.0, 15.0), (20.0, 20.0)])
def test_a_phone_rings_as_long_as_the_strictest_law_of_its_lists_asks_before_it_is_called_off(seconds, least):
    """One law's people have the shortest wait, and another's phones the longest ringing."""
    config = a_config(law=LawSettings(profile="auto"), mode="predictive")
    seen = some_seen(countries=frozenset({"IT", "GB"}))
    campaign = lawful(read_campaign(config, profiles=ringing(seconds), seen=seen), NOW)
    assert (campaign.policy.wait_limit_s, campaign.policy.ring_min_s) == (2.0, least)


@pytest.mark.parametrize(("seconds", "least"), [(0.0, None), (15.0, 15.0)])
def test_where_one_law_of_several_names_no_ringing_nobody_is_called_off(seconds, least):
    """Alone such a law lets nobody be called off, so it does not beside another whose people have the shortest wait."""
    config = a_config(law=LawSettings(profile="auto"), mode="predictive")
    seen = some_seen(countries=frozenset({"IT", "GB"}))
    campaign = lawful(read_campaign(config, profiles=ringing(seconds), seen=seen), NOW)
    assert (campaign.policy.wait_limit_s, campaign.policy.ring_min_s) == (2.0, least)
