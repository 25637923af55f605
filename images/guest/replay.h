// SPDX-License-Identifier: Apache-2.0
// The workload `cpu-replay`: a coldplug boot, and then again and again the part of it that loads modules for the CPUs.
#ifndef BOOTMATRIX_REPLAY_H
#define BOOTMATRIX_REPLAY_H

// Remembers which modules of the CPUs are there already: they are left alone. To be called before udevd is started.
void replay_prepare(void);

// Unloads what the modaliases of the CPUs loaded, announces the CPUs anew, waits for udevd; `count` times, or until
// twice `settle_s` are over.
void replay_run(unsigned count, unsigned settle_s);

// Sends the item `replays`.
void replay_collect(void);

#endif
