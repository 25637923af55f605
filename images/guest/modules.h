// SPDX-License-Identifier: Apache-2.0
#ifndef BOOTMATRIX_MODULES_H
#define BOOTMATRIX_MODULES_H

// Sends the module statistics: `counters/NAME` and `stats`.
void modules_statistics(void);

// Sends `modules`, and `buildid/kernel` and `buildid/module/NAME` for each module in it.
void modules_identity(void);

#endif
