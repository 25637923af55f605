// SPDX-License-Identifier: Apache-2.0
// Which files the loaded modules came from, and what is in those files.
#ifndef BOOTMATRIX_MODFILES_H
#define BOOTMATRIX_MODFILES_H

// Sends the items `module-files` and `module-compression`.
void modfiles_collect(void);

#endif
