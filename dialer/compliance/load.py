"""Profile files into profiles: the one place of the rules that reads files."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml
from pydantic import ValidationError

from dialer.compliance.forms import ProfileForm
from dialer.compliance.problems import BadProfiles, Problem, problems_of
from dialer.compliance.profile import Profile
from dialer.compliance.resolve import Read, resolve

SHIPPED: Final = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles of a folder, by id."""

    by_id: Mapping[str, Profile]

    def __getitem__(self, profile_id: str) -> Profile:
        return self.by_id[profile_id]


def load(folder: Path = SHIPPED) -> Profiles:
    """Read, check and resolve every *.yaml of a folder. Raises `BadProfiles` with all that is wrong."""
    return profiles_of(texts_of(folder))


def texts_of(folder: Path) -> dict[str, str]:
    """What stands in every *.yaml of a folder, by file name. Raises `BadProfiles`."""
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.yaml")):
        try:
            texts[file.name] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise _no_yaml(file.name, error) from error
    if not texts:
        what, mend = "the folder has no *.yaml", "Name the folder of the profiles"
        raise BadProfiles([Problem(file=folder.name, what=what, mend=mend)])
    return texts


def profiles_of(texts: Mapping[str, str]) -> Profiles:
    """Check and resolve the texts of profile files. Raises `BadProfiles` with all that is wrong."""
    problems: list[Problem] = []
    read: list[Read] = []
    for name, text in texts.items():
        try:
            read.append(_read(name, text))
        except BadProfiles as error:
            problems.extend(error.problems)
    if problems:
        raise BadProfiles(problems)
    return Profiles(MappingProxyType(resolve(read)))


def _read(name: str, text: str) -> Read:
    try:
        raw = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - it is a SafeLoader
    except yaml.YAMLError as error:
        raise _no_yaml(name, error) from error
    if not isinstance(raw, dict):
        raise BadProfiles([Problem(file=name, what="it is no profile", mend="Begin with format: and id:")])
    try:
        return Read(name, ProfileForm.model_validate(raw), raw)
    except ValidationError as error:
        raise BadProfiles(problems_of(error, file=name, raw=raw)) from error


def _no_yaml(name: str, error: Exception) -> BadProfiles:
    said = " ".join(str(error).split())
    return BadProfiles([Problem(file=name, what=f"it is no YAML: {said}", mend="Correct the text")])


class _PlainLoader(yaml.SafeLoader):
    """YAML without its traps: `no` and `off` are words, 09:00 is no number, and no key is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"{twice} is written twice", node.start_mark)
        return super().construct_mapping(node, deep)


_TRAPS = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")
_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _TRAPS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
