"""What was acknowledged outlives any kill; what was not is there whole or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.postgres import PostgresServer
from tests.torture.conftest import tell

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "tests.torture.kills")


def killed(*options: str, kills: int, seed: int) -> dict[str, int]:
    done = subprocess.run(
        [*PROGRAM, f"--kills={kills}", f"--seed={seed}", *options],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, int] = json.loads(done.stdout)
    assert told["kills"] == kills
    assert told["searches"] > 0
    assert told["generations"] > 0
    return told


def test_writers_are_killed_while_others_read(scale: int, seed: int) -> None:
    kills = 10 * scale
    told = killed(kills=kills, seed=seed)
    tell("writers killed, nothing lost and nothing half", kills)
    tell("changes made by them", told["generations"])
    tell("of them committed and not yet acknowledged", told["landed"])
    tell("searches beside them, each of one generation", told["searches"])


def test_writers_servers_and_the_engine_are_killed_that_share_a_store(
    postgres: PostgresServer, scale: int, seed: int
) -> None:
    assert postgres
    kills = 4 * scale
    told = killed("--shared", kills=kills, seed=seed)
    tell("kills of who writes to PostgreSQL, or of that itself", kills)
    tell("of them of PostgreSQL", told["engines"])
    tell("servers killed beside them", told["servers"])
    tell("killed altogether", kills + told["servers"])
    tell("changes made, each whole and none lost", told["generations"])
    tell("searches on servers of their own, each of one generation", told["searches"])
    tell("searches refused while PostgreSQL was away", told["refused"])
