// SPDX-License-Identifier: Apache-2.0
// What every part of the guest program needs: time, words on the console, files read and written.
#ifndef BOOTMATRIX_BASE_H
#define BOOTMATRIX_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// CLOCK_BOOTTIME in nanoseconds, the clock of every time in the stream.
uint64_t now_ns(void);

void sleep_ms(unsigned milliseconds);

// A line on the console that nobody can take for the kernel's: it begins with "bootmatrix-init: ".
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Reads the start of a small text file, up to room - 1 bytes, and ends it with NUL; cuts trailing
// newlines. Gives the length, or -errno with an empty text.
ssize_t read_text(const char *path, char *text, size_t room);

// Gives 0 or -errno.
int write_text(const char *path, const char *text);

// Text that grows up to a bound; what does not fit is left out and noted.
struct text {
    char *bytes;
    size_t length, room, bound;
    bool cut;
};

void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
