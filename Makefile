# Two commands need nothing but Python 3.11 or later, pip and make:
#
#   make demo     pays a made-up CRM export by quarter and explains one payout
#   make test     runs the test suite
#
# The suite starts PostgreSQL 15 or later and Apache Spark (which comes with pip, but needs Java 17) where they are
# installed, and skips their tests elsewhere; PLANLANG_TEST_ENGINES=required makes that a failure.
#
# Both make a virtual environment in .venv first. The others are for work on planlang itself.

PYTHON ?= python3
VENV ?= .venv
BIN := $(abspath $(VENV))/bin

.DEFAULT_GOAL := help
.PHONY: help demo test test-all fuzz mutants bench lint format docs wheel check-all clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(VENV)/.run ## pay a made-up CRM export and explain one payout
	@PATH="$(BIN):$$PATH" bash stdlib_plans/crm_quarter/demo.sh

test: $(VENV)/.test ## run the test suite
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-all: $(VENV)/.all ## run the slow tests too, and conformance on everything (takes long)
	PLANLANG_SLOW=1 PLANLANG_CONFORMANCE=1 $(BIN)/python -m pytest -n 2 --dist loadgroup

fuzz: $(VENV)/.test ## 100,000 mutated plans and data files (takes long)
	$(BIN)/python -m tests.fuzz --rounds 100000

mutants: $(VENV)/.test ## 200 defects seeded in sound plans, and what catches each
	$(BIN)/python -m tests.mutants

bench: $(VENV)/.test ## how fast, as ratios to baselines (takes long)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.scale
	$(BIN)/python -m benchmarks.plans
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.many_rules
	$(BIN)/python -m benchmarks.explaining

lint: $(VENV)/.dev ## style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## lay the Python code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.docs ## build the documentation into docs/_build/html
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

wheel: $(VENV)/.dev ## build the wheel and the source distribution into dist
	$(BIN)/python -m pip wheel -q --no-deps -w dist .

check-all: lint docs test ## everything that has to hold before a change is handed in

clean: ## remove what the commands above make
	rm -rf $(VENV) build dist docs/_build docs/diagnostics

# A stamp for each set of packages, made anew when pyproject.toml changes.

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit("planlang needs Python 3.11 or later; this is " + sys.version.split()[0] + \
	    ". Say which: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@# Where Python came without ensurepip (some Linux distributions), its pip fills the environment.
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) && \
	    $(PYTHON) -m pip --python $(BIN)/python install -q pip; }
	@touch $@

$(VENV)/.run: $(VENV)/.python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test: $(VENV)/.python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test,engines]'
	@touch $@

$(VENV)/.all: $(VENV)/.test
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[z3]'
	@touch $@

$(VENV)/.dev: $(VENV)/.python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev,engines]'
	@touch $@

$(VENV)/.docs: $(VENV)/.python pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[docs]'
	@touch $@
