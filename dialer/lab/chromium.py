"""The Chromium of this machine, and the flags with which nothing that it does leaves the machine."""

import shutil
from typing import Final

# No updates, no field trials, no first-run pages.
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--window-size=1600,1000",
)
# A microphone that hears tones, and permission to use it: for phones in the browser, where nobody is to be asked.
FAKE_AUDIO: Final = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
)


def chromium() -> str | None:
    """The path of the browser; None if there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
