"""All actions that we send to Asterisk, with one function for each."""

import hashlib
from collections.abc import Mapping, Sequence

from ami.action import (
    MAX_CHANNEL_ID_BYTES,
    MAX_FIELD_BYTES,
    VARIABLE_NAME,
    Action,
    CallerId,
    escaped,
    needed,
    not_longer,
    one_channel,
    variable_header,
)
from ami.errors import BadHeader


def originate(
    *,
    channel: str,
    channel_id: str,
    context: str,
    exten: str,
    priority: int = 1,
    ring_timeout_ms: int,
    caller_id: CallerId | None = None,
    variables: Mapping[str, str] | None = None,
    other_channel_id: str = "",
    at_hangup: str = "",
) -> Action:
    """Dial `channel` ("PJSIP/+41…@trunk") and, when it answers, run it in the dialplan at `context,exten,priority`.

    `channel_id` becomes the unique id of the channel in every later event; `other_channel_id` that of the second half
    of a Local channel. Variables named with `__` before are inherited by further channels. `at_hangup` is a subroutine
    ("context,exten,priority") that the channel runs when it ends, answered or not. The answer comes at once and means
    "taken"; how it ended comes as OriginateResponse.
    """
    needed("Originate", channel_id=channel_id, context=context, exten=exten)
    if "/" not in channel[1:]:
        raise BadHeader(f"Originate: channel {channel!r} has no technology; write it as PJSIP/endpoint.")
    if ring_timeout_ms <= 0 or priority <= 0:
        raise BadHeader(f"Originate: ring_timeout_ms {ring_timeout_ms} and priority {priority} must be above 0.")
    shown = caller_id.header() if caller_id else ""
    not_longer("Originate", MAX_FIELD_BYTES, channel=channel, caller_id=shown)
    not_longer("Originate", MAX_CHANNEL_ID_BYTES, channel_id=channel_id, other_channel_id=other_channel_id)
    # Without Async the whole AMI session is blocked until the person answers.
    headers = [
        ("Channel", channel),
        ("Context", context),
        ("Exten", exten),
        ("Priority", str(priority)),
        ("Timeout", str(ring_timeout_ms)),
        ("Async", "true"),
        ("ChannelId", channel_id),
    ]
    optional = (("OtherChannelId", other_channel_id), ("CallerID", shown))
    headers += [pair for pair in optional if pair[1]]
    headers += [variable_header("Originate", name, value) for name, value in (variables or {}).items()]
    if at_hangup:
        headers.append(("Variable", f"CHANNEL(hangup_handler_push)={escaped(at_hangup)}"))
    return Action("Originate", tuple(headers))


def bridge(*, customer: str, agent: str) -> Action:
    """Join two channels at once, without a tone. Give unique ids: Asterisk takes a name as a prefix of names."""
    one_channel("Bridge", customer)
    one_channel("Bridge", agent)
    return Action("Bridge", (("Channel1", customer), ("Channel2", agent), ("Tone", "no")))


def bridge_kick(channel: str) -> Action:
    """Take one channel, by unique id, out of its bridge: each of both goes on in its dialplan. Needs no right."""
    one_channel("BridgeKick", channel)
    return Action("BridgeKick", (("Channel", channel),))


def hangup(channel: str, *, cause: int = 16) -> Action:
    """Hang up one channel, by unique id or name, with a Q.850 cause (1 to 127)."""
    one_channel("Hangup", channel)
    if not 1 <= cause <= 127:
        raise BadHeader(f"Hangup: cause {cause}; Q.850 causes go from 1 to 127.")
    return Action("Hangup", (("Channel", channel), ("Cause", str(cause))))


def setvar(channel: str, name: str, value: str) -> Action:
    """Set a variable of one channel. The value is taken as it is, commas and quotes too."""
    one_channel("Setvar", channel)
    if not VARIABLE_NAME.match(name):
        raise BadHeader(f"Setvar: variable name {name!r}; use letters, digits and _, with at most two _ before.")
    return Action("Setvar", (("Channel", channel), ("Variable", name), ("Value", value)))


def stop_listening(channel: str) -> Action:
    """End what TALK_DETECT began on one channel."""
    one_channel("Setvar", channel)
    return Action("Setvar", (("Channel", channel), ("Variable", "TALK_DETECT(remove)"), ("Value", "")))


