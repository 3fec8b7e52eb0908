PYTHON ?= $(shell tools/newest-python)
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

.PHONY: install
install: .venv/.installed .local-aws/.installed ## .venv/ with the slipway command, .local-aws/ with the local AWS

.venv/.installed: requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.local-aws/.installed: requirements-local-aws.lock
	@test -x .local-aws/bin/python || $(PYTHON) -m venv .local-aws
	@.local-aws/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-local-aws.lock
	@touch $@

.bench/.installed: requirements-bench.txt
	@test -x .bench/bin/python || $(PYTHON) -m venv .bench
	@.bench/bin/pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header

.PHONY: lock
lock: ## compile each requirements*.txt to its lock, with hashes (UPGRADE=1: the newest of what is not pinned)
	@test -x $(BIN)/uv || $(MAKE) install
	$(LOCK) $(if $(UPGRADE),--upgrade) requirements.txt -o requirements.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) -c requirements.lock requirements-dev.txt -o requirements-dev.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) requirements-local-aws.txt -o requirements-local-aws.lock

.PHONY: lint
lint: install ## ruff, mypy, import-linter, the policies, cfn-lint of the packaged template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/slipway policies --check
	@mkdir -p build
	@$(BIN)/slipway package --out build/lint >build/lint.txt 2>&1 || { cat build/lint.txt; exit 1; }
	$(BIN)/cfn-lint build/lint/template.yaml

.PHONY: audit
audit: install ## known vulnerabilities of what ships; says so when nobody can be asked, and goes on (STRICT=1: fails)
	@$(BIN)/python -m slipway.packaging.audit || test $$? -eq $(if $(STRICT),0,3)

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

STAGE ?= prod
MAPPING ?= chalicelib/services.yaml

.PHONY: deploy
deploy: install ## into the AWS account at hand: make deploy STAGE=prod [MAPPING=FILE] [PARAMETERS="Name=Value ..."]
	$(BIN)/slipway check --mapping $(MAPPING)
	$(if $(filter chalicelib/services.yaml,$(MAPPING)),$(BIN)/slipway policies --check)
	$(BIN)/slipway stack deploy --yes --stage $(STAGE) --mapping $(MAPPING) $(foreach one,$(PARAMETERS),--parameter '$(one)')

.PHONY: destroy
destroy: install ## takes the stack of STAGE down; the table with all history stays
	$(BIN)/slipway stack destroy --stage $(STAGE)

.PHONY: demo
demo: install ## a real push rolls out before your eyes (STAY=1 keeps it up; ENGINE=docker: real containers)
	@$(BIN)/slipway demo $(if $(STAY),--stay) $(if $(ENGINE),--engine $(ENGINE))

.PHONY: bench
bench: install .bench/.installed ## side by side with what a user would pick instead, into docs/benchmark.md (BENCH="--only cold": that part alone)
	$(BIN)/python -m bench $(BENCH)

.PHONY: docs
docs: install ## generate what the documents show of the code
	$(BIN)/python -m slipway.diagrams.lifecycle > docs/lifecycle.svg
	$(BIN)/slipway schema > docs/services.schema.json

.PHONY: snapshots
snapshots: install ## accept what became of the expanded template
	SLIPWAY_SNAPSHOTS=1 $(BIN)/pytest -q tests/slipway/packaging/test_snapshot.py
