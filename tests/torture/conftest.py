"""How much is tried, and what of it is told at the end.

`TORTURE=20` in the environment tries twenty times as much, from a new seed, which is printed.
"""

import os
import secrets
import sys

import pytest

TORTURE = int(os.environ.get("TORTURE", "0"))

_figures: list[tuple[str, str]] = []


def tell(what: str, figure: object) -> None:
    """Note what a test did, for the table at the end of a long run."""
    _figures.append((what, str(figure)))


@pytest.fixture
def scale() -> int:
    return max(1, TORTURE)


@pytest.fixture
def seed() -> int:
    number = int(os.environ.get("SEED", secrets.randbits(32) if TORTURE else 1))
    # pytest shows it where a test fails.
    sys.stdout.write(f"SEED={number} TORTURE={TORTURE}\n")
    return number


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if TORTURE and _figures:
        terminalreporter.section("torture")
        for what, figure in _figures:
            terminalreporter.write_line(f"{what:<60} {figure:>12}")
