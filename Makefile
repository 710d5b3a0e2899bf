# Set up, build and test Winnow. `make help` lists the targets.

PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LIBRARIES := docs/libraries/node_modules/.package-lock.json
# Every package of every group, so that the requirements files agree on versions.
LOCKED := $(ENV)/locked.txt
COMPILE := $(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet
GROUPS := dev docs browser baselines

# Material for MkDocs prints a notice about MkDocs 2 in every build otherwise.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
# Two runs of pip must not write to the same environment at once.
.NOTPARALLEL:
.PHONY: help dataset check test docs serve compat adapters browser baselines bench lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-10s %s\n", $$1, $$2}' Makefile

dataset: $(ENV)/installed  ## set up the environment, check everything, build dataset/
	$(BIN)/winnow build

check: $(ENV)/installed  ## check sources, annotations and schemas
	$(BIN)/winnow check

test: $(ENV)/installed-dev  ## lint, check types and run the tests on all cores
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --dist worksteal

docs: $(ENV)/installed-docs $(LIBRARIES)  ## generate the docs and build the site into site/ (needs npm)
	$(BIN)/winnow site
	$(BIN)/mkdocs build --strict

serve: $(ENV)/installed-docs $(LIBRARIES)  ## serve the site and rebuild it when a page changes (needs npm)
	$(BIN)/winnow site
	$(BIN)/mkdocs serve

compat: $(ENV)/installed-dev  ## load the dataset with each supported version of datasets
	$(BIN)/pytest -m compat

adapters: $(ENV)/installed-dev  ## test the Hugging Face adapter in a temporary environment (6 GB)
	$(BIN)/pytest -m adapters

browser: $(ENV)/installed-dev $(ENV)/installed-browser $(LIBRARIES)  ## test the site in Chromium (needs npm)
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --dist worksteal -m browser

baselines: $(ENV)/installed-baselines  ## run the baselines offline and write docs/baselines.md
	PYTHONPATH=scripts $(BIN)/python -m baselines $(ONLY)

bench: $(ENV)/installed-dev $(LIBRARIES)  ## time check and build by size, scoring against others, the site (needs npm)
	$(BIN)/python tests/bench_build.py
	$(BIN)/python tests/bench_score.py
	$(BIN)/python tests/bench_site.py

# Versions stay as they are locked unless pyproject.toml rules them out or LOCK is --upgrade.
lock: $(ENV)/installed-dev  ## lock all requirements files again after a change of pyproject.toml
	cat requirements*.txt > $(LOCKED)
	$(COMPILE) pyproject.toml --group build $(GROUPS:%=--group %) --output-file $(LOCKED) $(LOCK)
	$(COMPILE) pyproject.toml --group build --constraint $(LOCKED) --output-file requirements.txt
	for group in $(GROUPS); do \
		$(COMPILE) --group $$group --constraint $(LOCKED) \
			--output-file requirements-$$group.txt || exit 1; \
	done

clean:  ## remove the environment and everything the tools generated
	rm -rf $(ENV) site docs/browse docs/libraries/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

# --no-compile: Python compiles what is imported anyway; everything would be 90 MB more.
$(ENV)/packages: requirements.txt
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Winnow needs Python 3.11 or later with the modules venv and ensurepip" \
			"(on Debian and Ubuntu: python3-venv)."; \
		echo "Choose another interpreter with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; } >&2
	$(PYTHON) -m venv --clear $(ENV)
	$(PIP) install --no-compile --require-hashes --requirement $<
	@touch $@

$(ENV)/installed: $(ENV)/packages pyproject.toml
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(ENV)/installed-%: requirements-%.txt $(ENV)/packages | $(ENV)/installed
	$(PIP) install --require-hashes --requirement $<
	@touch $@

$(LIBRARIES): docs/libraries/package-lock.json
	@command -v npm > /dev/null || { \
		echo "The site needs npm (part of Node.js) to install its browser scripts." >&2; exit 1; }
	npm ci --prefix docs/libraries --ignore-scripts --no-audit --no-fund --silent
	@touch $@
