"""Texts of a script: which words are said, and the fields merged into them.

`{agent.name}` and the like are fields, `**…**` is bold, and `[pause]` a pause. There is no HTML.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from dialer.campaigns.scripts.model import Choice, Question, Script, Step, Texts, Tone

FIELD: Final = re.compile(r"\{([^{}]*)\}")
# What texts may name besides fields of the lead, facts and answers.
NAMES: Final = frozenset(
    {
        *("agent.name", "company.name", "campaign.name"),
        *("lead.name", "lead.polite_name", "lead.language", "lead.external_id"),
    }
)


def say_of(step: Step, *, tone: Tone | None, customer: str) -> Texts:
    """What is said: the variant that fits tone and customer best, or the step's own words."""

    def fit(place: int) -> int:
        variant = step.variants[place]
        if (variant.tone and variant.tone is not tone) or (variant.customer and variant.customer != customer):
            return 0
        return bool(variant.tone) + 2 * bool(variant.customer)

    best = max(range(len(step.variants)), key=fit, default=None)
    return step.variants[best].say if best is not None and fit(best) else step.say


def merged(text: str, fields: Mapping[str, str]) -> str:
    """The text with its fields filled in; one that is not known is left out."""
    return FIELD.sub(lambda found: fields.get(found[1].strip().casefold(), ""), text)


def fields_in(texts: Texts) -> Iterator[str]:
    """The names of the fields that the texts merge."""
    for text in texts.values():
        yield from (name.strip().casefold() for name in FIELD.findall(text))


def texts_of(script: Script) -> Iterator[tuple[str, str, Texts]]:
    """All texts: the id of their step, or empty, where in it they stand, and the texts."""
    for step in (*script.steps, *script.asides):
        yield from ((step.id, name, getattr(step, name)) for name in ("title", "aim", "cue", "say"))
        yield from ((step.id, "variants", variant.say) for variant in step.variants)
        if step.ask is not None:
            yield from _texts_of_question(step.id, step.ask)
        if step.identify is not None:
            yield step.id, "identify.label", step.identify.label
    for name, choices in (("customer_types", script.customer_types), ("facts", script.facts)):
        yield from _labels("", name, choices)
    yield from (("", "links", link.label) for link in script.links)


def _texts_of_question(step_id: str, question: Question) -> Iterator[tuple[str, str, Texts]]:
    yield from _labels(step_id, "ask.choices", question.choices)
    yield from _labels(step_id, "ask.rows", question.rows)
    yield step_id, "ask.low", question.low
    yield step_id, "ask.high", question.high


def _labels(step_id: str, name: str, choices: tuple[Choice, ...]) -> Iterator[tuple[str, str, Texts]]:
    yield from ((step_id, name, one.label) for one in choices)
