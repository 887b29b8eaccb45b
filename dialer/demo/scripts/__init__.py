"""Scripts of the demonstration seller: a fibre script, a questionnaire and a survey, in Italian and English."""

from pathlib import Path
from typing import Any, Final

import yaml

from dialer.campaigns.scripts.model import ScriptRole
from dialer.campaigns.scripts.rules.reading import read_script, script_as_data

SCRIPTS: Final = Path(__file__).parent
SELLER: Final = "Aurora Servizi"
LINK_HOSTS: Final = ("www.aurora-servizi.example",)
SAMPLES: Final = (
    ("fibre", "Fibra 1000", ScriptRole.SALES_SCRIPT),
    ("habits", "Abitudini in casa", None),
    ("satisfaction", "Dopo la chiamata", ScriptRole.SURVEY),
)
"""By file: its title, and the role that it has in the demonstration's campaign."""


def sample(name: str) -> dict[str, Any]:
    """The body of a script, in the long form."""
    return script_as_data(read_script(yaml.safe_load((SCRIPTS / f"{name}.yaml").read_text(encoding="utf-8"))))
