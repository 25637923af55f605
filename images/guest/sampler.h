// SPDX-License-Identifier: Apache-2.0
// Memory over time: what /proc/meminfo said, when, and in which stage.
#ifndef BOOTMATRIX_SAMPLER_H
#define BOOTMATRIX_SAMPLER_H

#include "base.h"

// Takes a sample now. Called by one thread only.
void sampler_take(const char *stage);

// The samples as lines, when nobody takes any more.
const struct text *sampler_lines(void);

// How many there are, and for how many of them module memory was read too.
unsigned sampler_count(void);
unsigned sampler_looks(void);

#endif
