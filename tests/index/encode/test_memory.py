"""What the libraries below keep for each length of text is bounded before they are used."""

import os
import subprocess
import sys

import pytest

KEPT = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY")
PROGRAM = """
import os, sys
import index
assert "torch" not in sys.modules
index.Encoders
print(*(os.environ[name] for name in {names}))
"""


@pytest.mark.parametrize(
    ("given", "used"), [({}, "32 32"), ({KEPT[1]: "500"}, "32 500")], ids=["ours", "the user's"]
)
def test_few_shapes_are_kept_unless_the_user_says_otherwise(
    given: dict[str, str], used: str
) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in KEPT} | given
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(names=KEPT)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == used
