SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo serve test check format bench pictures reference lock clean

# The first one that runs: a pyenv shim of a version that is not chosen exists and fails.
PYTHON ?= $(shell for name in python3.11 python3; do \
  "$$name" -c "" >/dev/null 2>&1 && { command -v "$$name"; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUNTIME := $(shell cat pyproject.toml requirements.lock | git hash-object --stdin)
DEV := $(shell cat pyproject.toml requirements.lock requirements-dev.lock | git hash-object --stdin)
LOCK := uv pip compile pyproject.toml requirements-build.in --extra all --universal --quiet \
  --generate-hashes --python-version 3.11 --no-header --no-annotate --upgrade

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /|/' | \
	  awk -F'|' '{ printf "  make %-8s %s\n", $$1, $$2 }'

demo: .venv/.runtime-$(RUNTIME) ## Play the whole path on a small shop (about a minute)
	@$(BIN)/seltzer demo

serve: .venv/.runtime-$(RUNTIME) ## Open the demo's data in the web UI on loopback
	@$(BIN)/seltzer demo --serve

test: .venv/.dev-$(DEV) ## Run all tests on real engines
	@$(BIN)/python -m pytest -n 2

check: .venv/.dev-$(DEV) ## Run all that CI runs: format, lint, layers, types, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --verbose | tail -n 12
	@$(BIN)/mypy
	@$(BIN)/mypy tests benchmarks
	@$(BIN)/pyright
	@$(MAKE) --no-print-directory test

format: .venv/.dev-$(DEV) ## Format and fix what can be fixed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/.dev-$(DEV) ## Run the benchmarks
	@$(BIN)/python -m benchmarks

pictures: .venv/.dev-$(DEV) ## Take the pictures of docs/web-ui.md anew, with Chromium
	@$(BIN)/python -m tests.browser.screenshots

reference: .venv/.dev-$(DEV) ## Write docs/language anew from the docstrings of the language
	@$(BIN)/python -m tests.reference

lock: .venv/.dev-$(DEV) ## Compute the lock files anew from pyproject.toml
	@$(BIN)/$(LOCK) --output-file requirements.lock
	@$(BIN)/$(LOCK) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## Remove the environment and the demo
	@rm -rf .venv demo-shop

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, none was found"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, found $$($(PYTHON) --version); set PYTHON=..."; exit 1; }
	@echo "creating .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# A stamp is named by the content it was made from, so a checkout that only touches files installs
# nothing anew. Both stamps share one environment, hence a new one removes all older ones.
.venv/.runtime-$(RUNTIME): | .venv/bin/python
	@echo "installing what requirements.lock names"
	@rm -f .venv/.runtime-* .venv/.dev-*
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev-$(DEV): | .venv/bin/python
	@echo "installing what requirements-dev.lock names"
	@rm -f .venv/.runtime-* .venv/.dev-*
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ .venv/.runtime-$(RUNTIME)
