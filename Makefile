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
# The debug build that the tests, the soak and the endpoints share; sanitizers and coverage have one of their own.
BUILD_FOLDER := .build
BUILD_FLAGS  ?=
DEBUG     = --scratch-path $(BUILD_FOLDER) $(BUILD_FLAGS)
# Where the tests' lines have to have run, in percent.
FLOORS    := Narration=85 Quality=85 QueueStore=85
# CI makes what others need as parts of their own (ci/parts.py), and sets PREPARED to leave it out here.
needs     = $(if $(PREPARED),,$(1))
# The program then runs on machines without a Swift runtime, and starts sooner.
RELEASE   := --configuration release $(if $(filter Darwin,$(shell uname -s)),,--static-swift-stdlib -Xlinker -s)

# Side by side they would starve each other, and `setup` has to come first; CI knows what may run beside what.
.NOTPARALLEL:

.PHONY: help
help: ## Show this list.
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: system-packages python-packages ## Install what is missing: system packages (apt), the sidecar's Python packages.

.PHONY: system-packages
system-packages:
	@scripts/setup-system

.PHONY: python-packages
python-packages:
	@scripts/setup-python $(VENV)

.PHONY: setup-qwen
setup-qwen: ## Install the engine qwen in an environment of its own (1.8 GB; TORCH='torch==…' picks the build).
	@scripts/setup-qwen $(VENV)-qwen

.PHONY: sidecar-qwen
sidecar-qwen: setup-qwen ## Freeze a speech server that has the engine qwen too (1.2 GB, some minutes).
	@scripts/freeze $(VENV)-qwen/bin/python qwen

.PHONY: sidecar
sidecar: $(call needs,setup) ## Freeze the speech server into a program of its own.
	@scripts/freeze $(PYTHON) embedded

.PHONY: build
build: sidecar ## Build qwen-batch (release) and the sidecar.
	@echo "==> build: $(PROGRAM)"
	@$(SWIFT) build $(RELEASE) --product qwen-batch

.PHONY: demo
demo: build ## Narrate a short book of fixtures/ and show the report.
	@scripts/demo $(PROGRAM)

.PHONY: test
test: test-python test-swift test-soak test-qwen test-endpoints ## Run all tests: Swift (with real sidecars), Python, and the engine qwen where torch can be had.

.PHONY: test-python
test-python: $(call needs,sidecar) ## Run the Python tests of the sidecar, the benches and CI.
	@echo "==> test: Python"
	@$(PYTHON) -m pytest sidecar/tests
	@$(PYTHON) -m pytest -q bench/tests ci/tests

.PHONY: build-tests
build-tests: $(call needs,program) ## Build the Swift tests and the program that they start (debug).
	@echo "==> build: tests"
	@$(SWIFT) build $(DEBUG) --product qwen-batchPackageTests

.PHONY: test-swift
test-swift: $(call needs,sidecar build-tests) ## Run the Swift tests.
	@echo "==> test: Swift"
	@rm -rf $(BUILD_FOLDER)/profiles
	@LLVM_PROFILE_FILE="$(abspath $(BUILD_FOLDER))/profiles/%2m.profraw" $(FEW_AT_ONCE) \
		$(SWIFT) test --scratch-path $(BUILD_FOLDER) --skip-build

.PHONY: coverage
coverage: ## Run the Swift tests and show which share of each module's lines they ran (builds everything once more).
	@$(MAKE) --no-print-directory test-swift coverage-table BUILD_FOLDER=.build-coverage BUILD_FLAGS=--enable-code-coverage

.PHONY: coverage-table
coverage-table:
	@echo "==> coverage"
	@python3 ci/line_coverage.py --build $(BUILD_FOLDER) $(FLOORS)

.PHONY: program
program: $(call needs,setup)
	@$(SWIFT) build $(DEBUG) --product qwen-batch

# A program that was built to count its lines would write the counts wherever it runs.
.PHONY: test-soak
test-soak: $(call needs,program) ## Run the soak's tests: a few kills, disks that fail.
	@echo "==> test: soak"
	@LLVM_PROFILE_FILE=/dev/null $(PYTHON) -m pytest -q soak/tests

.PHONY: endpoint-servers
endpoint-servers:
	@scripts/setup-endpoints $(VENV)-endpoints || [ $$? -eq 3 ]

.PHONY: test-endpoints
test-endpoints: $(call needs,sidecar program) ## Narrate books with speech servers that others wrote; skipped where they cannot be installed.
	@echo "==> test: endpoints"
	@LLVM_PROFILE_FILE=/dev/null scripts/test-endpoints $(VENV)-endpoints $(PYTHON)

.PHONY: test-qwen
test-qwen: qwen-packages qwen-frozen test-qwen-source test-qwen-programs ## Freeze the engine qwen and test it with tiny checkpoints; skipped where torch cannot be had.

.PHONY: qwen-packages
qwen-packages:
	@scripts/test-qwen packages $(VENV)-qwen

.PHONY: qwen-frozen
qwen-frozen:
	@scripts/test-qwen freeze $(VENV)-qwen

.PHONY: test-qwen-source
test-qwen-source:
	@scripts/test-qwen source $(VENV)-qwen

.PHONY: test-qwen-programs
test-qwen-programs: $(call needs,program)
	@scripts/test-qwen programs $(VENV)-qwen

.PHONY: lint
lint: $(call needs,setup) ## Check style and types, changing nothing.
	@echo "==> lint: Swift"
	@$(SWIFT) format lint --strict --recursive Package.swift Sources Tests bench fuzz soak
	@echo "==> lint: Python"
	@cd sidecar && ../$(VENV)/bin/ruff check . && ../$(VENV)/bin/ruff format --check . && ../$(VENV)/bin/mypy
	@for folder in bench endpoints soak ci; do \
		$(VENV)/bin/ruff check $$folder && $(VENV)/bin/ruff format --check $$folder && $(VENV)/bin/mypy --strict $$folder || exit 1; \
	done
	@echo "==> lint: shell"
	@scripts/lint-shell

.PHONY: format
format: setup ## Put the style right where a tool can.
	@$(SWIFT) format format --in-place --recursive Package.swift Sources Tests bench fuzz soak
	@$(VENV)/bin/ruff check --fix-only sidecar bench soak endpoints ci && $(VENV)/bin/ruff format sidecar bench soak endpoints ci

.PHONY: bench
bench: build ## Measure speed and memory (OPTIONS='--only transcripts book', BOOK=novel.txt); writes build/bench.json.
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
