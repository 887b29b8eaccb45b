"""The commands of README and manual, typed as they are printed, where there is Asterisk and no more."""

import asyncio
import os
import re
import shutil
import sys
from asyncio.subprocess import DEVNULL, STDOUT
from pathlib import Path

import pytest

from dialer.lab.build import get_root
from dialer.lab.settings import default_cache

pytestmark = [pytest.mark.lab, pytest.mark.long(60)]

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent / "readme"
README = (REPOSITORY / "README.md").read_text()
FIRST_DAY = REPOSITORY / "docs/manual/pages/admin.md"
PASSED = "the check has passed"
PATIENCE_S = 400.0
CUSTOMERS = ["+390698765401", "+390698765402", "+390698765403"]
NUMBER = "+390212345678"
# Nobody has to wait for a test that was made: the one that is recorded is of this minute.
WHEN = ("--tested-at WHEN", "--tested-at $(date -u +%FT%TZ)")
# The calls of the test come at any hour, so the hours of the campaign and of Italy's profile are all there are.
HOURS = ("mon-fri 09:00-20:00", "mon-sun 00:00-24:00")
# What the README leaves to the user, behind the line that asks for it.
BY_HAND = {
    "pjsip-local.conf.example": (
        "sudo sed -i -e 's/CARRIER.EXAMPLE:5060/127.0.0.3:5070/; s/CARRIER.EXAMPLE/127.0.0.3/' "
        "-e '/^username = 1001/,/^password/s/PASSWORD/a-long-one/; s/USER/acme/; s/PASSWORD/of-the-carrier/' "
        "/etc/asterisk/pjsip-local.conf"
    ),
    "register scrub-out": f"printf '%s\\n' {CUSTOMERS[2]} >answer.csv",  # what the register sends back
}
CARRIER = {
    "asterisk.conf": """
[directories]
astetcdir => /mnt
astdbdir => /mnt/var
astrundir => /mnt/var
astlogdir => /mnt/var
astspooldir => /mnt/var
astkeydir => /mnt/var
astmoddir => /usr/lib/x86_64-linux-gnu/asterisk/modules
astvarlibdir => /var/lib/asterisk
astdatadir => /usr/share/asterisk
""",
    "logger.conf": "[logfiles]\nmessages => notice,warning,error\n",
    "rtp.conf": "[general]\nrtpstart = 30000\nrtpend = 30100\n",
    "pjsip.conf": """
[carrier-transport]
type = transport
protocol = udp
bind = 127.0.0.3:5070

[phone-transport]
type = transport
protocol = udp
bind = 127.0.0.2:5070

[phone-auth]
type = auth
auth_type = digest
username = 1001
password = a-long-one

[phone]
type = registration
transport = phone-transport
outbound_auth = phone-auth
server_uri = sip:127.0.0.1:5060
client_uri = sip:1001@127.0.0.1:5060
contact_user = 1001
retry_interval = 1
auth_rejection_permanent = no

[pbx]
type = endpoint
context = public
disallow = all
allow = alaw

[pbx]
type = identify
endpoint = pbx
match = 127.0.0.1
""",
    # A person answers after a second and talks; Anna's phone is picked up. Both send sound all the time.
    "extensions.conf": """
[public]
exten => 1001,1,Answer()
 same => n,Milliwatt()
exten => _[+0-9]X.,1,Ringing()
 same => n,Wait(1)
 same => n,Answer()
 same => n,Set(TIMEOUT(absolute)=15)
 same => n,Milliwatt()
""",
}
MODULES = ("res_pjsip_outbound_registration.so", "res_pjsip_outbound_authenticator_digest.so", "app_milliwatt.so")
WAIT_FOR_PRONTO = """
for n in {1..600}; do
    python -c 'import urllib.request as r; r.urlopen("http://127.0.0.1:8080/healthz", timeout=5)' && break
    sleep 0.1
done
"""
JOINED = """
import json, pathlib, sys, time, urllib.request
token = pathlib.Path.home().joinpath(".local/state/pronto/machine-key").read_text().strip()
request = urllib.request.Request("http://127.0.0.1:8080/api/v1/board", headers={"Authorization": f"Bearer {token}"})
for _ in range(900):
    [campaign] = json.load(urllib.request.urlopen(request))["campaigns"]
    if campaign["agents"].get("talking"):
        print("a call is joined")
        sys.exit()
    time.sleep(0.2)
sys.exit(f"no call was joined: {campaign}")
"""


def five_steps() -> list[str]:
    """The shell blocks of the five steps."""
    _, _, behind = README.partition("## Your own Asterisk in five steps\n")
    return blocks(behind.partition("\n## ")[0])


