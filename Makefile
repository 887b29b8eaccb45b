# Every target does its own set-up, so that each is the first thing one may type after `git clone`.
# On a fresh Debian or Ubuntu with git, make and Python 3.11 or newer, the first run installs what is missing
# (with sudo where one is not root); the second finds it there.
#
#   make demo ARGS="--for 60s --agents 20"   a real Asterisk, a made list, simulated agents, a live board
#   make demo ARGS=--with-browser-agent      the same with one more agent, who works at the page in a real Chromium
#   make test                                the tests to trust a change by, in 20 minutes; `make test-unit`: in Python alone
#   make test-all                            every test, on both databases, in all languages, with all kills: 60 minutes
#   make test-changed                        the tests that are nearest to a change: 2 minutes
#   make mutants                             changes the rules, the call and the guard, and lists what no test noticed: hours
#   make check                               formatting, linting, types, dependency rules, dead code, docs; changes nothing
#   make fix                                 mends what ruff and biome can mend by themselves
#   make web                                 builds the pages of web/ into api/pages/built
#   make lab                                 the demonstration's Asterisk and carrier alone; `pronto lab down` ends them
#   make bench                               measures; BENCH=… chooses what
#   make client                              makes the Python client of the API, a wheel in dist/
#   make pictures                            takes the manual's pictures again, by the tests that show those pages
#   make manual                              builds the manual for those who work with Pronto into .cache/manual
#   make docs                                writes docs/settings.md and docs/roles.md anew from the code
#   make messages                            puts new messages of the code into the catalogues of every language
#   make contract                            writes api/openapi.json, the API's contract, anew from the code
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
NODE := $(VENV)/.node
PACKAGES := web/node_modules/.stamp
PAGES := api/pages/built/.stamp
GENERATOR := $(VENV)/client/.stamp
CLIENT := dist/.client
MKDOCS := $(VENV)/manual/bin/mkdocs
# Node is that of the lock, in programs that npm starts too.
NPM := cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm --loglevel=error

BABEL_KEYWORDS := -k msg -k mark -k pmark:1c,2

.PHONY: help browser demo lab bench test test-all test-changed test-unit test-tools mutants check fix docs manual pictures messages web client contract lock clean venv lab-tools

help:
	@sed -n 's/^#   //p' Makefile

demo: $(RUNTIME) $(PAGES) lab-tools $(if $(findstring --with-browser-agent,$(ARGS)),browser)
	$(BIN)/pronto demo $(ARGS)

# What the browser of an agent is driven with comes with the tools of development.
browser: $(DEV)
	@.ci/machine browser

lab: $(RUNTIME) lab-tools
	$(BIN)/pronto lab up $(ARGS)

# Those that take minutes; `make bench BENCH=pacing ARGS="--days 1"` is the long table of the pacers.
BENCH := gate store bridging
bench: $(RUNTIME) lab-tools
	set -e; for bench in $(BENCH); do echo "== $$bench"; $(BIN)/python -m benchmarks.$$bench $(ARGS); done

# A file's tests run on one worker, all tests of a lab on one more: a lab waits more than it computes. tests/conftest.py
# says which tests a command runs. PYTEST_ARGS replaces all of it.
SIDE_BY_SIDE := --dist loadgroup --no-loadscope-reorder --max-worker-restart 0
# It takes each worker half a minute to collect the tests of the file that is left out, none of which are in the gate.
GATE := -m "not full" --ignore tests/api/test_contract_at_length.py
# Processes that tests start would each compile Pronto again where this is set.
test test-all test-changed test-unit: export PYTHONDONTWRITEBYTECODE :=
test: $(DEV) $(PAGES) $(CLIENT) $(MKDOCS) test-tools
	$(BIN)/pytest $(or $(PYTEST_ARGS),-n 4 $(SIDE_BY_SIDE) $(GATE))

# What measures how quick the machine is comes last, beside no other test.
test-all: $(DEV) $(PAGES) $(CLIENT) $(MKDOCS) test-tools
	$(BIN)/pytest -n 4 $(SIDE_BY_SIDE) --labs 2 --hypothesis-profile all -m "not alone"
	$(BIN)/pytest --hypothesis-profile all -m alone tests/lab

# SINCE=main~3 takes what has changed since then; without it, what is not committed. pytest ends with 5 where all tests
# that are near the change run in test-all only.
test-changed: $(DEV) $(PAGES) $(CLIENT) $(MKDOCS) test-tools
	set -e; files=$$($(BIN)/python .ci/changed_tests.py $(SINCE)); \
	[ -z "$$files" ] || $(BIN)/pytest -n 2 $(SIDE_BY_SIDE) $(GATE) $$files || [ $$? = 5 ]

