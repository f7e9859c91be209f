# Everything a developer does, on a machine with Python 3.11 or newer, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check bench bench-quick peers soak pictures samples clean

run: $(VENV)/run ## the console with invented cases
	$(BIN)/backoffice demo

test: $(VENV)/dev ## all tests
	$(BIN)/python -m pytest -q -n auto --dist worksteal

check: $(VENV)/dev ## style, types, contracts between the rooms, unused and missing dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .

bench: $(VENV)/dev ## ours against others, as ratios (a quarter of an hour; see bench/README.md)
	$(BIN)/python -m bench

bench-quick: $(VENV)/dev ## the same in under a minute
	$(BIN)/python -m bench --quick

peers: .venv-peers/done ## the consoles that the bench is held against, each in an environment of its own

.venv-peers/done:
	for peer in posting harlequin; do \
		$(PYTHON) -m venv .venv-peers/$$peer && .venv-peers/$$peer/bin/pip install -q $$peer || exit 1; \
	done
	touch $@

soak: $(VENV)/dev ## the tests that kill and race, many more times
	BACKOFFICE_SOAK=1 $(BIN)/python -m pytest -q tests/test_store_kills.py tests/test_perform_races.py

pictures: $(VENV)/dev ## the pictures of the README, drawn by the tests
	$(BIN)/python -m pytest -q tests/test_pictures.py tests/test_pictures_tasks.py tests/test_datahub_pictures.py --snapshot-update

samples: $(VENV)/dev ## the sample lists in data/
	$(BIN)/python data/make_samples.py
	$(BIN)/python data/make_datahub.py
	$(BIN)/python data/make_metering.py
	$(BIN)/python data/make_agreements.py

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install -q -e .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install -q -e '.[dev]'
	$(BIN)/python -m compileall -q src
	touch $@ $(VENV)/run

clean:
	rm -rf $(VENV) .venv-peers build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
