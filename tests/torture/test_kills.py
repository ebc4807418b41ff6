"""What was acknowledged outlives any kill; what was not is there whole or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.torture.conftest import tell

ROOT = Path(__file__).parents[2]


def test_writers_are_killed_while_others_read(scale: int, seed: int) -> None:
    kills = 10 * scale
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.kills", f"--kills={kills}", f"--seed={seed}"],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] == kills
    assert told["searches"] > 0
    assert told["generations"] > 0
    tell("writers killed, nothing lost and nothing half", kills)
    tell("changes made by them", told["generations"])
    tell("of them committed and not yet acknowledged", told["landed"])
    tell("searches beside them, each of one generation", told["searches"])
