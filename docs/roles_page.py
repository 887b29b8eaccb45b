"""Makes docs/roles.md from the code: `make docs` writes it, and a test compares the two."""

from pathlib import Path
from typing import Final

from dialer.access.roles import MEANINGS, ROLES, STEP_UP

PAGE: Final = Path(__file__).resolve().parent / "roles.md"
_ABOVE: Final = """\
# Roles and permissions

Written by `make docs` from `dialer/access/roles.py`; `GET /api/v1/roles` answers the same. A role is a set of
named permissions. Each operation of the API names the one that it takes, as a scope in the OpenAPI document; who lacks
it gets 403 and is told which it is.

A role is given for all companies or for one, and for all teams or for one. Campaigns, lists, leads, attempts,
call-backs, caller ids, suppressions, register answers and persons' requests belong to a company, agents to a team:
what belongs to another is not found (404), and is in no list and no figure. Nodes, trunks and teams belong to the
installation: all who may read them read them. To change nodes, trunks and phones takes a role for all companies and
teams; to read the audit, to delete by age and to change the keys of reports, one for all companies.

`agent.self` stands in for the permission of an operation whose path names the agent who asks. `*`: a person signed in
gives the password or a code again first, a program's key does not; so too before a register's file, rejected rows, the
audit or a person's data leave, and before a board is shared.

"""


def page() -> str:
    """The page."""
    rows = [["permission", "lets one", *(role.value for role in ROLES)], ["---", "---", *[":-:"] * len(ROLES)]]
    for permission, meaning in MEANINGS.items():
        name = f"`{permission}`{'*' if permission in STEP_UP else ''}"
        rows.append([name, str(meaning), *("x" if permission in held else "" for held in ROLES.values())])
    return _ABOVE + "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    PAGE.write_text(page())
