# qwen-batch: `make help` lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV      := .venv
PYTHON    := $(VENV)/bin/python
TRIPLE    := $(shell uname -m | sed 's/arm64/aarch64/')-$(if $(filter Darwin,$(shell uname -s)),apple-darwin,unknown-linux-gnu)
SIDECAR   := sidecar/dist/qwen-tts-$(TRIPLE)
PROGRAM   := .build/release/qwen-batch
PREFIX    ?= /usr/local
INPUTS    ?= 1000000
KILLS     ?= 200
RESTARTS  ?= 10000
SWIFT     := swift
# Tests that start processes would starve each other on a small machine.
FEW_AT_ONCE := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8
# The program then runs on machines without a Swift runtime, and starts sooner.
RELEASE   := --configuration release $(if $(filter Darwin,$(shell uname -s)),,--static-swift-stdlib -Xlinker -s)

.PHONY: help
help: ## Show this list.
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install what is missing: system packages (apt), the sidecar's Python packages.
	@scripts/setup-system
	@scripts/setup-python $(VENV)

.PHONY: setup-qwen
setup-qwen: ## Install the engine qwen in an environment of its own (1.8 GB; TORCH='torch==…' picks the build).
	@scripts/setup-qwen $(VENV)-qwen

.PHONY: sidecar-qwen
sidecar-qwen: setup-qwen ## Freeze a speech server that has the engine qwen too (1.2 GB, some minutes).
	@echo "==> sidecar: sidecar/dist/qwen"
	@$(VENV)-qwen/bin/python sidecar/bundle.py --engine qwen --if-changed

.PHONY: sidecar
sidecar: setup ## Freeze the speech server into a program of its own.
	@echo "==> sidecar: $(SIDECAR)"
	@$(PYTHON) sidecar/bundle.py --if-changed

.PHONY: build
build: sidecar ## Build qwen-batch (release) and the sidecar.
	@echo "==> build: $(PROGRAM)"
	@$(SWIFT) build $(RELEASE) --product qwen-batch

.PHONY: demo
demo: build ## Narrate a short book of fixtures/ and show the report.
	@scripts/demo $(PROGRAM)

.PHONY: test
test: sidecar ## Run all tests: Swift (with real sidecars), Python, and the engine qwen where torch can be had.
	@echo "==> test: Python"
	@$(PYTHON) -m pytest -q sidecar/tests
	@$(PYTHON) -m pytest -q bench/tests
	@echo "==> test: Swift"
	@$(SWIFT) build --product qwen-batchPackageTests
	@$(SWIFT) build --product qwen-batch
	@$(FEW_AT_ONCE) $(SWIFT) test --skip-build
	@echo "==> test: soak"
	@$(PYTHON) -m pytest -q soak/tests
	@scripts/test-qwen $(VENV)-qwen
	@echo "==> test: endpoints"
	@scripts/test-endpoints $(VENV)-endpoints $(PYTHON)

.PHONY: test-endpoints
test-endpoints: setup ## Narrate books with speech servers that others wrote; skipped where they cannot be installed.
	@$(SWIFT) build --product qwen-batch
	@scripts/test-endpoints $(VENV)-endpoints $(PYTHON)

.PHONY: test-qwen
test-qwen: ## Freeze the engine qwen and test it with tiny checkpoints; skipped where torch cannot be had.
	@scripts/test-qwen $(VENV)-qwen

.PHONY: lint
lint: setup ## Check style and types, changing nothing.
	@echo "==> lint: Swift"
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Tests bench fuzz soak
	@echo "==> lint: Python"
	@cd sidecar && ../$(VENV)/bin/ruff check . && ../$(VENV)/bin/ruff format --check . && ../$(VENV)/bin/mypy
	@$(VENV)/bin/ruff check bench && $(VENV)/bin/ruff format --check bench && $(VENV)/bin/mypy --strict bench
	@$(VENV)/bin/ruff check endpoints && $(VENV)/bin/ruff format --check endpoints && $(VENV)/bin/mypy --strict endpoints
	@$(VENV)/bin/ruff check soak && $(VENV)/bin/ruff format --check soak && $(VENV)/bin/mypy --strict soak
	@echo "==> lint: shell"
	@scripts/lint-shell

