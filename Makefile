# Each target sets up what it needs: a virtual environment in .venv, with exactly what requirements.lock pins.
# `make help` lists them. Overridable: PYTHON (3.11 or newer), WORKERS (of the tests), ARGS (passed on),
# RECORD (of `make realism`: passed on to the making of the dataset that is measured).

PYTHON  ?= python3
WORKERS ?= 2
ARGS    ?=
RECORD  ?=

VENV   := .venv
BIN    := $(VENV)/bin
OLDEST := .venv-numpy-oldest
LOCKER := .venv-lock
READERS := .venv-readers
AUDIT  := .venv-audit
UV     := uv==0.13.9

APART := not bench and not conformance and not servers and not attack
FAST  := not slow and $(APART)

.DEFAULT_GOAL := help
.PHONY: help demo check format test test-slow test-conformance conformance servers attack audit readers startup bench realism pages numpy-oldest lock clean distclean $(VENV)
.DELETE_ON_ERROR:

# Runs pytest: 1 the environment, 2 the arguments, 3 what to call the suite when it holds no test.
# pytest ends with 5 when nothing was selected; an empty suite is said so, in words, and is no failure.
define run_pytest
@$(1)/bin/python -m pytest $(2) $(ARGS); code=$$?; \
if [ $$code -eq 5 ]; then echo "no tests: $(3)"; else exit $$code; fi
endef

# Compiles our modules once, as pip does for a package that is not editable: a process may have been told to keep none.
COMPILE = $(BIN)/python -m compileall -q synth care_pathways output

# Makes an empty virtual environment: 1 where.
define new_environment
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "synth needs Python 3.11 or newer; try: make PYTHON=python3.11" >&2; exit 1; }
@echo "Setting up $(1) (once; about a minute) ..."
@$(PYTHON) -m venv --clear $(1)
endef

help:  ## show this
	@awk -F ':.*## ' '/^[a-z.-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV): $(VENV)/.installed

$(VENV)/.locked: requirements.lock
	$(call new_environment,$(VENV))
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@

$(OLDEST)/.locked: .ci/numpy-oldest.lock
	$(call new_environment,$(OLDEST))
	@$(OLDEST)/bin/python -m pip install --quiet --require-hashes -r .ci/numpy-oldest.lock
	@touch $@

$(OLDEST)/.installed: $(OLDEST)/.locked pyproject.toml
	@$(OLDEST)/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@$(OLDEST)/bin/python -m pip check
	@touch $@

$(AUDIT)/.locked: .ci/audit.lock
	$(call new_environment,$(AUDIT))
	@$(AUDIT)/bin/python -m pip install --quiet --require-hashes -r .ci/audit.lock
	@touch $@

demo: $(VENV)/.installed  ## make 250 patients in dataset/ and say what to look at
	@$(BIN)/synth generate --patients 250 --seed 42 --out dataset --force $(ARGS)

check: $(VENV)/.installed  ## style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed  ## put the style right, as far as a tool can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A file of tests goes to one worker, so that what its tests share is made once.
test: $(VENV)/.installed  ## the tests for every day
	$(call run_pytest,$(VENV),-n $(WORKERS) --dist loadfile -q -m "$(FAST)",fast)

test-slow: $(VENV)/.installed  ## the tests that take long
	$(call run_pytest,$(VENV),-n $(WORKERS) --dist loadfile -q -m "slow and $(APART)",slow)

conformance: $(VENV)/.installed  ## 20,000 resources and every form of bundle before the HL7 validator
	$(call run_pytest,$(VENV),-q -rs -m conformance tests/conformance,conformance)

# Readers that cannot be fetched skip their tests, as other people's tools do that are not there.
readers: $(VENV)/.installed  ## other people's readers of CDA, in an environment of their own
	@$(MAKE) --no-print-directory $(READERS)/.locked || { rm -rf $(READERS); echo "no readers of CDA: their tests will skip"; }

