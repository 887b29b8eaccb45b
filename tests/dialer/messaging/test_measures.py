"""Counters and histograms: what is added, how it travels, and that its series stay bounded."""

import orjson

from dialer.messaging.measures import ABANDONED, AMI_LAG, ANSWER_TO_AGENT, ATTEMPTS, FAMILIES, Measures

SPRING = ("Spring", "carrier", "busy")


def test_counts_add_up_and_zero_makes_a_series() -> None:
    measures = Measures()
    measures.count(ATTEMPTS, *SPRING)
    measures.count(ATTEMPTS, *SPRING)
    measures.count(ABANDONED, "Spring", by=0)
    assert measures.as_data(1, "default", {"Spring"})["counters"] == [
        ["pronto_attempts", SPRING, 2],
        ["pronto_abandoned", ("Spring",), 0],
    ]


def test_an_observation_falls_into_the_first_bucket_whose_bound_it_does_not_exceed() -> None:
    measures = Measures()
    for seconds in (0.001, 0.0011, 6.0, -0.5):
        measures.observe(ANSWER_TO_AGENT, seconds, "Spring")
    [[name, labels, counts, total]] = measures.as_data(1, "default", {"Spring"})["histograms"]
    assert (name, labels) == ("pronto_answer_to_agent_seconds", ("Spring",))
    assert counts == [2, 1, *[0] * 10, 1]
    assert total == 6.0021


def test_series_of_campaigns_that_are_gone_go_and_those_without_campaign_stay() -> None:
    measures = Measures()
    measures.count(ATTEMPTS, *SPRING)
    measures.observe(ANSWER_TO_AGENT, 0.1, "Spring")
    measures.observe(AMI_LAG, 0.1)
    data = measures.as_data(1, "default", {"Summer"})
    assert (data["counters"], [one[0] for one in data["histograms"]]) == ([], ["pronto_ami_lag_seconds"])


def test_they_survive_the_bus() -> None:
    measures = Measures()
    measures.count(ATTEMPTS, *SPRING)
    data = measures.as_data(1, "default", {"Spring"})
    assert orjson.loads(orjson.dumps(data))["counters"] == [["pronto_attempts", list(SPRING), 1]]


def test_a_family_of_campaigns_names_the_campaign_first() -> None:
    assert [name for name, one in FAMILIES.items() if "campaign" in one.labels[1:]] == []
