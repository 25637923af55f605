// SPDX-License-Identifier: Apache-2.0
#ifndef BOOTMATRIX_COLLECT_H
#define BOOTMATRIX_COLLECT_H

#include "base.h"

// Sends every item of docs/evidence.md. No process is started, each file is opened once.
void collect(const struct text *workload);

#endif
