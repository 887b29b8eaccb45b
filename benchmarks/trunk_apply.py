"""A trunk written into the real Asterisk: from the request to its proof, beside the bare requests to Asterisk.

    python -m benchmarks.trunk_apply [--times 20]

What is timed for Pronto: checking every option, a version in the database, a job, writing, reading back, and the proof
that the carrier answers OPTIONS; the end is looked for every 50 ms. The bare client sends the same objects to the REST
interface of Asterisk and does nothing else. Both in turns, on one lab, each time with another codec. Promised: 1 s.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from dialer.cell.tally import quantiles
from dialer.provisioning.model import VersionState
from dialer.provisioning.wanted_trunk import WantedTrunk
from tests.lab.test_trunk_provisioning import by_address, ended, place
from tests.support.call_centre import ACTOR
from tests.support.shared_lab import SharedLab

CODECS = ("alaw", "ulaw")


async def bare(client: httpx.AsyncClient, objects: Any) -> float:
    """Write these objects; ms."""
    begun = time.monotonic()
    for one in objects:
        url = f"/ari/asterisk/config/dynamic/res_pjsip/{one.kind.value}/{one.name}"
        fields = [{"attribute": name, "value": value} for name, value in one.fields.items()]
        (await client.put(url, json={"fields": fields})).raise_for_status()
    return (time.monotonic() - begun) * 1000


async def measure(times: int) -> dict[str, Any]:
    """Both in turns."""
    ours, theirs = list[float](), list[float]()
    shared_lab = SharedLab()
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder, closing(shared_lab):
        async with (
            place(shared_lab, Path(folder)) as (lab, centre, node_id),
            httpx.AsyncClient(base_url=lab.ari.url, auth=(lab.ari.username, lab.ari.secret), trust_env=False) as client,
        ):
            parts = centre.parts
            provisioning = parts.service.provisioning
            for number in range(times):
                settings = by_address(lab, codecs=(CODECS[number % 2],))
                begun = time.monotonic()
                version = await provisioning.apply(node_id, "milan", settings, password=None, actor=ACTOR)
                standing = await ended(parts, version)
                ours.append((time.monotonic() - begun) * 1000)
                assert standing.state is VersionState.STANDING, standing.outcome
                theirs.append(await bare(client, WantedTrunk.of(standing, parts.settings.state_dir).objects))
    return {"times": times, "pronto": quantiles(ours), "bare": quantiles(theirs)}


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}")
    print(json.dumps(asyncio.run(measure(asked.times))))


if __name__ == "__main__":
    main()
