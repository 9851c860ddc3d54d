# `make run` opens the demo board and `make test` runs the tests; each installs what it needs into .venv, once.
# Another Python: make run PYTHON=/path/to/python3      Some tests only: make test ARGS="-k undo"

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
# Folders that a young checkout may not have yet are left out rather than failed on.
CODE = $(wildcard lmnboard tests benchmarks docs/*.py)
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

.PHONY: help run test soak check lint types layers bench picture wheel pins clean

help:
	@echo "make run    open the demo board"
	@echo "make test   run the tests (ARGS=... goes to pytest)"
	@echo "make soak   the reliability tests at length, about 20 minutes; writes their figures into docs/reliability.md"
	@echo "make check  style, types, layers, tests: what must pass before a commit"
	@echo "make bench  measure"
	@echo "make picture  draw docs/board.svg again"
	@echo "make wheel  build the wheel into dist/"
	@echo "make pins   pin the requirements files again (UPGRADE=1 for newer versions)"
	@echo "make clean  remove .venv, builds and caches"

run: $(RUNTIME)
	@$(BIN)/lmnboard demo

# Tests wait much and start the program hundreds of times: one process more than cores, and what is compiled is kept.
test: $(DEV)
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n 3 --dist worksteal $(ARGS)

soak: $(DEV)
	@rm -f build/soak.jsonl
	@LMNBOARD_SOAK=1 $(BIN)/pytest -m soak -n 2 --dist worksteal --durations=10 -rs $(ARGS)
	@$(BIN)/python -m tests.soak

check: lint types layers
	@$(MAKE) --no-print-directory test

lint: $(DEV)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)

types: $(DEV)
	@$(BIN)/mypy $(CODE)

layers: $(DEV)
	@$(BIN)/lint-imports --no-logo

bench: $(RUNTIME)
	@$(BIN)/python -m benchmarks $(ARGS)

picture: $(RUNTIME)
	@$(BIN)/python -m docs.picture

wheel: $(DEV)
	@$(BIN)/python -m build --wheel --no-isolation

# Runtime pins come first and bind the development pins, so that tests run on what clinics get.
pins: $(MADE)
	@test -x $(BIN)/uv || $(PIP) install uv
	@$(COMPILE) --group build --output-file requirements.txt
	@$(COMPILE) --group build --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find lmnboard tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# A version manager leaves commands that only print advice, so each candidate is run, not looked up.
$(MADE):
	@bare=; for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || { bare="$$python"; continue; }; \
		"$$python" -m venv --clear $(VENV) && touch $@; exit; \
	done; \
	if [ -n "$$bare" ]; then \
		echo "$$bare cannot make environments: install its venv package (Debian, Ubuntu: apt install python3-venv)"; \
	else \
		echo "lmnboard needs Python 3.11 or newer: install it, or name it: make run PYTHON=/path/to/python3"; \
	fi >&2; exit 1

$(RUNTIME): $(MADE) requirements.txt pyproject.toml
	@echo "Installing into $(VENV) (once)"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(MADE) requirements-dev.txt pyproject.toml
	@echo "Installing with development tools into $(VENV) (once)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(RUNTIME) $@
