# Everything a person or a build needs to do with this project. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKER := build/locker
HORDAK := build/hordak-venv
PORT ?= 8000
export PORT

RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: help run demo-reset demo-large test check format bench verify verifier lock clean

help: ## list what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | \
		while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

run: $(RUNTIME) ## load the demo if there is none and serve it on 127.0.0.1 (PORT=8000, LEDGER_DATABASE_URL=...)
	@exec $(BIN)/ledger demo --if-empty --serve

demo-reset: $(RUNTIME) ## throw the demo away and load it afresh
	@$(BIN)/ledger demo --reset

demo-large: $(RUNTIME) ## load a demo at life size into an empty database (ARGS=--reset throws a demo away first)
	@$(BIN)/ledger demo --size large $(ARGS)

# Hundreds of processes are started; where none may keep what it compiled, each compiles the whole program again.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(DEV) ## run every test on both engines
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder $(ARGS)

check: $(DEV) ## hold format, lint, types and architecture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict ledger
	$(BIN)/lint-imports

format: $(DEV) ## put the code into the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV) $(HORDAK)/.installed ## measure beside PostgreSQL's own benchmark, into build/bench.json
	$(BIN)/python -m bench $(ARGS)

# Only rows that compare with it need it, so a machine that cannot get it measures all others.
$(HORDAK)/.installed: bench/requirements.txt
	@rm -rf $(HORDAK) && mkdir -p build && $(PYTHON) -m venv $(HORDAK)
	@if $(HORDAK)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<; then touch $@; \
		else rm -rf $(HORDAK); echo "django-hordak cannot be installed; its rows are left out."; fi

verify: $(RUNTIME) ## re-derive the whole ledger from its journal and name the first thing that is wrong
	@$(BIN)/ledger verify $(ARGS)

verifier: $(RUNTIME) ## write the offline verifier, one file, into build/ledger-verify.pyz
	@mkdir -p build && $(BIN)/ledger verifier -o build/ledger-verify.pyz

lock: ## pin the newest versions of requirements*.in, with hashes, into requirements*.txt
	$(PYTHON) -m venv $(LOCKER)
	$(LOCKER)/bin/pip install --quiet --disable-pip-version-check pip-tools
	for name in requirements requirements-dev; do \
		CUSTOM_COMPILE_COMMAND='make lock' $(LOCKER)/bin/pip-compile --quiet --upgrade --generate-hashes \
			--strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
			--output-file $$name.txt $$name.in || exit 1; \
	done

clean: ## remove what can be made again; the databases and build/ stay
	rm -rf $(VENV) $(LOCKER) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

# The stamps are older than the requirements exactly when something has to be installed.
$(RUNTIME): requirements.txt pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) --require-hashes -r requirements.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	$(PIP_INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@
