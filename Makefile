# Two commands: make demo, make test. Both set themselves up; all they need is Python ≥ 3.11.
PYTHON ?= python3
PORT ?= 8765
DATA ?= .demo
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench soak screenshots lock clean million

demo: $(VENV)/.run
	@$(BIN)/lightwell demo --data "$(DATA)" --port $(PORT)

test: $(VENV)/.dev
	@$(BIN)/python -m pytest tests -n auto --dist loadfile $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	@cd tests && ../$(BIN)/python -m bench $(if $(OUT),--out "$(abspath $(OUT))") $(if $(LARGE),--large $(LARGE)) $(if $(ONLY),--only $(ONLY))

million: $(VENV)/.dev
	@cd tests && ../$(BIN)/python -m bench.million $(if $(OUT),--out "$(abspath $(OUT))")

soak: $(VENV)/.dev
	@LIGHTWELL_SOAK=1 $(BIN)/python -m pytest tests -o timeout=0 $(ARGS)

# The README's pictures. Needs Chromium.
screenshots: $(VENV)/.dev
	@cd tests && ../$(BIN)/python -m screenshots $(if $(OUT),--out "$(abspath $(OUT))")

# After a change of pyproject.toml: pins every version with its hashes. Needs uv.
LOCK := uv pip compile pyproject.toml --group build --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --no-header --python-version 3.11 --quiet
lock:
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --constraints requirements.lock --output-file requirements-dev.lock

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Lightwell needs Python 3.11 or newer: make PYTHON=python3.11")'
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/pip
	@echo "Installing the pinned packages …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing the pinned packages for tests …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .demo
