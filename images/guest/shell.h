// SPDX-License-Identifier: Apache-2.0
// A shell on the console, for a person at the other end (`bootmatrix shell`).
#ifndef BOOTMATRIX_SHELL_H
#define BOOTMATRIX_SHELL_H

#include "options.h"

// Runs a shell on the console with job control, and returns when it has ended.
void shell_run(const struct options *options);

#endif
