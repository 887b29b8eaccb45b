"""Scripts as files: YAML of Pronto, JSON of SurveyJS."""

import json
from collections.abc import Mapping
from typing import Any, Final

import yaml

from dialer.campaigns.scripts.rules.reading import BadScript, script_as_data
from dialer.campaigns.scripts.rules.surveyjs import from_surveyjs, to_surveyjs
from dialer.campaigns.scripts.service import read
from dialer.core.request_errors import Invalid
from dialer.i18n.message import Message, msg

_ALIASES: Final = yaml.tokens.AliasToken


def script_of_file(text: str, form: str) -> tuple[dict[str, Any], list[Message]]:
    """The body in a file, in the long form, and what of the file could not be taken over. Raises `Invalid`."""
    if form == "surveyjs":
        try:
            data, left = from_surveyjs(_json(text))
        except BadScript as bad:
            raise Invalid(bad.errors) from None
        return script_as_data(read(data)), left
    return script_as_data(read(_yaml(text))), []


def file_of_script(body: Mapping[str, Any], form: str) -> str:
    """A body as a file."""
    if form == "surveyjs":
        survey, left = to_surveyjs(read(body))
        if left:
            survey["description"] = "Left out: " + "; ".join(map(str, left))
        return json.dumps(survey, ensure_ascii=False, indent=2) + "\n"
    written: str = yaml.safe_dump(dict(body), allow_unicode=True, sort_keys=False, width=110)
    return written


def _yaml(text: str) -> Mapping[str, Any]:
    try:
        # An alias lets a small file mean an enormous one.
        if any(isinstance(token, _ALIASES) for token in yaml.scan(text)):
            raise Invalid([("text", msg("write each part out: aliases (*) are not read"))])
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise Invalid([("text", msg("this is no YAML, from line {line} on", line=line))]) from None
    return _mapping(data)


def _json(text: str) -> Mapping[str, Any]:
    try:
        return _mapping(json.loads(text))
    except (ValueError, RecursionError):
        raise Invalid([("text", msg("this is no JSON"))]) from None


def _mapping(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise Invalid([("text", msg("this is no script"))])
    return data
