# Three commands: `make tour`, `make test`, `make lab`. `make` alone lists them all.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# Every version, of pip and of the build tools too, is the one that constraints.txt names.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check \
	--constraint constraints.txt --build-constraint constraints.txt

# Three stamps, for the tour needs two thirds of what the tests need. Each command installs
# everything in one go and then marks the smaller parts, which it contains, as done too.
CORE := $(VENV)/core.stamp
LAB := $(VENV)/lab.stamp
TEST := $(VENV)/test.stamp
PINS := pyproject.toml constraints.txt

# The learner's own copy of the lessons; a newer version of them overwrites no work in it.
COURSE := memorykinds-course

# How many tests run at once: one on each core, but four at most, for each worker has a JupyterLab,
# a Chromium and a PostgreSQL of its own. A file stays together: a notebook's cells need their order.
JOBS ?= logical

# Paths below are relative, so that the folder's own name may hold spaces.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:  # all targets share one environment
.PHONY: help tour test lab lint format notebooks slides gallery constraints clean

help:  ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

tour: $(CORE)  ## See one conversation become three kinds of memory: no key, no network
	@$(BIN)/memorykinds tour

test: lint  ## Run every test there is: style, types, tests and notebooks (one at a time: make test JOBS=0)
	@sh scripts/get_chromium.sh
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --maxprocesses 4 --dist loadfile \
		--nbval --nbval-current-env --nbval-cell-timeout 60 \
		--nbval-sanitize-with notebooks/nbval_sanitize.cfg tests notebooks

lab: $(LAB)  ## Open the course in JupyterLab (options of its own: make lab LABFLAGS=--no-browser)
	@[ "$$(id -u)" != 0 ] || root=--allow-root; \
	$(BIN)/memorykinds lab "$(COURSE)" $$root $(LABFLAGS)

lint: $(TEST)  ## Check style, spelling, types and which floor imports which
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/codespell *.md benchmarks data docs examples memorykinds notebooks scripts tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(TEST)  ## Put the code into its one format and mend what can be mended
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

notebooks: $(TEST)  ## Make the notebooks of all lessons anew, or of LESSONS=SOURCE, and keep what they print
	@$(BIN)/python scripts/make_lessons.py $(LESSONS)

slides: $(LAB)  ## Make slides of the lessons, which need no network: build/slides
	@$(BIN)/python scripts/make_slides.py

gallery: $(TEST)  ## Make the pictures of docs/inspectors.md anew
	@sh scripts/get_chromium.sh
	@$(BIN)/python scripts/make_gallery.py

constraints:  ## Choose all versions anew, with the oldest Python there is support for
	@sh scripts/make_constraints.sh "$(PYTHON)"

clean:  ## Remove the environment, built files and caches; never a memory
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/venv.stamp:
	@sh scripts/make_venv.sh "$(PYTHON)" "$(VENV)"
	@touch $@

$(CORE): $(PINS) | $(VENV)/venv.stamp
	@echo "Installing memorykinds into $(VENV): about half a minute, 500 MB."
	@$(INSTALL) --editable .
	@touch $@

$(LAB): $(PINS) | $(VENV)/venv.stamp
	@echo "Installing memorykinds and JupyterLab into $(VENV): about a minute, 650 MB."
	@$(INSTALL) --editable '.[lab]'
	@touch $(CORE) $@

$(TEST): $(PINS) | $(VENV)/venv.stamp
	@echo "Installing memorykinds, JupyterLab and the test tools into $(VENV): about a minute, 850 MB."
	@$(INSTALL) --editable '.[lab,mcp,postgres]' --group test
	@touch $(CORE) $(LAB) $@
