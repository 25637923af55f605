// SPDX-License-Identifier: Apache-2.0
// The one thread that looks on while the guest boots: it samples memory and takes uevents.
#ifndef BOOTMATRIX_OBSERVER_H
#define BOOTMATRIX_OBSERVER_H

// Starts it. Gives 0 or -errno.
int observer_start(unsigned sample_ms);

// The stage that samples are put down to from now on; the first sample of it is taken at once.
void observer_stage(const char *stage);

// Takes a last sample and the last uevents, and ends the thread.
void observer_stop(void);

#endif
