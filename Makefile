# Everything a newcomer types. `make help` lists it.
# Needs python3 (3.11 or newer, with venv) and make; whatever else is needed is put into .venv.

PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
# Every program that is started reads all modules: they are kept compiled, also where the shell would not keep them.
unexport PYTHONDONTWRITEBYTECODE
# Stamps lie inside .venv: whoever removes it, removes them.
READY := .venv/.stamp-run
READY_TO_TEST := .venv/.stamp-test
READY_TO_BENCH := .venv/.stamp-bench
# Tests of programs that are killed and come back wait a good part of their time: half as many again as processors.
AT_ONCE := $(shell echo $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 )))
BENCHES := $(filter-out bench/_%,$(wildcard bench/*.py))

.DEFAULT_GOAL := help
.PHONY: help install run test check bench docs pictures lock browser

help:  ## list what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(READY)  ## set up what `make run` needs

run: $(READY)  ## start the whole service on http://127.0.0.1:8000
	@exec $(BIN)/hotline serve

test:  ## run the whole suite on real PostgreSQL, Redis, SMTP and browser
	@$(MAKE) --no-print-directory -j 2 $(READY_TO_TEST) browser
	@$(BIN)/python -m pytest -n $(AT_ONCE) $(TESTS)

check: $(READY_TO_TEST)  ## ruff, mypy --strict and the architecture tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/architecture

bench: $(READY_TO_BENCH)  ## run all of bench/
	@set -e; for each in $(BENCHES); do echo "== $$each"; $(BIN)/python $$each; done

docs: $(READY)  ## write docs/lifecycle.md and docs/figures.md anew from their tables
	@$(BIN)/python docs/generate.py
	@$(BIN)/python docs/generate_figures.py

pictures: $(READY_TO_TEST) browser  ## take the README's pictures anew
	@$(BIN)/python -m docs.take_pictures

lock: $(READY_TO_TEST)  ## renew requirements/*.txt, with hashes and without any registry's address
	@$(PIP) uv
	@for each in run test bench; do \
		$(BIN)/uv pip compile requirements/$$each.in --universal --python-version 3.11 --upgrade --quiet \
			--generate-hashes --no-header --no-emit-index-url --output-file requirements/$$each.txt || exit 1; done

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本（命令 python3）。"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "无法建立 .venv：Debian/Ubuntu 请先安装 python3-venv。"; exit 1; }

# After the packages: this checkout itself, and everything compiled, by all processors at once.
define THIS_CHECKOUT
@$(PIP) --no-build-isolation --no-deps --editable . >.venv/install.log 2>&1 || { cat .venv/install.log; exit 1; }
@$(BIN)/python -m compileall -qq -j 0 .venv/lib data hotline routing workers || true
endef

$(READY): requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "正在安装运行所需的依赖（首次约一分钟）……"
	@$(PIP) --no-compile --require-hashes -r requirements/run.txt
	$(THIS_CHECKOUT)
	@touch $@

# requirements/test.txt holds what run.txt holds: a fresh checkout installs once.
$(READY_TO_TEST): requirements/test.txt requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "正在安装测试所需的依赖……"
	@$(PIP) --no-compile --require-hashes -r requirements/test.txt
	$(THIS_CHECKOUT)
	@touch $(READY) $@

$(READY_TO_BENCH): requirements/bench.txt $(READY_TO_TEST)
	@$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@

# A browser and Chinese letters for the journeys; only root can install them.
browser:
	@if command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "正在安装 chromium 和中文字体……"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium fonts-noto-cjk fontconfig >/dev/null; } \
		|| echo "没有装上 chromium：略过 tests/journeys 中需要浏览器的测试。"; \
	else echo "没有 chromium 或中文字体，且不是 root：略过 tests/journeys 中需要浏览器的测试。"; fi
