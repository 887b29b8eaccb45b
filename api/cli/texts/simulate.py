"""Texts of `pronto simulate`, about the days and the law."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark, pmark

SIMULATE: Final = Catalogue(
    {
        "past": mark(
            "{calls} past calls, {people} answered by a person ({share}), {abandoned} of them abandoned; from "
            "{since} h to {until} h."
        ),
        "past_times": mark("Ringing {ring} s, talk {talk} s, wrap-up {wrap_up} s, {agents} agents."),
        "past_hours": mark("Answered by a person, by hour: {rates}."),
        "hour": mark("{hour} h {share}"),
        "assumed": mark("The calls do not tell these, so they are assumed: {names}."),
        "agents": mark("agents"),
        "ring": mark("ring"),
        "talk": mark("talk"),
        "wrap-up": mark("wrap-up"),
        "as it is": mark("as it is"),
        "guaranteed": mark("guaranteed"),
        "progressive": mark("progressive"),
        "predictive": mark("predictive"),
        "busy": mark("busy"),
        "change": mark("change"),
        "days": mark("days"),
        "abandoned": mark("abandoned"),
        "over": mark("over"),
        "worst": mark("worst"),
        "talks/h": mark("talks/h"),
        "meaning": mark(
            "busy: share of the agents' time in talk and wrap-up. days: the lowest and the highest. over: days above "
            "the limit. worst: abandoned share of the worst half hour. talks/h: for each agent."
        ),
        "course": mark("each block {minutes} minutes\noccupancy {busy} 0 to 100 %\nabandoned {lost} 0 to {most} calls"),
        "band": mark(
            "{runs} days. One more would lie, with {coverage} for each figure, between\n"
            "  occupancy        {occupancy}\n  abandoned share  {abandoned}\n"
            "  calls for each agent and hour  {low} and {high}"
        ),
        "between": mark("{low} and {high} (middle {middle})"),
        "band_head": mark("{runs} days, {coverage}."),
        "figure": mark("figure"),
        "low": mark("low"),
        "middle": mark("middle"),
        "high": mark("high"),
        "occupancy": mark("occupancy"),
        "abandoned_share": mark("abandoned_share"),
        "calls_per_agent_hour": mark("calls_per_agent_hour"),
        "team": mark("{agents} agents, {share} answered by a person"),
        "swept": mark("What {name} does"),
        "side_by_side": mark("Side by side: {team}"),
        "written": mark("Written: {file}"),
        "simulating": mark("simulating"),
        "answered_talk": mark("answered by a person, talk"),
    }
)


def display_name(name: str) -> str:
    """The label of a figure or world of the simulation; its own name if the catalogue has none."""
    return SIMULATE(name) if name in SIMULATE else name


LAW_DAY: Final = Catalogue(
    {
        "no_law": mark("There is no law {name!r}. {those} `pronto law list` shows all."),
        "sketch": mark("No campaign starts on {name}, which is a sketch. {those} `pronto law list` shows all."),
        "layer": mark("No campaign starts on {name}, which is a base for others. {those} `pronto law list` shows all."),
        "one_country": mark("{first} and {second} are laws of one country: give one of them."),
        "cannot_run": mark("The campaign {name!r} cannot be run: {error}"),
        "of_the_law": mark("Under a law nobody chooses {names}: leave it out, or simulate without a law."),
        "none_chosen": mark(
            "The campaign has no law (law.profile): its own limit alone is kept. --law IT puts it under one."
        ),
        "profile": mark("{id}, version {version}."),
        "noise_hangup": mark("Who finds no agent hears comfort noise and is hung up on {s:g} s after {start}."),
        "hangup": mark("Who finds no agent is hung up on {s:g} s after {start}."),
        "noise_message": mark("Who finds no agent hears comfort noise, and the message {s:g} s after {start}."),
        "message": mark("Who finds no agent hears the message {s:g} s after {start}."),
        "answer": mark("the answer"),
        "greeting_start": mark("the first word"),
        "greeting_end": mark("the end of the greeting"),
        "ring": mark("A phone rings for {s:g} s at least; then the call may be called off."),
        "rate": mark(
            "{id}: {limit} of {party}{strict}; ahead of the agents from {least} answered calls on, up to {level}."
        ),
        "answered": mark("all answered calls"),
        "people": mark("calls that people answered"),
        "strict": mark(", machine hang-ups counted as abandoned"),
        "screened": mark("Machine detection is on; of those taken for machines {share} are reckoned to be people."),
        "unscreened": mark(
            "Machine detection is off: {share} of the talks are with machines, which agents hang up on."
        ),
        "held": mark("Nobody may be dialled ahead ({rule}: {why}): {so}."),
        "progressive": mark("one call for each ready agent all day"),
        "guaranteed": mark("an agent is reserved before each call"),
        "of": mark("limit of"),
        "window": mark("window"),
        "abandoned": pmark("law_day", "abandoned"),
        "share": mark("share"),
        "limit": mark("limit"),
        "worst": mark("worst"),
        "over": mark("over"),
        "chance": mark("chance"),
        "design": mark("design"),
        "whole_campaign": mark("campaign"),
        "day": mark("day"),
        "days": mark("{count} {count:day|days}"),
        "last_hours": mark("last {count} h"),
        "last_days": mark("last {count} {count:day|days}"),
        "meaning": mark(
            "abandoned: of the answered calls of all days. Each day is a window; one that lasts longer is seen at the "
            "day's end. worst: the highest share of a window at its end. over: windows that ended over the limit. "
            "chance: that a window does, by these days, with 95 %. design: what the guard allows it to be."
        ),
        "so_far": mark("simulated {share}: {name}"),
    }
)
