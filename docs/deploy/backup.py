#!/usr/bin/env python3
"""Save what a Pronto cannot be made again from, while it runs: `backup.py FOLDER`, as the user that Pronto runs as.

FOLDER is new; nobody else can read it. It then holds the database (`pronto.db`, or `pronto.dump` of PostgreSQL) and the
small files of the state folder, the keys among them, without which the database is of no use. Settings come from the
environment, as Pronto's own: PRONTO_STATE_DIR, PRONTO_DATABASE_URL. Uploads that wait to be loaded are not saved.

It needs Python alone; for PostgreSQL also pg_dump, of the server's version or newer.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

SMALL = ("number-key", "report-keys", "machine-key", "sign-in-key", "trunk-key", "audit-anchor")


def main(to: Path) -> None:
    """Save into the new folder `to`. Raises OSError, or sqlite3's and pg_dump's errors."""
    os.umask(0o077)
    state = Path(os.environ.get("PRONTO_STATE_DIR") or Path.home() / ".local/state/pronto")
    url = os.environ.get("PRONTO_DATABASE_URL") or f"sqlite:///{state / 'pronto.db'}"
    to.mkdir(parents=True)
    # Before the database: its audit may be longer than the anchor says, never shorter.
    for name in SMALL:
        if (state / name).is_file():
            shutil.copy2(state / name, to)
            (to / name).chmod(0o600)
    if url.startswith("sqlite:///"):
        save_sqlite(Path(url.removeprefix("sqlite:///")), to / "pronto.db")
    else:
        save_postgres(url, to / "pronto.dump")


def save_sqlite(database: Path, to: Path) -> None:
    """One consistent view of the file, whoever writes to it meanwhile."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(to),))


def save_postgres(url: str, to: Path) -> None:
    """The same of PostgreSQL. The password goes by the environment: a command line can be read by everybody."""
    parts = urlsplit(url)
    place = {"PGHOST": parts.hostname, "PGPORT": parts.port, "PGUSER": parts.username, "PGPASSWORD": parts.password}
    given = {name: unquote(str(value)) for name, value in place.items() if value is not None}
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={to}", f"--dbname={unquote(parts.path[1:])}"]
    subprocess.run(command, env={**os.environ, **given}, check=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER")
    main(Path(sys.argv[1]))
