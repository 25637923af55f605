// SPDX-License-Identifier: Apache-2.0
// Programs of the image, started and waited for with a bound.
#ifndef BOOTMATRIX_PROCESS_H
#define BOOTMATRIX_PROCESS_H

#include <sys/types.h>

// Where the programs' own words go; an item of the stream. They must not reach the console or the
// kernel log, where they could be taken for the kernel's.
#define PROCESS_LOG "/run/bootmatrix.log"

// How a program ended: its exit status, 128 and the number of the signal that ended it, or one of these
// (those of a shell and of timeout(1)).
enum process_end {
    PROCESS_NONE = -2,     // never started
    PROCESS_RUNNING = -1,  // has not ended
    PROCESS_TIMEOUT = 124, // took too long and was killed
    PROCESS_LOST = 127,    // could not be started, or waited for
};

// Starts a program. Gives its process or -errno.
pid_t process_start(const char *const arguments[]);

// Its end, PROCESS_RUNNING as long as there is none. To be asked no more after that.
int process_look(pid_t process);

// Starts a program and waits for its end, at most so long; notes an error unless the end is 0.
int process_run(const char *const arguments[], unsigned patience_ms);

#endif
