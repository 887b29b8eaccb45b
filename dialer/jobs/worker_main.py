"""The process that `dialer.jobs.worker_process` starts: does its work and writes the result."""

import traceback
from typing import Any

from dialer.core.errors import DialerError
from dialer.core.file_fault import BadFile
from dialer.jobs.model import Interrupted
from dialer.jobs.worker_process import work_named, write
from dialer.storage.database import TROUBLE
from dialer.storage.error_codes import lasts
from dialer.storage.error_messages import explain_trouble
from dialer.storage.retry import is_absent, is_full


def main(module: str, name: str, arguments: dict[str, Any]) -> None:
    """Do the work, and write what comes of it."""
    try:
        write("done", work_named(module, name)(arguments))
    except BadFile as bad:
        write("bad file", bad.reason)
    except Interrupted as broke:
        write("interrupted", {"why": broke.why, "died": broke.died})
    except TROUBLE as error:
        traceback.print_exc()
        kinds = {"absent": is_absent(error), "full": is_full(error), "unusable": lasts(error)}
        write("interrupted", {"why": explain_trouble(error, arguments.get("url", "")), **kinds})
    except DialerError as refused:
        write("refused", [type(refused).__name__, refused.facts])