.PHONY: format
format: setup ## Put the style right where a tool can.
	@$(SWIFT) format format --in-place --recursive Package.swift Sources Tests bench fuzz soak
	@$(VENV)/bin/ruff check --fix-only sidecar bench soak endpoints && $(VENV)/bin/ruff format sidecar bench soak endpoints

.PHONY: bench
bench: build ## Measure speed and memory (OPTIONS='--only ears book', BOOK=novel.txt); writes build/bench.json.
	@scripts/setup-bench $(VENV)-bench
	@$(SWIFT) build $(RELEASE) --product assembly-bench
	@$(SWIFT) build $(RELEASE) --product store-bench
	@mkdir -p build
	@$(PYTHON) bench/bench.py --program $(PROGRAM) --sidecar $(SIDECAR) --assembly .build/release/assembly-bench \
		--store .build/release/store-bench --peer $(VENV)-bench/bin/zaphodvox --output build/bench.json \
		$(if $(BOOK),--book $(BOOK)) $(OPTIONS)

.PHONY: bench-quality
bench-quality: build ## Count the bad takes that the checks find and the good ones they reject (OPTIONS=--quick for fewer).
	@$(SWIFT) build $(RELEASE) --product quality-bench
	@mkdir -p build
	@$(PYTHON) bench/quality.py --program $(PROGRAM) --sidecar $(SIDECAR) --judge .build/release/quality-bench \
		--output build/quality.json $(OPTIONS)

.PHONY: bench-gpu
bench-gpu: ## Measure the engine qwen on a CUDA card, with random weights of full size (OPTIONS='--batches 1,8').
	@scripts/bench-gpu $(VENV)-qwen $(OPTIONS)

.PHONY: fuzz
fuzz: setup ## Plan made-up and damaged texts (INPUTS=1000000 SEED=…; REPLAY=… for one) and check that the laws hold.
	@$(SWIFT) build $(RELEASE) --product text-fuzz
	@.build/release/text-fuzz --inputs $(INPUTS) $(if $(SEED),--seed $(SEED)) $(if $(REPLAY),--replay $(REPLAY))

.PHONY: soak
soak: build ## Kill it at random points (KILLS=200 SEED=…) and at every commit, resume, compare.
	@mkdir -p build
	@$(PYTHON) soak/kill_soak.py --program $(PROGRAM) --kills $(KILLS) $(if $(SEED),--seed $(SEED)) --output build/soak.json

.PHONY: soak-restarts
soak-restarts: setup ## Start and end a sidecar RESTARTS=10000 times, and look for what grows.
	@$(SWIFT) build $(RELEASE) --product restart-soak
	@.build/release/restart-soak --sidecar soak/restarts/quick_sidecar.py --restarts $(RESTARTS)

.PHONY: soak-size
soak-size: setup ## Make a book of more than 4 GiB (needs 7 GB of disk), and read all of it back.
	@$(SWIFT) build $(RELEASE) --product assembly-bench
	@$(PYTHON) soak/big_book.py --assembly .build/release/assembly-bench --folder build/big-book

.PHONY: sanitize
sanitize: sidecar ## Run the Swift tests under ThreadSanitizer and AddressSanitizer (builds everything twice more).
	@scripts/sanitize thread $(SWIFT)
	@scripts/sanitize address $(SWIFT)

.PHONY: man
man: setup ## Write the man pages in docs/man anew from the help texts (builds everything once more).
	@$(SWIFT) package --allow-writing-to-package-directory generate-manual --multi-page
	@cp .build/plugins/GenerateManual/outputs/qwen-batch/*.1 docs/man/

.PHONY: install
install: build ## Install below PREFIX (default /usr/local), with completions, man pages, and the engine qwen where it was frozen.
	@scripts/install $(PROGRAM) $(SIDECAR) sidecar/dist/qwen "$(DESTDIR)$(PREFIX)"
