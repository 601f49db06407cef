# Staffetta. `make` alone says what there is. Nothing is installed outside this folder.

UV_VERSION := 0.13.9
CDK_VERSION := 2.1148.1
PORT ?= 8000
STAGE ?= prod

PYTHON := $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys, venv, ensurepip; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
UV := .tools/boot/bin/uv
CDK := .tools/cdk/node_modules/.bin/cdk
BOOT := .tools/boot/uv-$(UV_VERSION)
VENV := .venv/bin
# Some machines forbid bytecode by an environment variable, which makes every start of CDK four times slower.
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV
export UV_PROJECT_ENVIRONMENT := .venv
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 18,20

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run stop test check bench deploy test-dynamodb assets install

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install assets ## run all of Staffetta on this machine, on http://127.0.0.1:8000 or PORT=..., until Ctrl-C or `make stop`
	@PORT=$(PORT) $(VENV)/python -m infra.local.up

stop: install ## end what `make run` started
	@$(VENV)/python -m infra.local.down

test: check ## run every check and every test
	@$(VENV)/pytest

check: install assets ## lint, types and import rules, without tests
	@$(VENV)/ruff check
	@$(VENV)/basedpyright
	@$(VENV)/lint-imports --cache-dir .tools/import-linter >.tools/lint-imports.log || { cat .tools/lint-imports.log; exit 1; }

bench: install ## measure: calls, units and time, as ratios within one run
	@$(VENV)/python -m benchmarks

test-dynamodb: install ## hold AWS's DynamoDB Local to the store contract (needs Java)
	@$(VENV)/python -m tests.store.dynamodb_local

deploy: install assets $(CDK) ## deploy into the AWS account of your credentials; first read docs/deploy.md
	@STAGE=$(STAGE) $(VENV)/python -m infra.deploy

install: .tools/installed

assets: install
	@$(VENV)/python -m infra.assets

# The pinned uv, in an environment of its own; the file's name holds the version, so that a new pin makes a new one.
$(BOOT):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed: apt install python3 python3-venv"; exit 1; }
	@rm -rf .tools/boot && mkdir -p .tools
	@$(PYTHON) -m venv .tools/boot
	@.tools/boot/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.tools/installed: $(BOOT) pyproject.toml uv.lock
	@test -x .venv/bin/python || $(UV) venv -q --python $(PYTHON) .venv
	@$(UV) sync -q --locked
	@touch $@

$(CDK):
	@npm install --silent --no-audit --no-fund --prefix .tools/cdk aws-cdk@$(CDK_VERSION)
	@touch $@
