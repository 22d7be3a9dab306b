# Every command a person or CI types. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup
PY := .venv/bin/python

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Python packages and Kafka into this folder and the caches, once (everything below does it by itself)
	@deploy/setup.sh
