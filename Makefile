# What can be done here: `make` prints the list. Needs Python 3.11 to 3.13 and make, nothing else.
.DEFAULT_GOAL := help
.PHONY: help run test browser lint bench translations screenshots clean ready ready-tests frontend frontend-tests

BIN := .venv/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard portal/translations/*/LC_MESSAGES/*.po))
WORKERS ?= 2

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: ready ## the portal at http://127.0.0.1:8000 with the demo branch; PORTAL_PORT and the other settings from the environment
	@exec env PORTAL_DEMO=$${PORTAL_DEMO:-1} $(BIN)/portal start

test: ready-tests ## every test: SQLite, PostgreSQL, browser; ENGINES=both runs on both what else runs on one of them
	@exec env PYTHONDONTWRITEBYTECODE= ENGINES=$(ENGINES) $(BIN)/pytest -n $(WORKERS) --dist loadscope

browser: ready-tests ## the browser tests alone; ALL=1 walks every page that any role can open
	@exec env ALL=$(ALL) $(BIN)/pytest -m browser

lint: $(BIN)/.tests ## ruff, templates (djlint), types (mypy), imports (import-linter)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --lint portal/templates
	$(BIN)/mypy portal
	$(BIN)/lint-imports

bench: ready-tests ## the table of docs/performance.md; BENCH="--clients 1000 --print" is quicker
	@exec $(BIN)/python -m scripts.bench $(BENCH)

translations: $(BIN)/.portal ## gather the messages, bring the catalogues up to date, compile them
	@mkdir -p instance
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k _l -k _p:1c,2 -k _lp:1c,2 --sort-output --no-location --no-wrap -o instance/messages.pot portal
	$(BIN)/pybabel -q update -i instance/messages.pot -d portal/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	$(BIN)/pybabel compile -d portal/translations --statistics

screenshots: ready-tests ## pictures of the main pages at 390 and 1280 px into instance/screenshots/; MEMBER=1: every page of clients in every look
	@exec $(BIN)/python scripts/screenshots.py $(if $(MEMBER),--member)

clean: ## remove everything that can be made again (never the database)
	rm -rf .venv node_modules portal/static/vendor build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find portal scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f portal/translations/*/LC_MESSAGES/*.mo

ready: $(BIN)/.portal frontend $(CATALOGUES)

ready-tests: $(BIN)/.tests frontend-tests $(CATALOGUES) ## what tests and checks need, without running any

frontend: $(BIN)/.portal
	@$(BIN)/python scripts/frontend.py

frontend-tests: $(BIN)/.tests
	@$(BIN)/python scripts/frontend.py --tests

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed on PATH."; exit 1; }
	$(PYTHON) -m venv .venv

$(BIN)/.portal: setup.cfg constraints.txt | $(BIN)/python
	@echo "Installing Python packages ..."
	@$(PIP) -e .
	@touch $@

$(BIN)/.tests: setup.cfg constraints.txt | $(BIN)/python
	@echo "Installing Python packages, those for tests too ..."
	@$(PIP) -e '.[test,dev]'
	@touch $@ $(BIN)/.portal

%.mo: %.po | $(BIN)/.portal
	@$(BIN)/pybabel -q compile -i $< -o $@
