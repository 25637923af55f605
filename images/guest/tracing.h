// SPDX-License-Identifier: Apache-2.0
// The kernel's trace. Its events are enabled on the kernel's command line, so that it starts with the
// kernel; here it is only prepared for reading.
#ifndef BOOTMATRIX_TRACING_H
#define BOOTMATRIX_TRACING_H

// Lets the kernel remember the names of enough processes. Gives 0 or -errno.
int tracing_prepare(void);

// Ends it, so that collecting is not traced. Gives 0 or -errno.
int tracing_stop(void);

// Sends the items `trace`, `trace-stats` and `trace-probes`.
void tracing_collect(void);

#endif
