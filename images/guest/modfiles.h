// SPDX-License-Identifier: Apache-2.0
// Which files the loaded modules came from, and what is in those files.
#ifndef BOOTMATRIX_MODFILES_H
#define BOOTMATRIX_MODFILES_H

#include <stdbool.h>
#include <stddef.h>

// The module that a file of modules.dep holds: "kernel/arch/x86/crypto/aesni-intel.ko" has aesni_intel. False where it
// is no module's file, or where the name has no room.
bool modfiles_module(const char *path, char *module, size_t room);

// Whether a module is loaded, and not built in.
bool modfiles_loaded(const char *module);

// Sends the items `module-files` and `module-compression`.
void modfiles_collect(void);

#endif