def getvar(name: str, *, channel: str = "") -> Action:
    """Read a variable or function of a channel, or a global one."""
    needed("Getvar", name=name)
    return Action("Getvar", ((("Channel", channel),) if channel else ()) + (("Variable", name),))


def db_get(family: str, key: str) -> Action:
    """Read one entry of Asterisk's own database; refused with "Database entry not found" if there is none."""
    needed("DBGet", family=family, key=key)
    return Action("DBGet", (("Family", family), ("Key", key)))


def db_get_tree(family: str) -> Action:
    """Read every entry of a family; `parse.database_values` reads the items."""
    needed("DBGetTree", family=family)
    return Action("DBGetTree", (("Family", family),))


def db_put(family: str, key: str, value: str) -> Action:
    """Write one entry of Asterisk's own database, in place of what it held."""
    needed("DBPut", family=family, key=key)
    return Action("DBPut", (("Family", family), ("Key", key), ("Val", value)))


def db_del(family: str, key: str) -> Action:
    """Delete one entry of Asterisk's own database."""
    needed("DBDel", family=family, key=key)
    return Action("DBDel", (("Family", family), ("Key", key)))


def challenge() -> Action:
    """Ask for a challenge, so that the secret is never sent; `parse.challenge_of` reads the answer."""
    return Action("Challenge", (("AuthType", "MD5"),))


def login(username: str, secret: str, challenge: str) -> Action:
    """Log in by the answer to a challenge, and ask for all events that the user may read.

    Asterisk knows no digest but MD5 of challenge and secret (main/manager.c, `authenticate`). An eavesdropper can only
    try secrets against it: one of 24 random bytes is out of reach.
    """
    needed("Login", username=username, secret=secret, challenge=challenge)
    key = hashlib.md5(f"{challenge}{secret}".encode(), usedforsecurity=False).hexdigest()
    return Action("Login", (("AuthType", "MD5"), ("Username", username), ("Key", key), ("Events", "on")))


def core_show_channels() -> Action:
    """List the live channels; `parse.live_channel` reads an item."""
    return Action("CoreShowChannels")


def core_settings() -> Action:
    """Ask for version and limits; `parse.asterisk_version` reads the answer."""
    return Action("CoreSettings")


def show_dialplan(context: str, exten: str) -> Action:
    """List the priorities of one extension; refused if there is none."""
    needed("ShowDialPlan", context=context, exten=exten)
    return Action("ShowDialPlan", (("Context", context), ("Extension", exten)))


def pjsip_show_endpoint(name: str) -> Action:
    """Ask for all about one SIP endpoint; `parse.contact_status` reads the items on its reachability."""
    needed("PJSIPShowEndpoint", name=name)
    return Action("PJSIPShowEndpoint", (("Endpoint", name),))


def pjsip_show_endpoints() -> Action:
    """List all SIP endpoints, each with its contacts and whether it can be reached."""
    return Action("PJSIPShowEndpoints")


def pjsip_qualify(name: str) -> Action:
    """Ask the contacts of one SIP endpoint by OPTIONS now; what they answer shows in `pjsip_show_endpoint`."""
    needed("PJSIPQualify", name=name)
    return Action("PJSIPQualify", (("Endpoint", name),))


def pjsip_show_registrations() -> Action:
    """List our registrations at carriers."""
    return Action("PJSIPShowRegistrationsOutbound")


def ping() -> Action:
    """Ask for a sign of life."""
    return Action("Ping")


def logoff() -> Action:
    """Log off; Asterisk closes the connection."""
    return Action("Logoff")


def get_config(file: str) -> Action:
    """Read a file of Asterisk's configuration; `parse.config_sections` reads the answer. Needs the right `config`."""
    needed("GetConfig", file=file)
    return Action("GetConfig", (("Filename", file),))


def update_config(file: str, changes: Sequence[Sequence[tuple[str, str]]]) -> Action:
    """Change a file of Asterisk's configuration, without loading it.

    Each change is a row of headers without their numbers: `(("Action", "NewCat"), ("Cat", "x"))`. An action takes about
    thirty (`MAX_HEADERS`).
    """
    needed("UpdateConfig", file=file)
    numbered = [(f"{name}-{place:06d}", value) for place, change in enumerate(changes) for name, value in change]
    return Action("UpdateConfig", (("SrcFilename", file), ("DstFilename", file), *numbered))


def reload_module(module: str) -> Action:
    """Let one module read its configuration again. Success says that it was asked to, not what came of it."""
    needed("Reload", module=module)
    return Action("Reload", (("Module", module),))
