"""Print the libraries that a project needs, a line each: `requirements.py pyproject.toml`."""

import sys
import tomllib
from pathlib import Path

print(*tomllib.loads(Path(sys.argv[1]).read_text("utf-8"))["project"]["dependencies"], sep="\n")
