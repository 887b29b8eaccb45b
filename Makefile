# Every target does its own set-up, so that each is the first thing one may type after `git clone`.
# On a fresh Debian or Ubuntu with git, make and Python 3.11 or newer, the first run installs what is missing
# (with sudo where one is not root); the second finds it there.
#
#   make demo ARGS="--for 60s --agents 20"   a real Asterisk, a made list, simulated agents, a live board
#   make test                                all tests; `make test-unit` those that need Python alone
#   make check                               formatting, linting, types, dependency rules, dead code; changes nothing
#   make fix                                 mends what ruff can mend by itself
#   make lab                                 the demonstration's Asterisk and carrier alone; `pronto lab down` ends them
#   make bench                               measures; BENCH=… chooses what
#   make docs                                writes docs/settings.md anew from the code
#   make messages                            puts new messages of the code into the catalogues of every language
#   make lock                                pins the dependencies anew
#   make clean                               removes what the others made, but the fetched Asterisk in ~/.cache/pronto
#
# PYTHON=python3.12 chooses another interpreter for a new .venv; PYTEST_ARGS="tests/pacing -x" goes to pytest.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Stamps: the locks that were installed last. Newer locks, or a new .venv, install again.
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

BABEL_KEYWORDS := -k msg -k mark -k pmark:1c,2

.PHONY: help demo lab bench test test-unit check fix docs messages lock clean venv lab-tools

help:
	@sed -n 's/^#   //p' Makefile

demo: $(RUNTIME) lab-tools
	$(BIN)/pronto demo $(ARGS)

lab: $(RUNTIME) lab-tools
	$(BIN)/pronto lab up $(ARGS)

# Those that take minutes; `make bench BENCH=pacing ARGS="--days 1"` is the long table of the pacers.
BENCH := gate store bridging
bench: $(RUNTIME) lab-tools
	set -e; for bench in $(BENCH); do echo "== $$bench"; $(BIN)/python -m benchmarks.$$bench $(ARGS); done

# On the real Asterisk two tests at a time, as they mostly wait; those marked `alone` measure, and share the machine's
# cores with what they measure. Only the folders that hold such tests are looked through for them.
LAB_TESTS := tests/lab tests/dialer/asterisk tests/dialer/lab tests/dialer/messaging tests/api/test_cli.py
test: $(DEV)
	@.ci/machine tests
ifdef PYTEST_ARGS
	$(BIN)/pytest $(PYTEST_ARGS)
else
	$(BIN)/pytest -n auto -m "not lab"
	$(BIN)/pytest -n 2 -m "lab and not alone" $(LAB_TESTS)
	$(BIN)/pytest -m alone $(LAB_TESTS)
endif

test-unit: $(DEV)
	$(BIN)/pytest -n auto -m "not lab and not postgres and not browser" $(PYTEST_ARGS)

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/dead_code.py

fix: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(DEV)
	$(BIN)/python -m docs.settings_page

messages: $(DEV)
	mkdir -p .cache
	$(BIN)/pybabel -q extract --no-location --sort-output -o .cache/pronto.pot -F pyproject.toml $(BABEL_KEYWORDS) ami pacing dialer api
	$(BIN)/pybabel -q update -D pronto -i .cache/pronto.pot -d dialer/i18n/locale -w 116 --no-fuzzy-matching --ignore-obsolete

venv: $(DEV)

$(BIN)/python:
	.ci/machine venv $(VENV) $(PYTHON)

# Build tools come from a lock too, so that nothing is fetched unchecked while Pronto itself is installed.
$(RUNTIME): requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	touch $@

lab-tools:
	@.ci/machine lab

# LOCK_ARGS=--upgrade takes the newest of everything; without it only what pyproject.toml asks for anew changes.
# The find-links of the machine are kept out: a lock names packages and hashes, never a place.
LOCK := env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(VENV)/lock/bin/uv pip compile --no-config --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(LOCK_ARGS)

lock: | $(VENV)/lock/bin/uv
	$(LOCK) pyproject.toml --extra postgres --extra redis -o requirements/runtime.txt
	$(LOCK) pyproject.toml --extra postgres --extra redis --group build --group dev -c requirements/runtime.txt \
		-o requirements/dev.txt
	$(LOCK) --group pyproject.toml:build -c requirements/dev.txt -o requirements/build.txt

$(VENV)/lock/bin/uv: | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip --disable-pip-version-check --no-input install --quiet 'uv>=0.13,<0.14'

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .cache .lab
	find . -name .git -prune -o -type d -name __pycache__ -exec rm -rf {} +
