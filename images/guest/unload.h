// SPDX-License-Identifier: Apache-2.0
#ifndef BOOTMATRIX_UNLOAD_H
#define BOOTMATRIX_UNLOAD_H

#include <stdbool.h>

// Unloads a module as rmmod does, without waiting for its users. Gives 0 or -errno.
int unload(const char *module);

// The same, again and again for a moment: a module that was just used may be held a little longer.
bool unload_patiently(const char *module);

#endif
