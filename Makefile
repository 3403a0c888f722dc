# Needs Debian 12 (or kin), Swift 6.3 and make. Everything else is installed on demand.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-long sdk-check bench loadtest build simulator release lint format settings deps-run deps-test

# g++ brings the C and C++ headers and the linker that Swift's own compiler uses.
RUN_PACKAGES := ca-certificates g++ git libcurl4-openssl-dev libhiredis-dev libsqlite3-dev
BENCH_PACKAGES := python3-venv wrk
TEST_PACKAGES := curl openssl python3-venv python3-yaml redis-server shellcheck

# One set of flags for every debug build, so that nothing is built twice.
BUILD_FLAGS := --build-tests --explicit-target-dependency-import-check error
# What is measured is what is used: the yardstick and the simulator are built alike.
RELEASE_FLAGS := -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked
# One test at a time: on two cores, tests beside each other only make each other late.
TEST_FLAGS := --skip-build --disable-xctest --no-parallel

SWIFT_PATHS = $(wildcard Package.swift Sources Tests loadtest)
SHELL_FILES = $(shell grep -rlIE '^\#!(/usr)?/bin/(env )?(ba)?sh' $(wildcard .ci scripts Tests loadtest))

# $(call install,PACKAGES): installs those that are missing; silent and without rights when none is.
define install
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install" >&2; exit 1; }
	@command -v dpkg-query >/dev/null || { echo "No dpkg here: these must be there: $(1)" >&2; exit 0; }; \
	missing=(); \
	for package in $(1); do \
		[ "$$(dpkg-query -W -f='$${db:Status-Status}' "$$package" 2>/dev/null)" = installed ] || missing+=("$$package"); \
	done; \
	if [ $${#missing[@]} -gt 0 ]; then \
		echo "Installing $${missing[*]}"; \
		as_root=(); [ "$$(id -u)" -eq 0 ] || as_root=(sudo); \
		"$${as_root[@]}" apt-get update -qq; \
		"$${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends "$${missing[@]}"; \
	fi
endef

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: release ## Build a release and serve on 127.0.0.1:8000 (settings: make run ARGS='--port 9000')
	exec .build/release/precis serve $(ARGS)

test: deps-test lint build sdk-check ## Lint, build with warnings as errors, and run the tests but the long ones
	python3 -B -m unittest discover --start-directory loadtest/bench
	scripts/test $(TEST_FLAGS)

test-long: deps-test build ## Run the tests with the long ones: a million jobs, fifty kills
	PRECIS_LONG_TESTS=1 scripts/test $(TEST_FLAGS)

sdk-check: deps-test build ## Let Groq's and OpenAI's own Python clients judge the simulator
	loadtest/groq-simulator/sdk-check/run .build/debug/groq-simulator

bench: deps-run ## Measure precis beside a bare server (make bench ARGS='--quick --only accepted')
	$(call install,$(BENCH_PACKAGES))
	swift build $(RELEASE_FLAGS) --product precis
	swift build $(RELEASE_FLAGS) --product bare-server
	swift build $(RELEASE_FLAGS) --product groq-simulator
	loadtest/bench/run .build/release $(ARGS)

loadtest: deps-test ## Load a release build with Locust: PROFILE=quick, heavy, stress or crowd
	swift build $(RELEASE_FLAGS) --product precis
	swift build $(RELEASE_FLAGS) --product groq-simulator
	loadtest/run .build/release/precis .build/release/groq-simulator $(or $(PROFILE),quick)

build: deps-run ## Build everything for debugging, tests too, and check that every import is declared
	swift build $(BUILD_FLAGS)

simulator: deps-run ## Build the simulator of Groq for use: .build/release/groq-simulator
	swift build $(RELEASE_FLAGS) --product groq-simulator

release: deps-run ## Build the server for use: .build/release/precis
	swift build $(RELEASE_FLAGS) --product precis

lint: deps-test ## Check format, style, the project's own rules and shell scripts
	swift format lint --strict --recursive --parallel $(SWIFT_PATHS)
	scripts/check
	scripts/check --self-test
	scripts/check-containers
	scripts/check-containers --self-test
	shellcheck $(SHELL_FILES)

format: ## Format the Swift files in place
	swift format --in-place --recursive --parallel $(SWIFT_PATHS)

settings: build ## Write .env.example and the tables of docs/configuration.md anew, from the sources
	.build/debug/precis settings > .env.example
	sed -i '/^<!-- Generated/q' docs/configuration.md
	.build/debug/precis settings --markdown >> docs/configuration.md

deps-run: ## Install what building and running need, where it is missing
	$(call install,$(RUN_PACKAGES))

deps-test: deps-run ## Install what the tests need on top
	$(call install,$(TEST_PACKAGES))
