# Two commands do everything on a fresh machine with Python 3.11 or newer: make map, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help map examples test fuzz test-nominatim test-qgis report check boundaries background format wheel clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

map: $(VENV)/.run  ## Make maps/: the page and the layers
	$(BIN)/python -m poliskarta map
	$(BIN)/python -m poliskarta export

examples: $(VENV)/.run  ## Make the maps of examples/
	set -e; for force in examples/*/data; do $(BIN)/python -m poliskarta map --project $${force%/data}; done

test: $(VENV)/.test  ## Run all tests, in a real browser too
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/python tests/scripts/check.py
	tests/support/pango.sh
	POLISKARTA_CHROMIUM="$$(tests/support/chromium.sh)" $(BIN)/python -m pytest

fuzz: $(VENV)/.test  ## Try damaged files on every reader, for ten minutes
	PYTHON=$(BIN)/python tests/fuzz/for_minutes.sh 10

test-nominatim: $(VENV)/.nominatim  ## Run the tests against a real Nominatim of our own
	$(BIN)/python -m pytest tests/nominatim

test-qgis: $(VENV)/.test  ## Open the layers in a real QGIS; installs Debian's when it may
	qgis=$$(tests/qgis/find.sh) && POLISKARTA_QGIS="$$qgis" $(BIN)/python -m pytest tests/qgis

report: $(VENV)/.report  ## Make maps/report/: a report to print, in both languages
	$(BIN)/python -m poliskarta report --lang sv
	$(BIN)/python -m poliskarta report --lang en

check: $(VENV)/.run  ## Check the files of data/ without writing anything
	$(BIN)/python -m poliskarta check

boundaries: $(VENV)/.run  ## Rebuild the polygons of data/ from data/source/
	$(BIN)/python -m poliskarta boundaries

background: $(VENV)/.run  ## Write the names and tracks of data/ that people orient by
	$(BIN)/python -m poliskarta background

format: $(VENV)/.test  ## Format the Python code
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format .

wheel: $(VENV)/.test  ## Build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:  ## Remove what make has installed and built, but not maps/
	rm -rf $(VENV) tests/scripts/node_modules dist .pytest_cache .ruff_cache .hypothesis

$(VENV)/.run: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.test: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
# Only for the schemas of ISO 19139 that it brings; its own needs are of another age.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps pycsw
	touch $@

$(VENV)/.report: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[report]'
	touch $@

$(VENV)/.nominatim: $(VENV)/.test
	tests/nominatim/install.sh
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[nominatim]'
	touch $@
