"""The templates of phones in the browser, as Pronto ships them: an admin's own copy does not change what it writes."""

from collections.abc import Mapping
from functools import cache

from dialer.core.shipped_files import asterisk_config
from dialer.telephony.asterisk import reference_config
from dialer.telephony.nodes.browser_phones import TEMPLATES
from dialer.telephony.nodes.provisioning import ObjectKind


@cache
def shipped_templates() -> Mapping[ObjectKind, Mapping[str, str]]:
    """The options of each kind of object, from asterisk-config/pjsip-browser.conf."""
    text = (asterisk_config() / "pjsip-browser.conf").read_text(encoding="utf-8")
    return {kind: reference_config.options(text, section) for kind, section in TEMPLATES.items()}
