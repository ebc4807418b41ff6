# Everything runs in .venv, made from nothing but Python, make and git.

PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
MINUTES ?= 60
PASSAGES ?= 10000 100000 1000000
SHARED := tests/index/engine $(addprefix tests/index/test_,concurrency.py deleting.py originals.py)
STORES := tests/index/store $(addprefix tests/index/contracts/test_,backends.py derivations.py) $(addprefix tests/service/,http/test_store_away.py cli/test_store.py)

.PHONY: serve test torture distributed check eval bench bench-scale soak clean

serve: .venv/installed
	$(BIN)/spravka index seeds --apart
	$(BIN)/spravka serve --host $(HOST) --port $(PORT)

test: .venv/installed-dev
	$(BIN)/pytest

# Minutes of kills, faults, flipped bytes and random changes, from a new seed that is printed.
torture: .venv/installed-dev
	TORTURE=20 OMP_NUM_THREADS=1 $(BIN)/pytest tests/torture tests/index/test_state_machine.py

# One store for several servers, over a real PostgreSQL: the contracts and all of the index's own
# tests but those of SQLite's file, more than a hundred kills of writers, servers and PostgreSQL,
# readers beside changes, a network that fails anywhere, and figures beside SQLite.
distributed: .venv/installed-dev
	SHARED=1 $(BIN)/pytest $(SHARED) -m "not sqlite"
	$(BIN)/pytest $(STORES)
	TORTURE=25 OMP_NUM_THREADS=1 $(BIN)/pytest tests/torture -k share
	$(BIN)/python -m tests.postgres $(BIN)/python -m eval.speed.stores

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy
	$(BIN)/pytest

eval: .venv/installed
	$(BIN)/spravka eval

bench: .venv/installed
	$(BIN)/python -m eval.speed.benchmark

# How search, changes, memory and disk grow: DATASET is a question set with its documents, of which
# passages are made (PASSAGES="10000 100000" for fewer); indexes stay in WORK.
bench-scale: .venv/installed
	$(BIN)/python -m eval.speed.scale --dataset "$(DATASET)" --work "$(WORK)" $(PASSAGES:%=--passages %)

# An hour of reading and writing against a server; MINUTES=5 for a short one.
soak: .venv/installed
	$(BIN)/python -m eval.soak --minutes $(MINUTES)

clean:
	rm -rf .venv .spravka .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info

# The pins in constraints.txt are the versions that were tested.
.venv/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv: a minute or a few, once"
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $@
