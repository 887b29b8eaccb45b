"""Texts about the machine: long-running processes, the doctor, the check of Asterisk, the database."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

SERVE: Final = Catalogue(
    {
        "needs_redis": mark(
            "Engine and API are started apart only when something carries their messages: set PRONTO_REDIS_URL "
            "(Redis 8 or Valkey), the same for both, as in redis://127.0.0.1:6379/0. `pronto run` starts both and "
            "needs none."
        ),
        "no_port": mark(
            "{host} port {port} cannot be used ({why}). Another program, perhaps another Pronto, has it: set "
            "PRONTO_PORT to a free one."
        ),
        "not_this_port": mark(
            "{host} port {port} cannot be used ({why}): this user may not listen there. Set PRONTO_PORT to 1024 or "
            "more."
        ),
        "no_host": mark(
            "{host} port {port} cannot be used ({why}). Set PRONTO_HOST to an address of this machine, as in 127.0.0.1."
        ),
        "listens": mark("Pronto listens on {url}: the board is at /board, the reference at /docs."),
        "first_start": mark(
            "Nobody can sign in yet. This link signs in as the first administrator, once: {url}/sign-in#link={secret}"
        ),
        "first_start_file": mark(
            "Nobody can sign in yet. `pronto user link admin` prints a link for the first administrator. Until then "
            "{url}/sign-in#link=… opens with what stands in {file}, which only its owner can read."
        ),
        "up_to_date": mark("The tables of {url} are up to date."),
    }
)
ASTERISK: Final = Catalogue(
    {
        "ok": mark("ok"),
        "wrong": mark("wrong"),
        "to_mend": mark("{count} to fix."),
        "mend_node": mark("start Asterisk, or correct host, port and {secret} of this node"),
        "node": mark("node {name}"),
    }
)
PEOPLE: Final = Catalogue(
    {
        "name": mark("name"),
        "full_name": mark("full name"),
        "email": mark("e-mail"),
        "roles": mark("roles"),
        "agent": mark("agent"),
        "agents": mark("agents"),
        "owner": mark("owner"),
        "second_factor": mark("second factor"),
        "created": mark("created"),
        "expires": mark("expires"),
        "used": mark("last used"),
        "revoked": mark("revoked"),
        "disabled": mark("disabled"),
        "key_revoked": mark("Key {id} is revoked."),
        "no_user": mark("There is no user {name}. {those}"),
        "no_team": mark("There is no team {name}. {those}"),
        "no_company": mark("There is no company {name}. {those}"),
        "given": mark("{user} has the role {role}."),
        "taken": mark("{user} has the role {role} no more."),
        "not_held": mark("{user} does not have the role {role} for this."),
        "user_disabled": mark("{user} is disabled."),
        "user_enabled": mark("{user} may sign in again."),
        "factor_removed": mark("{user} signs in without a second factor."),
        "team_created": mark("Team {team} is written."),
        "team_renamed": mark("Team {team} is now called {name}."),
        "team_deleted": mark("Team {team} is deleted."),
    }
)
DOCTOR: Final = Catalogue(
    {
        "ok": mark("ok"),
        "wrong": mark("wrong"),
        "python": mark("python"),
        "settings": mark("settings"),
        "state": mark("state folder"),
        "profiles": mark("profiles"),
        "database": mark("database"),
        "redis": mark("redis"),
        "port": mark("port"),
        "asterisk": mark("asterisk {name}"),
        "machine": mark("machine"),
        "carries": mark(
            "{cores} {cores:core|cores}, each {speed_percent:.0f} % as fast as where it was measured: by calculation "
            "about {agents} agents with Asterisk and voice on it, or {calls_per_second:.0f} calls a second from one "
            "engine (docs/sizing.md)"
        ),
        "lag": mark("behind: {name}"),
        "behind": mark("{ms} ms recently, with the running engine"),
        "mend_behind": mark("The machine is overloaded: see docs/sizing.md."),
        "newer_python": mark("Use 3.11 or newer."),
        "correct_variable": mark("Correct the variable named."),
        "unread": mark("nothing reads {names}"),
        "misspelt": mark("Misspelt? See the list of settings."),
        "all_known": mark("every PRONTO_ variable is known"),
        "own_folder": mark("Set PRONTO_STATE_DIR to a folder you own."),
        "others_read": mark("others can read {folder}"),
        "not_writable": mark("{folder} cannot be written"),
        "let_write": mark("Let the user that runs Pronto write to it."),
        "more": mark("{words} ({count} more; `pronto law list` shows all)"),
        "nodes": mark("{url}, {count} {count:node|nodes}"),
        "no_redis": mark("not set: `pronto run` needs none"),
        "answers": mark("answers"),
        "mend_redis": mark("Start the server, or correct PRONTO_REDIS_URL."),
        "nothing_there": mark("nothing answers there"),
        "no_answer": mark("no answer within {s:g} seconds"),
        "no_name": mark("this name is not known"),
        "no_tls": mark("no TLS ({why})"),
        "broke_off": mark("it broke off"),
        "unreachable": mark("it cannot be reached"),
        "mend_port": mark("Correct PRONTO_HOST or PRONTO_PORT."),
        "runs": mark("Pronto runs at {place}"),
        "free": mark("{place} is free"),
        "set_up": mark("set up as Pronto needs it ({count} {count:check|checks})"),
        "no_secret": mark("{variable} is not set"),
        "set_secret": mark("Set it to the manager user's secret in manager.conf."),
        "mend_node": mark("Is Asterisk running, and `enabled = yes` in manager.conf? See `pronto asterisk check`."),
        "else": mark("{place} is something else"),
        "correct_port": mark("Correct the node's port."),
    }
)
