# Every job of the project in a line each: `make help`. Each target does its own set-up.
SHELL := /bin/bash
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)
VENV := build/venv
PYTHON := $(VENV)/bin/python
export ROPEWALK ?= $(CURDIR)/build/ropewalk

.PHONY: bench bless build check-dist check-templates ci clean conformance coverage demo demo-cd demo-security deploy-figures differential dist dist-twice fuzz help lint release-verdicts sanitize setup soak soak-deploy soak-deploy-short soak-notify soak-release test test-cases test-ci test-guide test-images test-images-built test-python test-real test-unit tidy wheel

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## Install what is missing: Debian packages, Python tools, Pythons 3.11 to 3.13
	@tools/setup.sh

build: setup ## Build the release binary at build/ropewalk
	@tools/build.sh release ropewalk
	@install -s -m 755 build/release/src/ropewalk build/ropewalk

demo: build ## Run the example service's CI workflow as a pull request, here
	@tools/demo.sh

demo-security: build ## Run the example's security workflow, with planted faults and without
	@tools/demo_security.sh

demo-cd: build ## The example's whole delivery, here: image, registry, signature, approval, a bad version, a rollback, no failed request
	@tools/setup_deploy.sh
	@tools/setup_images.sh demo
	@$(PYTHON) tools/demo_cd.py

soak-deploy: build ## A million requests over 200 deployments, kills at every step, canaries, rollbacks, 100,000 approvals: an hour
	@tools/setup_deploy.sh
	@tools/build.sh release deploy_test
	@$(PYTHON) tests/soak/rollback_time.py
	@$(PYTHON) tests/soak/kill_steps.py
	@$(PYTHON) tests/soak/canary.py
	@build/release/src/deploy_test --gtest_also_run_disabled_tests --gtest_filter='*DISABLED*'
	@$(PYTHON) tests/soak/soak_deploy.py

deploy-figures: setup ## False alarms and finds of the canary, and 100,000 interleavings of approvals: an hour and more
	@tools/build.sh release deploy_test
	@build/release/src/deploy_test --gtest_also_run_disabled_tests --gtest_filter='*DISABLED_*'

soak-deploy-short: build ## The same clients for less than a minute
	@tools/setup_deploy.sh
	@SOAK_SECONDS=25 $(PYTHON) tests/soak/soak_deploy.py

test: setup ## Build everything and run all tests: units, golden cases, the example and the actions for real
	@tools/setup_deploy.sh
	@tools/build.sh release all
	@install -s -m 755 build/release/src/ropewalk build/ropewalk
	@$(MAKE) --no-print-directory test-unit test-cases test-guide test-real test-python
	@$(MAKE) --no-print-directory test-ci PYTEST_ARGS='-m "not slow"'

test-unit:
	@$(PYTHON) tools/check_layers.py
	@ctest --test-dir build/release --output-on-failure --no-tests=error $(CTEST_ARGS)

test-cases:
	@$(PYTHON) -m pytest -q $(PYTEST_ARGS) tests/cases tests/schemas tests/record tests/compatibility

test-guide: ## The commands and examples of docs/guide/, typed as they stand there
	@$(PYTHON) -m pytest -q $(PYTEST_ARGS) tests/guide

test-real:
	@$(PYTHON) -m pytest -q --durations=5 $(PYTEST_ARGS) tests/example tests/actions tests/console tests/ends tests/processes

# Our own pipeline, tested by our own plugin from the sources: nothing has to be installed.
test-ci: ## The tests of the pipeline itself
	@PYTHONPATH=$(CURDIR)/python/src $(PYTHON) -m pytest -q -n 2 --durations=5 $(PYTEST_ARGS) -c tests/integration/test_ci/pytest.ini tests/integration/test_ci

# Compiles with the user's own compiler cache, so that a second run takes no ten minutes.
ci: build ## Run our own CI workflow here, as a pull request would
	@build/ropewalk run ci --event pull_request --env CCACHE_DIR=$${CCACHE_DIR:-$$HOME/.cache/ccache}

