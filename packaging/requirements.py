"""Print the libraries a project needs, a line each: `requirements.py pyproject.toml EXTRA…`."""

import sys
import tomllib
from pathlib import Path

path, *extras = sys.argv[1:]
project = tomllib.loads(Path(path).read_text("utf-8"))["project"]
optional = project["optional-dependencies"]
for extra in extras:
    if extra not in optional:
        sys.exit(f"there is no extra {extra!r}; there are {', '.join(sorted(optional))}")
print(*project["dependencies"], *(each for extra in extras for each in optional[extra]), sep="\n")
