// SPDX-License-Identifier: Apache-2.0
// The early part, in the initramfs of a kernel whose drivers for the disks, the evidence port or the
// root file system are modules: loads them, mounts the root and becomes the program there.
#ifndef BOOTMATRIX_INITRAMFS_H
#define BOOTMATRIX_INITRAMFS_H

#include <stdbool.h>

// Whether the kernel started us from an initramfs.
bool initramfs_is_here(const char *name);

// To be called by PID 1, with main's arguments and environment; never returns.
void initramfs_run(char **arguments, char **environment) __attribute__((noreturn));

// What the early part did, for the item `initramfs`; NULL where there was none.
const char *initramfs_report(void);

#endif