check-templates: build ## What init writes for all kinds of projects: our reader, actionlint and zizmor find nothing
	@tools/setup_templates.sh
	@$(PYTHON) tools/check_templates.py build/ropewalk build/readers/bin/actionlint build/readers/bin/zizmor

# What needs a builder, a registry and base images: tools/setup_images.sh brings them (as root, some minutes).
test-images: build ## Images for real: built for two architectures, pushed, signed, verified
	@tools/setup_images.sh
	@$(MAKE) --no-print-directory test-images-built

# With the program and the tools that are there.
test-images-built:
	@PYTHONPATH=$(CURDIR)/python/src $(PYTHON) -m pytest -q --durations=5 $(PYTEST_ARGS) -c tests/integration/test_ci/pytest.ini tests/integration/test_ci/test_images*.py

# The Python package around the binary that is there: what a wheel's user has.
test-python: ## The Python client and the pytest plugin, installed with the built binary
	@tools/test_python.sh

wheel: build ## The Python package with the binary in it, as build/wheel/*.whl
	@tools/wheel.sh build/wheel

soak-notify: build ## 1,000 results told through services that fail and processes that are killed; DORA of 1,000 histories; a real Prometheus
	@tools/setup_monitoring.sh
	@ROPEWALK_NOTIFY_ROUNDS=1000 ROPEWALK_DORA_HISTORIES=1000 $(PYTHON) -m pytest -q tests/integration/test_ci/test_notifications.py tests/integration/test_ci/test_monitoring.py

dist: build ## What is published: static binary, wheel, .deb, checksums, SBOM, completions, man pages, twice with equal bytes
	@tools/dist.sh

dist-twice: build ## make dist, and the programs compiled once more from a clone elsewhere, without a cache: equal bytes
	@tools/dist.sh --compile-twice

check-dist: ## Install what make dist has made in an empty Debian 12 (a chroot, as root) and run it there
	@tools/check_dist.sh

soak-release: build ## A release interrupted at each of its steps and answers, and run again: one tag, one entry, one upload of each file
	@tools/setup_release.sh
	@$(PYTHON) tests/soak/soak_release.py

release-verdicts: build ## Next versions beside python-semantic-release and semantic-release; normal forms beside packaging
	@tools/setup_release.sh
	@build/venv-release/bin/python bench/release_verdicts.py

soak: build ## End 300 runs in every way at random moments, and run 1,000 in a row: nothing is left, nothing grows
	@$(PYTHON) tests/soak/soak.py

sanitize: setup ## All unit tests and golden cases under ASan, UBSan and TSan
	@tools/sanitize.sh

coverage: setup ## Line coverage of the C++ code (fails under 85 %)
	@tools/coverage.sh

conformance: build ## Other projects' test data in ../shared/conformance: passed of total, differences by name
	@$(PYTHON) tests/conformance/run.py

differential: build ## Against a second way to the same answer: packaging, git, RE2 alone, gitleaks and osv-scanner where they are; and reports without secrets
	@$(PYTHON) tests/differential/versions.py
	@tools/build.sh release git_diff_differential ropewalk
	@build/release/tests/differential/git_diff_differential
	@$(PYTHON) tests/differential/gitleaks.py || [ $$? = 2 ]
	@$(PYTHON) tests/differential/osv_scanner.py || [ $$? = 2 ]
	@$(PYTHON) tests/differential/prefilter.py
	@$(PYTHON) tests/differential/secret_reports.py

bench: build ## Ratios against peers and physical limits
	@tools/bench.sh

fuzz: setup ## Each fuzz target for SECONDS_EACH (default 600)
	@tools/fuzz.sh

lint: setup ## Formatting, layers, Python tools' own linters
	@tools/lint.sh

tidy: setup ## clang-tidy over all of our code (slow)
	@tools/tidy.sh

bless: build ## Rewrite the expected output of golden cases (PATTERN=name)
	@$(PYTHON) tests/cases/run_cases.py --bless $(PATTERN)

clean: ## Remove everything that was built
	@rm -rf build
