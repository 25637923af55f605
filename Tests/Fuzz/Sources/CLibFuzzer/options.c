// SPDX-License-Identifier: Apache-2.0
#include "libfuzzer.h"

/*
 * Read by the address sanitizer before main (sanitizer_flags). What Foundation keeps for the life of a process is no
 * leak, and libFuzzer's bound on memory finds what grows.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }
