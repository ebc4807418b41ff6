"""Follow the Dockerfile without a builder: `rehearse.py FOLDER` builds and starts it there.

What the first stage copies and runs is copied and run in a new folder, with /source and
/opt/spravka in it; of the second stage the environment and the commands are taken, on a port of
their own. It prints how large what was installed is. The libraries are installed anew, which takes
minutes.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from dockerfile_parse import DockerfileParser

ROOT = Path(__file__).parents[1]
ARGUMENTS = {name: os.environ.get(name, "") for name in ("TORCH_INDEX", "EXTRAS")}
_READY_WITHIN = 180.0


def main(folder: Path) -> None:
    """Build, start, ask, and say how large it is; raises CalledProcessError, RuntimeError."""
    folder.mkdir(parents=True)
    steps = DockerfileParser(path=str(ROOT / "Dockerfile")).structure
    second = [n for n, step in enumerate(steps) if step["instruction"] == "FROM"][1]
    environment = dict(os.environ) | ARGUMENTS
    for step in steps[:second]:
        follow(step["instruction"], step["value"], folder, environment)
    installed = folder / "opt" / "spravka"
    size = int(subprocess.check_output(["du", "-sk", installed], text=True).split()[0]) / 1000
    print(f"installed: {size:.0f} MB")
    for name, value in variables(steps[second:]).items():
        environment[name] = moved(value, folder).replace("$PATH", environment["PATH"])
    environment |= {"SPRAVKA_DATA": str(folder / "data"), "SPRAVKA_PORT": "0"}
    environment |= {"SPRAVKA_TOKEN": "rehearsed-rehearsed"}
    command = [*words(steps, "ENTRYPOINT"), *words(steps, "CMD")]
    check = words(steps, "HEALTHCHECK")
    serve(command, check, environment)


def follow(instruction: str, value: str, folder: Path, environment: dict[str, str]) -> None:
    """Do what one step of the first stage says."""
    source = folder / "source"
    if instruction == "ENV":
        environment |= dict(each.split("=", 1) for each in shlex.split(value))
    elif instruction == "WORKDIR":
        source.mkdir()
    elif instruction == "COPY":
        *paths, target = value.split()
        for path in paths:
            whole = ROOT / path.rstrip("/")
            if whole.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "training")
                shutil.copytree(whole, source / target, ignore=ignored)
            else:
                (source / target).mkdir(exist_ok=True)
                shutil.copy(whole, source / target)
    elif instruction == "RUN":
        print(f"RUN {value}", file=sys.stderr)
        line = moved(value, folder)
        subprocess.run(["sh", "-ec", line], cwd=source, env=environment, check=True)


def moved(value: str, folder: Path) -> str:
    """Return a text with the paths of the image in the folder."""
    return re.sub(r"(?<![\w/])/(opt/spravka|source)\b", rf"{folder}/\1", value)


def variables(steps: list[Mapping[str, str]]) -> dict[str, str]:
    """Return the environment that a stage sets."""
    said = [step["value"] for step in steps if step["instruction"] == "ENV"]
    return dict(each.split("=", 1) for value in said for each in shlex.split(value))


def words(steps: list[Mapping[str, str]], instruction: str) -> list[str]:
    """Return the words of the last instruction of a kind that is written as a list."""
    value = [step["value"] for step in steps if step["instruction"] == instruction][-1]
    found: list[str] = json.loads(value[value.index("[") :])
    return found


def serve(command: list[str], check: list[str], environment: Mapping[str, str]) -> None:
    """Start the server, wait until the health check says that it is ready, and stop it."""
    server = subprocess.Popen(command, env=environment)
    try:
        end = time.monotonic() + _READY_WITHIN
        while subprocess.run(check, env=environment, check=False).returncode:
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server did not get ready")
            time.sleep(1)
        print("ready")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
