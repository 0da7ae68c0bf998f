# make serve | make office | make check | make test | make lint | make clean
#
# Needs Python 3.11, 3.12 or 3.13 and nothing else; everything is installed into .venv.

PORT ?= 8000
OFFICE_PORT ?= 8001
export PORT OFFICE_PORT
# Hundreds of processes import the same modules: what one has compiled the others read, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

# The first suitable Python on the PATH; another one: make serve PYTHON=/path/to/python3.12
SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	"$$p" -c '$(SUITABLE)' 2>/dev/null && echo "$$p" && break; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-virtualenv

# oTree with newer packages in place of the ones that it pins; pip would refuse them, so it is not asked about them.
OTREE = $(shell grep '^otree==' requirements.txt)
WITH_OTREE := requirements-hardened.txt
BESIDE_OTREE := $(VENV)/beside-otree.txt

# Five processes on two cores, each with whole files: most tests wait for servers and browsers. In the order that
# tests/conftest.py gives them.
SEVERAL_AT_A_TIME := -n 5
BY_FILES := --dist loadfile --no-loadscope-reorder

DOCS := .venv-docs
# Programs of others that judge a package of a study, on requirements that are not ours.
VALIDATORS := .venv-validators

STOCK := .venv-stock
TESTS_OF_STOCK := tests/server/test_lab_server.py tests/server/test_gateway.py tests/test_harness.py \
	tests/browser/test_bad_input.py
BORROW := import subprocess, sys, sysconfig; from pathlib import Path; \
	code = "import sysconfig; print(sysconfig.get_path(\"purelib\"))"; \
	lender = subprocess.run([sys.argv[1], "-c", code], capture_output=True, text=True, check=True).stdout; \
	Path(sysconfig.get_path("purelib"), "borrowed.pth").write_text(lender)

.DEFAULT_GOAL := help
.PHONY: help serve office check test test-stock docs lint format pages programs clean

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

serve: $(VENV)/installed  ## Run the experiment on http://localhost:8000 (PORT, OTREE_ADMIN_PASSWORD)
	@exec $(BIN)/python -m lab_server

office: $(VENV)/installed-office  ## Run the recruitment office on http://localhost:8001 (OFFICE_PORT)
	@exec $(BIN)/python -m recruitment

# One process for each core: nothing waits here.
check: lint  ## Style and the quick tests: no browser, no PostgreSQL, no second process, no long simulation
	@$(BIN)/python -m pytest -n auto $(BY_FILES) --few-examples -m 'not (slow or process or bots or browser or nginx or postgresql)' $(PYTEST_ARGS)

test: $(VENV)/installed-cluster programs  ## Run all tests, in a real browser and on a real PostgreSQL too
	@$(BIN)/python -m pytest $(SEVERAL_AT_A_TIME) $(BY_FILES) $(PYTEST_ARGS)

test-stock: $(STOCK)/installed programs  ## Run the tests of the server with the packages that oTree itself pins
	@$(STOCK)/bin/python -m pytest $(SEVERAL_AT_A_TIME) $(or $(PYTEST_ARGS),$(TESTS_OF_STOCK))

docs: $(DOCS)/installed  ## Write the documentation as a site into the folder site; a broken link fails
	@NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs build
	@echo "Open site/index.html; its search needs a server: python -m http.server -d site"

lint: $(VENV)/installed-dev  ## Check style and common mistakes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PYTHONPATH=. $(BIN)/lint-imports --no-cache --no-logo

format: $(VENV)/installed-dev  ## Lay the code out as `make lint` wants it
	@$(BIN)/ruff check --fix --exit-zero .
	@$(BIN)/ruff format .

pages: $(VENV)/installed  ## Write the reference pages that are made from the code
	@$(BIN)/python -m forecast_sharing data-dictionary > docs/reference/data-dictionary.md
	@$(BIN)/python -m forecast_sharing settings > docs/reference/configuration.md
	@$(BIN)/python -m trust_survey.reference > docs/reference/survey.md
	@$(BIN)/python -m trust_survey.english_texts > forecast_sharing/survey_texts.json

