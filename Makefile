# All a newcomer needs: `make run` and `make test`. `make` alone lists the verbs.

SHELL := /bin/sh
PREFIX ?= /usr/local
# Where `make install` puts the tree when packaging; empty for this machine itself.
DESTDIR ?=
# Seconds that each fuzzer runs.
FUZZ_SECONDS ?= 600
# How many histories `make simulate-wire` plays: a thousand take a quarter of an hour.
WIRE_HISTORIES ?= 1000

PROGRAM := linkora-sync-server
# A small binary that needs no Swift at run time: static runtime, without what is never called. And the same bytes in
# whatever folder it is built: without a hash for compiling in steps, into which paths go.
RELEASE := -c release --static-swift-stdlib --disable-local-rpath -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen \
	-Xlinker --gc-sections -Xlinker -s -Xlinker --no-export-dynamic
BINARY := .build/release/$(PROGRAM)
# For histories by the million: a quarter faster without the checks that those of `make test` have proven to hold.
UNCHECKED := -c release --static-swift-stdlib --scratch-path .build/unchecked \
	-Xswiftc -Ounchecked -Xswiftc -enforce-exclusivity=unchecked
# What `--version` shows.
export LINKORA_COMMIT := $(shell scripts/release/commit)

.PHONY: help run build demo bench fuzz simulate simulate-wire test test-unit test-end-to-end test-tsan test-simulate test-shipped simulator package tarball image release release-tools lint format wire install packages toolchain

help: ## Lists the verbs
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-24s %s\n", $$1, $$2 }'

run: build ## Builds a release and starts it on SQLite in ./data; asks nothing
	@mkdir -p data
	@cd data && exec ../$(BINARY) </dev/null

build: packages ## Builds a release: .build/release/linkora-sync-server
	@swift build $(RELEASE) --product $(PROGRAM)

demo: build ## Plays a day of two devices against a freshly started server
	@scripts/demo $(BINARY)

bench: build ## Measures speed and memory and prints a table
	@scripts/install-packages wrk nginx-light sqlite3 curl openssl pg_ctlcluster=postgresql mariadbd=mariadb-server libpq5 libmariadb3
	@swift build -c release --product Benchmarks
	@.build/release/Benchmarks $(BINARY)

simulate: packages ## Plays histories of apps and the server, other ones each time, until stopped
	@swift build $(UNCHECKED) --product simulate
	@.build/unchecked/release/simulate --endless --jobs "$$(nproc)" --seed "$$(date +%s)000"

simulator: packages
	@swift build $(RELEASE) --product simulate

fuzz: packages ## Feeds the readers random input for FUZZ_SECONDS each
	@scripts/fuzz $(FUZZ_SECONDS)

simulate-wire: build simulator ## Plays WIRE_HISTORIES of model apps against the real program, with faults and kills
	@.build/release/simulate --wire --binary $(BINARY) --histories $(WIRE_HISTORIES)

test: toolchain ## Installs what tests need and runs everything
	@scripts/test

test-unit: packages ## Builds with all checks and runs the unit tests
	@scripts/test unit

test-end-to-end: packages ## Plays conversations against the real program
	@scripts/test release end-to-end

test-tsan: packages ## Runs the concurrent suites under the thread sanitizer
	@scripts/test tsan

test-simulate: packages ## Plays 10,000 histories and looks for planted bugs
	@scripts/test simulate

test-shipped: build release-tools ## Installs and runs what is shipped, each in a fresh root of its own
	@scripts/test shipped

lint: toolchain ## Checks format and style
	@scripts/test lint

format: toolchain ## Formats all Swift files
	@swift format -i -p -r Package.swift Sources Tests

wire: packages ## Writes docs/wire.md anew from the catalog
	@UPDATE_WIRE_REFERENCE=1 swift test --filter WireReferenceTests

install: ## Installs program, man page and systemd unit below PREFIX (and DESTDIR)
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' scripts/install $(BINARY)

package: build release-tools ## Makes the Debian package: release/*.deb
	@scripts/release/package $(BINARY) release

tarball: build release-tools ## Makes the tarball with all libraries: release/*.tar.gz
	@scripts/release/tarball $(BINARY) release

image: release-tools ## Builds the container image, with buildah: release/*-image-*.tar.gz
	@scripts/release/image release

release: build release-tools ## Makes all of them, with checksums and a bill of materials
	@scripts/release/all $(BINARY) release

release-tools:
	@scripts/install-packages buildah dpkg-shlibdeps=dpkg-dev dh=debhelper patchelf libpq5 libmariadb3

packages: toolchain
	@scripts/install-packages pkg-config=pkg-config libmicrohttpd-dev libwslay-dev libssl-dev libsqlite3-dev libpq-dev libmariadb-dev

toolchain:
	@scripts/check-toolchain
