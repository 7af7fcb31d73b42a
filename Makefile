# The two commands of a checkout: `make report` and `make test`. Both set up .venv first and can be called again and again.
# Works with GNU make from 3.81 (macOS) and any POSIX sh. On Windows see README.md.

SAMPLE = samples/cdmo-outsourcing.xlsx
OUT = out
BIN = .venv/bin

# On macOS a Python that is not Homebrew's does not look where Homebrew keeps Pango.
ifeq ($(shell uname),Darwin)
WITH_PANGO = DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib:/usr/lib
endif

.PHONY: help report test lint setup setup-dev lock clean
.NOTPARALLEL:

help:
	@echo "make report   set up, then both editions of the PDF report on the sample workbook, in $(OUT)/"
	@echo "make test     set up, then lint, types, import rules and tests"
	@echo "make lint     the same without the tests"
	@echo "make lock     pin the newest allowed version of every dependency"
	@echo "make clean    remove what these made"

report: $(OUT)/.made
	@echo "The reports:" && ls $(OUT)/*.pdf

# Made again only when the workbook, the program or what it stands on has changed.
$(OUT)/.made: $(SAMPLE) $(shell find src templates -type f ! -name '*.pyc') requirements.lock pyproject.toml | setup
	@mkdir -p $(OUT)
	$(WITH_PANGO) $(BIN)/cdmo export-pdf $(SAMPLE) --edition both --output $(OUT)/ --force
	@touch $@

test: lint
	$(WITH_PANGO) $(BIN)/python -m pytest -n auto --dist loadgroup

lint: setup-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

setup:
	@PYTHON="$(PYTHON)" sh tools/setup.sh run

setup-dev:
	@PYTHON="$(PYTHON)" sh tools/setup.sh dev

# Needs uv (https://docs.astral.sh/uv); it goes into .venv when it is not there.
UV = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade

lock: setup
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pyproject.toml --group build --output-file requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pyproject.toml --group build --group dev \
		--constraints requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv $(OUT) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
