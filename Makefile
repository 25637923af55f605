# SPDX-License-Identifier: Apache-2.0
# `make run`, `make test` and `make torture` do everything, set-up included. The others are for those who change the code.

SWIFT ?= swift
PREFIX ?= /usr/local
# Arguments for `make run`, such as ARGS="--filter vcpus=8".
ARGS ?=

# Exact names: apt reads a pattern character as a pattern.
PACKAGES := \
	libvirt-dev libvirt-daemon libvirt-daemon-driver-qemu libvirt-daemon-system libvirt-clients \
	libguestfs-dev guestfs-tools supermin qemu-system-x86 qemu-utils seabios ipxe-qemu \
	linux-source-6.12 gcc libc6-dev make flex bison bc libelf-dev libssl-dev kmod cpio rsync xz-utils zstd lz4 \
	mmdebstrap e2fsprogs pkg-config gzip git

# `make bench BENCH="cells harness"` measures these groups only; docs/benchmarks.md lists them.
BENCH ?=
BENCH_CACHE = $(or $(BOOTMATRIX_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/bootmatrix)/bench

# `make fuzz FUZZ="stream console"` fuzzes these targets only; docs/hostile-guests.md lists them.
FUZZ ?=
FUZZ_SECONDS = 20
FUZZ_BUILD = .build/fuzz

.PHONY: run test mutants fuzz torture torture-faults torture-core torture-fuzz torture-kill check fmt bench install clean setup \
	build

run: build
	@.build/release/bootmatrix run $(ARGS)

# Real kernels in real guests are part of it: nothing but the set-up is needed beforehand.
test: setup
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --skip BootTests
	$(MAKE) fuzz
	$(SWIFT) test --skip-build --filter BootTests

# Kernels that are broken on purpose: each must be caught, and by the right criterion. docs/mutants.md.
mutants: build
	@.build/release/bootmatrix mutants $(ARGS)

# What takes too long for `make test`: rare faults, memory dumps, long fuzzing, many kills.
torture: torture-faults torture-core torture-fuzz torture-kill

# Builds the project's `debug` kernel, for lockdep, unless it is in the cache.
torture-faults: setup
	$(SWIFT) build --build-tests
	BOOTMATRIX_TORTURE=1 $(SWIFT) test --skip-build --filter BootTests.Boots/Faults

# drgn opens the memory of guests that panicked.
# Of `torture` too: make makes `setup` once, for whoever comes first.
torture torture-core: PACKAGES += python3-venv
torture-core: setup
	$(SWIFT) build
	Tests/Torture/core.sh .build/debug/bootmatrix

# Every reader of a guest's bytes, two at a time. Corpora grow from run to run in .build/fuzz/work.
fuzz torture-fuzz: setup
	$(SWIFT) build --package-path Tests/Fuzz --scratch-path $(FUZZ_BUILD) -c release
	@$(FUZZ_BUILD)/release/bootmatrix-fuzz all $(FUZZ_SECONDS) $(FUZZ_BUILD)/work $(FUZZ)

torture-fuzz: FUZZ_SECONDS = 600

# The orchestrator killed fifty times; BOOTMATRIX_KILL_SEED=N repeats a campaign.
torture-kill: setup
	$(SWIFT) build --build-tests
	BOOTMATRIX_TORTURE=1 $(SWIFT) test --skip-build --filter BootTests.Boots/KillCampaign

build: setup
	$(SWIFT) build -c release --product bootmatrix

check: setup
	$(SWIFT) format lint --strict --recursive Sources Tests Benchmarks Package.swift
	$(SWIFT) build --build-tests
	@! git grep -L 'SPDX-License-Identifier' -- '*.swift' '*.c' '*.h' '*.yaml' '*.config' Makefile .ci/run | grep . \
		|| { echo 'these files say no licence'; exit 1; }

fmt:
	$(SWIFT) format --in-place --recursive Sources Tests Benchmarks Package.swift

# virtme-ng is what bootmatrix is held against; it runs its file server from qemu-system-common.
bench: PACKAGES += python3-venv qemu-system-common
bench: setup $(BENCH_CACHE)/virtme-ng/bin/vng
	$(SWIFT) build -c release --product bootmatrix
	$(SWIFT) build -c release --product bootmatrix-bench
	@LIBVIRT_LOG_OUTPUTS=3:file:/dev/null .build/release/bootmatrix-bench $(BENCH)

$(BENCH_CACHE)/virtme-ng/bin/vng: | setup
	python3 -m venv $(BENCH_CACHE)/virtme-ng
	$(BENCH_CACHE)/virtme-ng/bin/pip install --quiet virtme-ng

install: build
	install -D .build/release/bootmatrix $(DESTDIR)$(PREFIX)/bin/bootmatrix
	install -d $(DESTDIR)$(PREFIX)/share/bootmatrix
	cp -R matrix.yaml kernels images $(DESTDIR)$(PREFIX)/share/bootmatrix/

clean:
	$(SWIFT) package clean

setup:
	@command -v $(SWIFT) >/dev/null || { echo 'Swift 6.2 or later is not on PATH; get it from swift.org'; exit 1; }
	@missing=; for package in $(PACKAGES); do \
		dpkg-query --show --showformat='$${db:Status-Status}\n' $$package 2>/dev/null | grep -qx installed \
			|| missing="$$missing $$package"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" != 0 ]; then \
		echo "These packages are missing:$$missing"; \
		echo "Run: sudo sh -c 'apt-get update && apt-get install --no-install-recommends$$missing'"; exit 1; \
	fi; \
	echo "Installing:$$missing"; \
	apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing
