// SPDX-License-Identifier: Apache-2.0
// The workload `request-again`: a module that was requested and unloaded is requested once more, a minute later.
#ifndef BOOTMATRIX_AGAIN_H
#define BOOTMATRIX_AGAIN_H

// Gives each caller `patience_s` for its answer. What they got is told with the storm's report.
void again_run(unsigned patience_s);

#endif
