// SPDX-License-Identifier: Apache-2.0
#pragma once

/* How many calls that change a file system this process has made. */
long bm_kill_points(void);
