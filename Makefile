# Kutsu: `make help` tells what there is.
.DEFAULT_GOAL := help
.PHONY: help demo test trust bench dev lint db docs lock clean
SHELL := bash
export PYTHON UV UPGRADE

SERVE ?= 1

help: ## what can be made here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## a whole story from call to exported invoice, then http://127.0.0.1:8000 (SERVE=0: the story only)
	@scripts/setup.sh
	@.venv/bin/kutsu demo $(if $(filter 0,$(SERVE)),--no-serve)

test: ## everything that must hold: style, types, shape, the suite on SQLite and on PostgreSQL
	@scripts/test.sh

trust: ## the promises again, with the counts that we promise (takes long)
	@scripts/test.sh trust

bench: ## measurements beside their limits, as ratios
	@scripts/setup.sh dev
	@.venv/bin/python -m benchmarks

dev: ## the site with the database that is there, at http://127.0.0.1:8000
	@scripts/setup.sh dev
	@.venv/bin/kutsu migrate
	@.venv/bin/kutsu serve

lint: ## style, types and shape only; repairs what it can
	@scripts/setup.sh dev
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo

db: ## brings the database that KUTSU_DATABASE_URL names (default: var/kutsu.db) to the newest tables
	@scripts/setup.sh
	@.venv/bin/kutsu migrate

docs: ## writes again the pages that are drawn from the code
	@scripts/setup.sh
	@.venv/bin/python scripts/write_docs.py

lock: ## pins requirements/*.txt anew from pyproject.toml (UPGRADE=1: the newest versions)
	@scripts/lock.sh

clean: ## takes away what was made here, but not your data under var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
