// SPDX-License-Identifier: Apache-2.0
// Uevents: the kernel's, and udevd's own messages about those it has processed.
#ifndef BOOTMATRIX_UEVENTS_H
#define BOOTMATRIX_UEVENTS_H

#include "base.h"

enum uevent_source { UEVENT_KERNEL, UEVENT_UDEV, UEVENT_SOURCES };

// Opens both sockets. Gives 0 or -errno.
int uevents_open(void);

// The descriptor to wait on, -1 if it is not open.
int uevents_fd(enum uevent_source source);

// Takes all messages that wait. Called by one thread only.
void uevents_drain(void);

// What was received, when nobody drains any more.
const struct text *uevents_lines(void);

// Times that messages were lost (ENOBUFS), and messages that made no sense.
unsigned uevents_lost(enum uevent_source source);
unsigned uevents_strange(void);

#endif
