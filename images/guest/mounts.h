// SPDX-License-Identifier: Apache-2.0
#ifndef BOOTMATRIX_MOUNTS_H
#define BOOTMATRIX_MOUNTS_H

#include <stdbool.h>

// /proc, /sys, /dev, /run and /tmp. Failures are kept for mounts_report, as the stream is not open yet.
void mounts_basic(void);

// debugfs and tracefs, where the statistics and the trace are.
void mounts_debug(void);

// The modules disk, found by serial or label `bm-modules`, read-only. Whether it is mounted.
bool mounts_modules(void);

// Notes what failed so far.
void mounts_report(void);

#endif
