# Rusprat: `make run` from an empty machine to a conversation; `make help` lists the rest.
# Needs make, python3 (3.8 or newer) and the package index. Everything lands in this folder.
SHELL := /bin/sh
.DEFAULT_GOAL := help
UV = $$(python3 tools/bootstrap_uv.py)
BIN := .venv/bin
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export UV_PYTHON_PREFERENCE ?= system

.PHONY: help run setup check test train eval bench format clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# uv.lock and pyproject.toml are the truth; the stamp says that they have been followed.
.venv/.synced: uv.lock pyproject.toml .python-version tools/bootstrap_uv.py
	@echo "rusprat: installing what uv.lock says (the first time takes a minute or two) ..."
	@uv=$(UV) && "$$uv" sync --frozen --quiet || { echo "rusprat: the installation failed; see the lines above. Python 3.10 is fetched by uv where the machine has none."; exit 1; }
	@touch $@

setup: .venv/.synced ## install, train when needed, migrate and fill the database
	@$(BIN)/rusbot setup

run: .venv/.synced ## everything: setup, then start widget, console, Rasa and actions
	@exec $(BIN)/rusbot up

train: .venv/.synced ## train the Rasa model when it is older than its data
	@$(BIN)/rusbot train

check: .venv/.synced ## format, lint, types, floors, content
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/rusbot content check

format: .venv/.synced ## rewrite the code in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

test: .venv/.synced ## every test this machine can run; RUSBOT_REQUIRE=postgres,redis,chromium forbids skips
	@$(BIN)/rusbot train --quiet
	@$(BIN)/pytest

eval: .venv/.synced ## score the understanding; RUSBOT_EVAL names the folder of labelled sets
	@$(BIN)/rusbot eval all

bench: .venv/.synced ## speed and memory of the assistant, measured
	@$(BIN)/rusbot eval bench

clean: ## remove what was built (models, caches); the database in var/ stays
	@rm -rf models .rasa .cache .mypy_cache .pytest_cache .ruff_cache