clean:  ## Remove what was installed and what tools have written; data and secrets stay
	rm -rf $(VENV) $(STOCK) $(DOCS) $(VALIDATORS) site build *.egg-info .pytest_cache .hypothesis .ruff_cache test-output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

programs: $(VENV)/installed-dev $(VALIDATORS)/installed
	@sh tests/harness/programs/install_programs.sh $(BIN)/python

# `venv --clear`: a folder left over from an interrupted or impossible start is never trusted.
$(VENV)/created:
	@if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c '$(SUITABLE)' 2>/dev/null; then \
		echo "Python 3.11, 3.12 or 3.13 is needed$(if $(PYTHON), and $(PYTHON) is not one,)." >&2; \
		echo "Install it (Debian: apt install python3.11 python3.11-venv) or say where it is:" >&2; \
		echo "    make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; \
		exit 1; \
	fi
	@"$(PYTHON)" -m venv --clear $(VENV) || { \
		echo "$(PYTHON) cannot make a virtual environment." >&2; \
		echo "On Debian and Ubuntu this is a package of its own: apt install python3-venv" >&2; \
		exit 1; }
	@touch $@

$(VENV)/installed: requirements.txt $(WITH_OTREE) $(VENV)/created
	@echo "Installing oTree and what it needs into $(VENV) (once, about a minute) ..."
	@$(PIP) --no-deps $(OTREE) -r $(WITH_OTREE) || $(call NOT_INSTALLED,$(WITH_OTREE))
	@grep -v '^otree==' requirements.txt > $(BESIDE_OTREE)
	@$(PIP) -r $(BESIDE_OTREE) || $(call NOT_INSTALLED,requirements.txt)
	@touch $@

$(VENV)/installed-office: requirements-office.txt $(VENV)/installed
	@echo "Installing what the recruitment office needs into $(VENV) ..."
	@$(PIP) -r requirements-office.txt || $(call NOT_INSTALLED,requirements-office.txt)
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed-office
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP) -r requirements-dev.txt || $(call NOT_INSTALLED,requirements-dev.txt)
	@touch $@

$(VENV)/installed-cluster: requirements-cluster.txt $(VENV)/installed-dev
	@$(PIP) -r requirements-cluster.txt || $(call NOT_INSTALLED,requirements-cluster.txt)
	@touch $@

# oTree with its own pins; everything else is borrowed from the first environment.
$(STOCK)/installed: requirements.txt $(VENV)/installed-dev
	@echo "Installing oTree with the packages it pins into $(STOCK) ..."
	@$(BIN)/python -m venv --clear $(STOCK)
	@$(STOCK)/bin/python -m pip install --quiet --disable-pip-version-check --require-virtualenv \
		$$(grep '^otree==' requirements.txt) || $(call NOT_INSTALLED,requirements.txt)
	@$(STOCK)/bin/python -c '$(BORROW)' $(BIN)/python
	@touch $@

$(DOCS)/installed: requirements-docs.txt $(VENV)/created
	@echo "Installing what makes the site of the documentation into $(DOCS) ..."
	@$(BIN)/python -m venv --clear $(DOCS)
	@$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check --require-virtualenv \
		-r requirements-docs.txt || $(call NOT_INSTALLED,requirements-docs.txt)
	@touch $@

$(VALIDATORS)/installed: requirements-validators.txt $(VENV)/created
	@echo "Installing what judges packages of studies into $(VALIDATORS) ..."
	@$(BIN)/python -m venv --clear $(VALIDATORS)
	@$(VALIDATORS)/bin/python -m pip install --quiet --disable-pip-version-check --require-virtualenv \
		-r requirements-validators.txt || $(call NOT_INSTALLED,requirements-validators.txt)
	@touch $@

define NOT_INSTALLED
{ echo >&2; \
  echo "The packages of $(1) could not be installed." >&2; \
  echo "Is this computer connected to the internet? pip says above what it could not reach." >&2; \
  echo "Nothing is half done: run the same command again when it is." >&2; \
  exit 1; }
endef
