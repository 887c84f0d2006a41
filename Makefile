# The command book: for people, for the hooks and for CI. `make` lists it.
#
# Each set-up step leaves a stamp beside what it made, so a second run does only what changed.
# Everything is made inside the checkout, the caches of pip, uv and npm included.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export npm_config_update_notifier := false
export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
export UV_CACHE_DIR := $(CURDIR)/.cache/uv
export npm_config_cache := $(CURDIR)/.cache/npm
export UV_SYSTEM_CERTS := true
export UV_HTTP_TIMEOUT ?= 120

python := .venv/bin/python
manage := $(python) manage.py
WORKERS ?= 2

demo_ready := .venv/.requirements .static/.collected .cache/messages .cache/pango
test_ready := .venv/.requirements-dev $(demo_ready)

actions := $(wildcard shared_apps/*/actions.py shared_apps/*/actions tenant_apps/*/actions.py tenant_apps/*/actions)
words := $(wildcard src/locale/*/LC_MESSAGES/*.po)
front_end := package.json $(shell find src/static -type f -not -path 'src/static/dist/*' 2>/dev/null)

# -- what people type -------------------------------------------------------------------------------------------------

.PHONY: help
help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-13s %s\n", $$1, $$2 }'

.PHONY: demo
demo: $(demo_ready) ## the whole platform here, with demo shops; Ctrl-C stops it
	@exec $(manage) demo

.PHONY: test
test: $(test_ready) chromium ## every test, the browser journeys included
	@# The journeys run by themselves: a browser driver keeps an event loop open, which other tests must not meet.
	@$(python) -m pytest tests/journeys $(ARGS)
	@$(python) -m pytest -n $(WORKERS) --dist worksteal --ignore tests/journeys $(coverage) $(ARGS)

.PHONY: check
check: coverage := --cov --cov-report=term
check: lint types architecture migrations test ## what CI runs, with the coverage

.PHONY: bench
bench: $(test_ready) ## the benchmarks, as a table and into bench/results/
	@$(python) -m bench

.PHONY: lint
lint: .venv/.requirements-dev ## ruff and djlint
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m djlint --quiet --lint src/templates shared_apps tenant_apps

.PHONY: types
types: .venv/.requirements-dev ## mypy, strict where rules and money are
	$(python) -m mypy src/pizzeria src/learning src/toolbox/embedded $(actions)

.PHONY: architecture
architecture: .venv/.requirements-dev ## the map of the house (.importlinter)
	PYTHONPATH=.:src .venv/bin/lint-imports

.PHONY: migrations
migrations: .venv/.requirements-dev ## no model without its migration
	$(python) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

.PHONY: format
format: .venv/.requirements-dev ## let ruff write the layout
	$(python) -m ruff check --fix --quiet . || true
	$(python) -m ruff format .

.PHONY: messages
messages: $(demo_ready) ## collect the words to translate into src/locale (needs gettext)
	@command -v xgettext >/dev/null || scripts/apt.sh "collecting words to translate" gettext
	$(manage) makemessages --all --no-wrap --no-obsolete --ignore node_modules --ignore '.venv/*' --ignore 'tests/*'

.PHONY: pictures
pictures: $(test_ready) chromium ## the screenshots of docs/pictures
	$(python) -m pytest -q -p no:randomly tests/journeys/pictures.py

.PHONY: requirements
requirements: .venv/.created ## compile requirements*.txt from pyproject.toml
	$(compile) pyproject.toml -o requirements.txt
	$(compile) pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt

.PHONY: clean
clean: ## remove what make made; the data of the demo stays
	rm -rf .venv node_modules .cache .static src/static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find src/locale -name '*.mo' -delete

compile := .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --custom-compile-command "make requirements"

# -- what make needs for it -------------------------------------------------------------------------------------------

.venv/.created: scripts/uv.txt
	@echo "→ Python environment"
	@scripts/python.sh
	@touch $@

.venv/.requirements: requirements.txt .venv/.created
	@echo "→ Python packages"
	@scripts/requirements.sh $<
	@touch $@

.venv/.requirements-dev: requirements-dev.txt .venv/.requirements
	@echo "→ Python packages for tests"
	@scripts/requirements.sh $<
	@touch $@

node_modules/.installed: package-lock.json .venv/.created
	@echo "→ front-end packages"
	@scripts/node.sh npm ci --loglevel=error --no-audit --no-fund
	@touch $@

src/static/dist/.built: $(front_end) node_modules/.installed
	@echo "→ styles, scripts, icons and fonts"
	@scripts/node.sh npm run --silent build
	@touch $@

.static/.collected: src/static/dist/.built .venv/.requirements src/toolbox/static.py
	@echo "→ static files"
	@$(manage) collectstatic --no-input --verbosity 0
	@touch $@

.cache/messages: $(words) .venv/.requirements
	@echo "→ translations"
	@$(python) scripts/compile_messages.py $(words)
	@mkdir -p $(@D) && touch $@

.cache/pango: scripts/pango.sh .venv/.requirements
	@scripts/pango.sh
	@mkdir -p $(@D) && touch $@

.PHONY: chromium
chromium:
	@scripts/chromium.sh
