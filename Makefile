# Set up, build and test Winnow. `make help` lists the targets.

PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes \
	--python-version 3.11 --no-emit-index-url --no-emit-find-links --quiet
LIBRARIES := docs/libraries/node_modules/.package-lock.json

# Material prints a notice on MkDocs 2 in every build otherwise.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help adapters baselines bench dataset check test compat browser docs serve lock clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

dataset: $(ENV)/installed  ## set up the environment, check everything, build dataset/
	$(BIN)/winnow build

check: $(ENV)/installed  ## check sources, annotations and schemas
	$(BIN)/winnow check

test: $(ENV)/installed  ## lint, type-check and test, on all cores
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --dist worksteal

adapters: $(ENV)/installed  ## run tiny models of transformers (an environment of 6 GB, made and removed)
	$(BIN)/pytest -m adapters

compat: $(ENV)/installed  ## load the dataset with each supported version of datasets
	$(BIN)/pytest -m compat

browser: $(ENV)/installed $(LIBRARIES)  ## build the site and try it in Chromium
	$(BIN)/pytest -m browser

bench: $(ENV)/installed $(LIBRARIES)  ## measure scoring beside other scorers, and what the site of more pages costs
	$(BIN)/python tests/bench_score.py
	$(BIN)/python tests/bench_site.py

baselines: $(ENV)/baselines  ## run the baselines, offline, and write docs/baselines.md
	$(BIN)/winnow baselines $(ONLY)

docs: $(ENV)/installed $(LIBRARIES)  ## write the pages of the site, build it into site/, strictly
	$(BIN)/winnow site
	$(BIN)/mkdocs build --strict

serve: $(ENV)/installed $(LIBRARIES)  ## show the site while its pages are being written
	$(BIN)/winnow site
	$(BIN)/mkdocs serve

lock: $(ENV)/installed  ## resolve both lists of requirements anew from pyproject.toml
	$(COMPILE) --extra dev --extra docs --output-file requirements.txt $(LOCK)
	$(COMPILE) --extra baselines --constraint requirements.txt \
		--output-file requirements-baselines.txt $(LOCK)

clean:  ## remove the environment and everything that tools left
	rm -rf $(ENV) site docs/browse docs/libraries/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(ENV)/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Winnow needs Python 3.11 or later; name one with: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv --clear $(ENV)
	$(PIP) install --require-hashes --requirement requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(ENV)/baselines: $(ENV)/installed requirements-baselines.txt
	$(PIP) install --require-hashes --requirement requirements-baselines.txt
	@touch $@

$(LIBRARIES): docs/libraries/package-lock.json
	@command -v npm > /dev/null || \
		{ echo "The site needs npm, which comes with Node.js, for the scripts that browsers load."; exit 1; }
	npm ci --prefix docs/libraries --ignore-scripts --no-audit --no-fund --silent
	@touch $@