def blocks(text: str) -> list[str]:
    """The shell blocks of a page, each without the space before its lines."""
    return [re.sub("^ +", "", block, flags=re.M) for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


def typed(block: str) -> str:
    """The lines of a block as they are typed, each with what the user does after it."""
    assert block.strip()
    lines = []
    for line in re.split(r"(?<!\\)\n", block.replace(*HOURS).replace(*WHEN)):
        lines.append(line)
        lines += [done for asked, done in BY_HAND.items() if asked in line]
    return "\n".join(lines)


def a_machine(folder: Path) -> None:
    """A clone, a home, a carrier, and a list of people to call."""
    clone, carrier = folder / "pronto", folder / "carrier"
    clone.mkdir()
    for path in REPOSITORY.iterdir():
        if path.name not in (".git", "asterisk-config"):
            (clone / path.name).symlink_to(path)
    shutil.copytree(REPOSITORY / "asterisk-config", clone / "asterisk-config")  # Debian sees it too
    (folder / "home").mkdir()
    (carrier / "var").mkdir(parents=True)
    modules = (REPOSITORY / "asterisk-config" / "lab-carrier" / "modules.conf").read_text()
    files = CARRIER | {"modules.conf": modules + "".join(f"load = {name}\n" for name in MODULES)}
    for name, text in files.items():
        (carrier / name).write_text(text)
    (clone / "customers.csv").write_text("name,phone\n" + "".join(f"Person,{number}\n" for number in CUSTOMERS))
    shutil.copytree(REPOSITORY / "dialer/compliance/profiles", folder / "profiles")
    italy = folder / "profiles" / "it.yaml"
    rules = re.sub(r"open: \[mon-fri.*\]", f"open: [{HOURS[1]}]", italy.read_text())
    italy.write_text(re.sub(r"(on|before)_holidays: \[.*\]", r'\1_holidays: ["00:00-24:00"]', rules))


def scripts(folder: Path) -> Path:
    """What is typed: in a first shell until Pronto runs, and in a second one until a call is joined."""
    steps = five_steps()
    assert len(steps) == 5
    asterisk, check, run, describe, start = (typed(step).strip() for step in steps)
    assert run == "pronto run"
    *told, watch = start.splitlines()
    assert watch == "pronto campaign status spring --watch"
    second = ["set -ex", describe, *told, f"timeout 60 {watch} & watching=$!"]
    second += [f"{sys.executable} -c '{JOINED}'", "kill $watching"]
    (folder / "second.sh").write_text("\n".join(second))
    first = ["set -ex", asterisk, f"export PRONTO_PROFILES_DIR={folder}/profiles", check, f"{run} & running=$!"]
    another = f"env -i HOME=$HOME LANG=$LANG PATH={folder}/bin:/usr/bin:/bin bash {folder}/second.sh"
    first += [WAIT_FOR_PRONTO, f"{another} || echo the second shell ended", "kill $running; wait $running"]
    (folder / "first.sh").write_text("\n".join(first))
    return folder / "first.sh"


async def log_of(script: Path, folder: Path) -> list[str]:
    """What is said while a script is typed on the machine in this folder, to the end of it."""
    root = await get_root(default_cache(), own_asterisk=False)
    enter = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--propagation", "private"]
    if os.geteuid() != 0:
        enter += ["--map-root-user", "--map-auto"]
    command = [*enter, "bash", str(HERE / "enter.sh"), str(root.path), str(folder), sys.executable, str(script)]
    log = folder / "log"
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=file, stderr=STDOUT)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()  # and with it all that runs in there
        print(log.read_text())  # noqa: T201 - pytest shows it on failure
    return log.read_text().splitlines()


@pytest.mark.gate
async def test_the_five_steps_end_in_a_joined_call(tmp_path: Path) -> None:
    await asyncio.to_thread(a_machine, tmp_path)
    script = await asyncio.to_thread(scripts, tmp_path)
    assert "a call is joined" in await log_of(script, tmp_path)


async def test_the_first_day_of_the_manual_makes_an_asterisk_that_passes_the_check(tmp_path: Path) -> None:
    await asyncio.to_thread(a_machine, tmp_path)
    asterisk, pronto = blocks(FIRST_DAY.read_text())
    assert pronto.count("&& pronto run\n") == 1
    script = tmp_path / "first.sh"
    script.write_text(f"set -ex\n{asterisk}{pronto.replace('pronto run', f'echo {PASSED}')}")
    assert PASSED in await log_of(script, tmp_path)