test-unit: $(DEV) $(PAGES) $(CLIENT) $(MKDOCS)
	$(BIN)/pytest -n auto $(SIDE_BY_SIDE) -m "not full and not lab and not postgres and not browser" $(PYTEST_ARGS)

# MUTANTS="pacing.guard*" takes those of one module. What was tried before is not tried again: mutants/ keeps it.
mutants: $(DEV) $(PAGES) $(CLIENT) test-tools
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/mutmut run $(MUTANTS)
	$(BIN)/mutmut results

test-tools:
	@.ci/machine tests

# The pages' types are looked at when they are built.
check: $(DEV) $(PAGES) manual
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/dead_code.py
	$(NPM) run --silent check

fix: $(DEV) $(PACKAGES)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) run --silent fix

docs: $(DEV)
	$(BIN)/python -m docs.settings_page
	$(BIN)/python -m docs.roles_page

messages: $(DEV)
	mkdir -p .cache
	$(BIN)/pybabel -q extract --no-location --sort-output -o .cache/pronto.pot -F pyproject.toml $(BABEL_KEYWORDS) ami pacing dialer api
	$(BIN)/pybabel -q update -D pronto -i .cache/pronto.pot -d dialer/i18n/locale -w 116 --no-fuzzy-matching --ignore-obsolete

# A second run fetches nothing and needs no network.
web: $(PAGES)

$(PAGES): $(PACKAGES) api/openapi.json $(shell find web -name node_modules -prune -o -type f ! -name schema.d.ts ! -name README.md -print)
	$(NPM) run --silent build
	touch $@

$(PACKAGES): web/package-lock.json web/.npmrc $(NODE)
	$(NPM) ci --silent
	touch $@

$(NODE): requirements/web.txt | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements/web.txt
	touch $@

client: $(CLIENT)

# What the generator does not understand of the document ends it: then the document is mended.
$(CLIENT): api/openapi.json $(wildcard client/*) $(GENERATOR) $(DEV)
	rm -rf .cache/client dist/pronto_client-*
	mkdir -p .cache/client dist
	cp client/pyproject.toml client/README.md api/openapi.json .cache/client
	PATH="$(CURDIR)/$(VENV)/client/bin:$$PATH" openapi-python-client generate --fail-on-warning --meta none \
		--path api/openapi.json --config client/generator.yaml --output-path .cache/client/pronto_client
	touch .cache/client/pronto_client/py.typed
	$(PIP) wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir dist .cache/client
	touch $@

$(GENERATOR): requirements/client.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/client
	$(VENV)/client/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r requirements/client.txt
	touch $@

# A warning ends it, as of a link that leads nowhere; with --quiet none would, since that drops them before they are counted.
manual: $(MKDOCS)
	NO_MKDOCS_2_WARNING=1 $(MKDOCS) build --strict --config-file docs/manual/mkdocs.yml

# Takes the manual's pictures again, by the tests that docs/manual/pictures.toml names.
pictures: $(DEV) $(PAGES) $(MKDOCS)
	@.ci/machine browser
	$(VENV)/manual/bin/python docs/manual/pictures.py $(BIN)/pytest -n auto --dist loadfile

$(MKDOCS): requirements/manual.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/manual
	$(VENV)/manual/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r requirements/manual.txt
	touch $@

contract: $(DEV)
	$(BIN)/python -m docs.contract

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
	$(LOCK) pyproject.toml --extra oidc --extra postgres --extra redis -o requirements/runtime.txt
	$(LOCK) pyproject.toml --extra oidc --extra postgres --extra redis --group build --group web --group dev -c requirements/runtime.txt \
		-o requirements/dev.txt
	$(LOCK) --group pyproject.toml:build -c requirements/dev.txt -o requirements/build.txt
	$(LOCK) --group pyproject.toml:web -c requirements/dev.txt -o requirements/web.txt
	$(LOCK) --group pyproject.toml:client -o requirements/client.txt
	$(LOCK) --group pyproject.toml:manual -o requirements/manual.txt

$(VENV)/lock/bin/uv: | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip --disable-pip-version-check --no-input install --quiet 'uv>=0.13,<0.14'

clean:
	rm -rf $(VENV) dist web/node_modules web/src/api/schema.d.ts api/pages/built .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .cache .lab
	find . -name .git -prune -o -type d -name __pycache__ -exec rm -rf {} +
