// SPDX-License-Identifier: Apache-2.0
// The workload `coldplug`: what Debian does at boot with the devices that were there before udevd.
#ifndef BOOTMATRIX_COLDPLUG_H
#define BOOTMATRIX_COLDPLUG_H

#include "base.h"

// Starts udevd. Whether it listens.
bool coldplug_start(void);

// Triggers all devices.
void coldplug_trigger(unsigned settle_s);

// Waits until udevd has processed them. Gives the end of `udevadm settle`; the last one is reported.
int coldplug_settle(unsigned settle_s);

// Key=value lines for the item `workload`.
void coldplug_report(struct text *lines);

#endif