$(READERS)/.locked: .ci/readers.lock
	$(call new_environment,$(READERS))
	@$(READERS)/bin/python -m pip install --quiet --require-hashes -r .ci/readers.lock
	@touch $@

test-conformance: $(VENV)/.installed readers  ## the tests that need Java, Maven, npm or ../shared
	$(call run_pytest,$(VENV),-q -rs -m conformance,conformance)

servers: $(VENV)/.installed  ## the tests with real servers: HAPI by Java and Maven, Medplum's router by npm, MESH by pip
	$(call run_pytest,$(VENV),-q -rs -m servers,servers)

attack: $(VENV)/.installed  ## bad input, hostile files and servers, kills: what is given cannot break it
	$(call run_pytest,$(VENV),-n $(WORKERS) -q -m attack tests/attack,attack)

audit: $(AUDIT)/.locked  ## is a pinned dependency known to be vulnerable? Skipped where advisories cannot be reached
	@$(AUDIT)/bin/python .ci/audit.py

startup: $(VENV)/.installed  ## is `synth --help` quick, and free of heavy imports?
	@$(BIN)/python .ci/startup.py

bench: $(VENV)/.installed  ## measure speed and memory against the budgets
	@$(BIN)/python -m tests.benchmarks $(ARGS)

realism: $(VENV)/.installed  ## compare the world and the record with published figures, row by row
	@$(BIN)/python -m synth.realism --persons 100000 --out realism $(ARGS)
	@$(BIN)/synth generate --patients 20000 --format parquet --out realism/dataset --force --quiet $(RECORD)
	@$(BIN)/synth report realism/dataset --out realism

pages: $(VENV)/.installed  ## print the pages of the reference that are made from what they tell of
	@$(BIN)/python -m tools.reference_pages

# That the bytes are the same with either is what is tested: what else is true of them, the suites above have tested.
numpy-oldest: $(OLDEST)/.installed  ## the bytes of a dataset are the same with the oldest numpy
	@$(OLDEST)/bin/python -c 'import numpy; print("numpy", numpy.__version__)'
	@if [ ! -d tests/determinism ]; then echo "no tests: numpy-oldest (tests/determinism is not there)"; exit 0; fi; \
	$(OLDEST)/bin/python -m pytest -n $(WORKERS) -q -m "$(FAST)" tests/determinism/test_same_bytes.py $(ARGS); \
	code=$$?; if [ $$code -eq 5 ]; then echo "no tests: numpy-oldest"; else exit $$code; fi

# Pins that still fit are kept; `make lock ARGS=--upgrade` takes the newest of everything.
lock: $(LOCKER)/.installed  ## pin every dependency again, with hashes
	@$(LOCKER)/bin/uv pip compile pyproject.toml --output-file requirements.lock --extra dev $(LOCK_OPTIONS) $(ARGS)
	@$(LOCKER)/bin/uv pip compile pyproject.toml --constraint .ci/numpy-oldest.in \
		--output-file .ci/numpy-oldest.lock --extra dev $(LOCK_OPTIONS) $(ARGS)
	@$(LOCKER)/bin/uv pip compile .ci/audit.in --output-file .ci/audit.lock $(LOCK_OPTIONS) $(ARGS)
	@$(LOCKER)/bin/uv pip compile .ci/readers.in --output-file .ci/readers.lock $(LOCK_OPTIONS) $(ARGS)
	@if grep -nE '://|^-' requirements.lock .ci/*.lock; then \
		echo "a lock file must name no host and set no option" >&2; exit 1; fi

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"

$(LOCKER)/.installed: Makefile
	$(call new_environment,$(LOCKER))
	@$(LOCKER)/bin/python -m pip install --quiet "$(UV)"
	@touch $@

clean:  ## remove caches, built files, the demo's dataset and the realism report
	@rm -rf dataset realism build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@find synth care_pathways output tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

distclean: clean  ## the same, and the virtual environments
	@rm -rf $(VENV) $(OLDEST) $(LOCKER) $(AUDIT) $(READERS)
