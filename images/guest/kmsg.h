// SPDX-License-Identifier: Apache-2.0
#ifndef BOOTMATRIX_KMSG_H
#define BOOTMATRIX_KMSG_H

// Sends the item `kmsg`: the kernel log from its oldest record to its newest.
void kmsg_collect(void);

#endif
