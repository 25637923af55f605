// SPDX-License-Identifier: Apache-2.0
// The workload `request-storm`: many processes at once make the kernel itself ask user space for the same
// modules (request_module). A boot alone asks for hardly any name twice.
#ifndef BOOTMATRIX_STORM_H
#define BOOTMATRIX_STORM_H

#include "asking.h"
#include "base.h"

// Below the 50 requests that the kernel serves at once (MAX_KMOD_CONCURRENT in kernel/module/kmod.c), with
// room for the requests that the modules' own init functions make.
enum { STORM_CALLERS = 48 };

// Runs every wave, one after another; what has not answered after `patience_s` is killed and counted.
void storm_run(unsigned patience_s);

// One wave of callers that ask for the same thing, at most as many as a storm has.
void storm_ask(const char *name, const struct asking *asking, unsigned callers, unsigned patience_s);

// Key=value lines for the item `workload`.
void storm_report(struct text *lines);

#endif
