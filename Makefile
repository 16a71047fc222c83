SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo serve test check format bench lock clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /|/' | \
	  awk -F'|' '{ printf "  make %-8s %s\n", $$1, $$2 }'

demo: .venv/.runtime ## Play the whole path on a small shop (about a minute)
	@$(BIN)/seltzer demo

serve: .venv/.runtime ## Open the demo's data in the web UI on loopback
	@$(BIN)/seltzer demo --serve

test: .venv/.dev ## Run all tests on real engines
	@$(BIN)/python -m pytest -n 2

check: .venv/.dev ## Run all that CI runs: format, lint, layers, types, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --verbose | tail -n 12
	@$(BIN)/mypy
	@$(BIN)/mypy tests
	@$(BIN)/pyright
	@$(MAKE) --no-print-directory test

format: .venv/.dev ## Format and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/.dev ## Run the benchmarks
	@$(BIN)/python -m benchmarks

lock: .venv/.dev ## Compute the lock files anew from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml requirements-build.in --extra all --universal \
	  --generate-hashes --python-version 3.11 --no-header --no-annotate --upgrade \
	  -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml requirements-build.in --extra all --group dev \
	  --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	  -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment and the demo
	@rm -rf .venv demo-shop

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, none was found"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, found $$($(PYTHON) --version); set PYTHON=..."; exit 1; }
	@echo "creating .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

# The stamps hold what was installed last; a changed lock or project file makes them old.
.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "installing what requirements.lock names"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "installing what requirements-dev.lock names"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ .venv/.runtime
