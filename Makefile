# Any Python from 3.11 on will do; 3.11, the oldest, is tried first. Choose: make PYTHON=python3.13
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$python"; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
PROCESSES ?= auto
# Whoever is done takes over tests of another's: the longest do not stand alone at the end.
PYTEST := -m pytest -q -n $(PROCESSES) --dist worksteal
CRASH := tests/workspace/test_crash.py tests/workspace/test_writers.py
# They run other programs, or the same code thousands of times, and reach no more lines.
UNMEASURED := $(addprefix tests/privacy/test_,history.py gate.py) \
	$(addprefix tests/interop/test_,feeds.py invitations.py readers.py subscribers.py page.py)
UV_VERSION := 0.13.9

# pip checks each file against its hash; the project itself is then installed from here.
INSTALL_PROJECT := $(PIP) install --no-deps --no-build-isolation -e .

.DELETE_ON_ERROR:
.PHONY: help demo test crash nightly lint bench load planning docs lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s%s\n", $$1, $$2 }' Makefile

# $(call itinerary,ARGUMENTS) prints the command, then runs it.
define itinerary
@printf '\n$$ itinerary %s\n' '$(1)'
@$(BIN)/itinerary $(1)
endef

demo: export ITINERARY_NOW = 2023-05-21T18:00-05:00
demo: .venv/run.stamp ## Check, show, export and print the Peru visit
	$(call itinerary,check schedules/peru-2023.yaml)
	$(call itinerary,agenda schedules/peru-2023.yaml)
	$(call itinerary,export schedules/peru-2023.yaml --all -o build/feeds)
	$(call itinerary,sheet day schedules/peru-2023.yaml tomorrow --everyone -o build/sheets)

test: .venv/dev.stamp ## Run the tests; with COVERAGE=yes tell which code they do not reach
ifeq ($(COVERAGE),)
	$(BIN)/python $(PYTEST)
else
	$(BIN)/coverage erase
	$(BIN)/coverage run $(PYTEST) $(patsubst %,--ignore=%,$(CRASH) $(UNMEASURED))
	$(BIN)/python $(PYTEST) $(UNMEASURED) $(CRASH)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report
endif

crash: .venv/dev.stamp ## Break a release off at each call of the system (needs strace), and edit 10,000 times
	ITINERARY_CRASH=full $(BIN)/python $(PYTEST) $(CRASH)

nightly: .venv/dev.stamp ## Publish to a Swift of three replicas (needs Debian's swift packages)
	$(BIN)/python -m pytest -q tests/nightly/test_swift.py

lint: .venv/dev.stamp ## Check style, types and the walls between the rooms
	$(BIN)/ruff check -q
	$(BIN)/ruff format -q --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: .venv/run.stamp ## Measure the commands against an empty Python process
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.readers
	$(BIN)/python -m benchmarks.checking

load: .venv/dev.stamp ## Measure the server against nginx and Radicale (needs nginx, wrk and curl)
	$(BIN)/python -m benchmarks.serving

planning: .venv/dev.stamp ## Measure the planner; with PROBLEMS=FILE on NATURAL PLAN's problems too
	$(BIN)/python -m benchmarks.planning
	$(BIN)/python -m benchmarks.replanning
	$(BIN)/python -m benchmarks.naturalplan $(PROBLEMS)

docs: .venv/run.stamp ## Write what the program tells in the manual: reference, examples, picture
	$(BIN)/python -m docs.generate

lock: ## Write the lock files anew (newer versions too: make lock LOCK_FLAGS=--upgrade)
	$(call require_python)
	$(PYTHON) -m venv --clear build/uv
	build/uv/bin/python -m pip --disable-pip-version-check -qq install uv==$(UV_VERSION)
	$(call compile,dev,--group dev)
	$(call compile,run,--group build -c requirements/dev.lock)

# $(call compile,NAME,OPTIONS) writes requirements/NAME.lock for every platform.
define compile
UV_CUSTOM_COMPILE_COMMAND='make lock' build/uv/bin/uv pip compile -q --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	$(LOCK_FLAGS) pyproject.toml $(2) -o requirements/$(1).lock
endef

define require_python
@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python' >&2; exit 1; }
endef

.venv/bin/python:
	$(call require_python)
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/run.lock
	$(INSTALL_PROJECT)
	@touch $@

# dev.lock holds all of run.lock at the same versions, so it serves `make demo` as well.
.venv/dev.stamp: requirements/dev.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/dev.lock
	$(INSTALL_PROJECT)
	@touch $@ .venv/run.stamp

clean: ## Remove all that make, the tests and the tools have written
	rm -rf .venv build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache tests/interop/node_modules
	find itinerary tests -name __pycache__ -type d -prune -exec rm -rf {} +
