// SPDX-License-Identifier: Apache-2.0
// The modules that the modalias of the CPUs stands for, with what they depend on.
#ifndef BOOTMATRIX_CPUALIAS_H
#define BOOTMATRIX_CPUALIAS_H

#include <stddef.h>

enum { CPUALIAS_MOST = 64, CPUALIAS_NAME = 64 };

struct cpualias {
    char names[CPUALIAS_MOST][CPUALIAS_NAME];
    size_t count;
};

// Looks into modules.alias and modules.dep of the running kernel. Gives 0 or -errno.
int cpualias_find(struct cpualias *found);

#endif
