PYTHON ?= $(shell tools/newest-python)
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

.PHONY: install
install: .venv/.installed .local-aws/.installed ## .venv/ with the slipway command, .local-aws/ with the local AWS

.venv/.installed: requirements.txt requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.local-aws/.installed: requirements-local-aws.txt
	@test -x .local-aws/bin/python || $(PYTHON) -m venv .local-aws
	@.local-aws/bin/pip install --quiet --disable-pip-version-check -r requirements-local-aws.txt
	@touch $@

.PHONY: lint
lint: install ## ruff, mypy, import-linter, cfn-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/slipway policies --check

.PHONY: format
format: install ## let ruff put everything in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: test
test: install ## every test: unit, contract, integration, end to end
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report=term:skip-covered --cov-fail-under=95

.PHONY: soak
soak: install ## the long runs: 5,000 histories, every crash, 1,000 pushes, half an hour of fuzzing
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-fuzz.txt
	SLIPWAY_SOAK=1 SLIPWAY_EXAMPLES=5000 timeout 1h $(BIN)/pytest -s tests/reliability
	cd tests && ../$(BIN)/python -m fuzz.run all --runs 10000000 --seconds 180

.PHONY: package
package: install ## what CloudFormation deploys, in build/package/
	$(BIN)/slipway package

.PHONY: demo
demo: install ## a real push rolls out before your eyes (STAY=1 keeps it up)
	@$(BIN)/slipway demo $(if $(STAY),--stay)

.PHONY: docs
docs: install ## generate what the documents show of the code
	$(BIN)/python -m slipway.diagrams.lifecycle > docs/lifecycle.svg
	$(BIN)/slipway schema > docs/services.schema.json
