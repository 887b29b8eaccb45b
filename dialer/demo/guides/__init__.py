"""Guides of the demonstration seller: a fibre script, a questionnaire and a survey, in Italian and English."""

from pathlib import Path
from typing import Any, Final

import yaml

from dialer.campaigns.guides.model import GuideRole
from dialer.campaigns.guides.rules.reading import guide_as_data, read_guide

GUIDES: Final = Path(__file__).parent
SELLER: Final = "Aurora Servizi"
LINK_HOSTS: Final = ("www.aurora-servizi.example",)
SAMPLES: Final = (
    ("fibre", "Fibra 1000", GuideRole.SALES_SCRIPT),
    ("habits", "Abitudini in casa", None),
    ("satisfaction", "Dopo la chiamata", GuideRole.SURVEY),
)
"""By file: its title, and the role that it has in the demonstration's campaign."""


def sample(name: str) -> dict[str, Any]:
    """The body of a guide, in the long form."""
    return guide_as_data(read_guide(yaml.safe_load((GUIDES / f"{name}.yaml").read_text(encoding="utf-8"))))
