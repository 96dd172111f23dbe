# The door. `make demo` and `make check` do all the set-up themselves on a fresh Debian 12.
SHELL := /bin/bash
JOBS ?= $(shell nproc)

build: setup
	@cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) --target dauys_cli

demo: build
	@tools/demo

check:
	@tools/setup postgresql
	@tools/check

soak:
	@tools/setup postgresql
	@tools/soak $(MINUTES)

bench: setup
	@bench/run
	@bench/run-record

fuzz: setup
	@tools/fuzz $(SECONDS_EACH)

install: build
	@cmake --install build

setup:
	@tools/setup

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	@rm -rf build build-*

.PHONY: build demo check soak bench fuzz install setup format clean
.DEFAULT_GOAL := build
