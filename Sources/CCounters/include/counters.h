/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdint.h>

/* The CPU's time stamp counter; 0 where there is none. Swift has no intrinsic for it, and /proc/cpuinfo tells the
 * momentary clock, which is another frequency. */
static inline uint64_t bm_time_stamp(void)
{
#if defined(__x86_64__)
	return __builtin_ia32_rdtsc();
#else
	return 0;
#endif
}
