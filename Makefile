# Every command a person or CI types. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup check fix test test-integration isolation test-browser test-cluster test-compose demo simulate infra up down bench faults docs lock audit clean
unexport PYTHONDONTWRITEBYTECODE # hundreds of processes start; each would compile all of it again
PY := .venv/bin/python
INFRA ?= auto
ARGS ?=
WORKERS ?= 3
PYTEST := .venv/bin/pytest --infra=$(INFRA)
PARALLEL := --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder # the longest file would come last
COMPOSE := docker compose
PROJECTS := libs/common/pyproject.toml $(sort $(wildcard services/*/pyproject.toml)) $(sort $(wildcard deploy/*/pyproject.toml)) \
	tests/faults/pyproject.toml
RUNTIME := libs/common/pyproject.toml $(sort $(wildcard services/*/pyproject.toml)) deploy/issuer/pyproject.toml
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate --no-emit-package peerbridge --no-emit-package peerbridge-local \
	--no-emit-package peerbridge-issuer --no-emit-package peerbridge-demo

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Python packages and Kafka, once (everything below does it by itself)
	@deploy/setup.sh

check: setup ## everything that reads the code: format, lint, types, imports, generated documents
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(PY) -m peerbridge.events.docs --check

fix: setup ## let the tools repair what they can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

test: setup ## all tests but those of browser, cluster and compose; INFRA=containers|local|auto, WORKERS=n, ARGS=… for pytest
	$(PYTEST) $(PARALLEL) $(ARGS)

test-integration: setup ## whole stories and faults on real Kafka and PostgreSQL
	$(PYTEST) $(PARALLEL) tests/integration $(ARGS)

isolation: setup ## every route x role x own/other county, layers taken away, canaries, schemathesis; prints who sees what; ARGS=--examples=100
	$(PYTEST) --numprocesses=0 tests/isolation --table $(ARGS)

test-browser: setup ## the console in Chromium
	$(PYTEST) --browser -m browser $(ARGS)

test-cluster: setup ## render the chart and check all of it (helm from this machine, or built once by Go)
	.venv/bin/pytest --cluster -m cluster --infra=local $(ARGS)

test-compose: setup ## build the images, start the composed system, play the story through its ports
	.venv/bin/pytest --compose -m compose --infra=local $(ARGS)

demo: setup ## the whole system on this machine without Docker, with people who are played; Ctrl-C ends it
	@exec $(PY) -m peerbridge_demo $(ARGS)

simulate: setup ## ten counties' first two years, played by the day; every number compared with the events; ends with a table and a verdict; ARGS=--help
	@exec $(PY) -m peerbridge_demo.simulation $(ARGS)

infra: setup ## only PostgreSQL, Kafka and a mail sink on this machine, until Ctrl-C
	@exec $(PY) -m peerbridge_local.stack

up: ## the same system on Docker; builds what is needed and waits until all is healthy
	@deploy/compose-env.sh
	$(COMPOSE) up --build --wait $(ARGS)
	@echo "console: http://localhost:$${PEERBRIDGE_PORT_CONSOLE:-8005}   mail: http://localhost:$${PEERBRIDGE_PORT_MAIL:-8025}"

down: ## end what `make up` started; ARGS=-v also forgets its data
	@deploy/compose-env.sh
	$(COMPOSE) --profile '*' down --remove-orphans $(ARGS)

bench: setup ## measure against the raw limit; writes bench/README.md and its plots, keeps raw samples; ARGS=--help
	$(PY) -m bench $(ARGS)

faults: setup ## load, faults and the independent reader; prints one table; ARGS=--long for five seeds, ARGS=--help
	@exec $(PY) -m peerbridge_faults $(ARGS)

docs: setup ## write the generated documents: event catalogue, AsyncAPI, JSON Schemas
	$(PY) -m peerbridge.events.docs

lock: setup ## resolve the dependencies anew, keeping pins that still fit; then `make setup`
	$(COMPILE) pyproject.toml --group dev $(PROJECTS) --all-extras --output-file requirements.lock
	$(COMPILE) $(RUNTIME) --constraint requirements.lock --output-file deploy/requirements.lock

audit: setup ## known vulnerabilities of the locked packages (needs the network)
	.venv/bin/pip-audit --require-hashes --disable-pip --requirement requirements.lock

clean: ## remove what tools and runs made, but not the packages
	rm -rf .state .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
