// SPDX-License-Identifier: Apache-2.0
// The evidence stream: frames in order, items with their length and checksum, the seal.
#ifndef BOOTMATRIX_STREAM_H
#define BOOTMATRIX_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ITEM_MAX = 8 * 1024 * 1024 };

// Opens the stream on the port and puts HELLO into it. Nothing is lost while the host is away.
void stream_open(int port);

void stream_mark(const char *stage, uint64_t nanoseconds);

// What went wrong, or is worth knowing. Goes to the console too when it is an error.
void stream_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void stream_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

// An item: begin, add bytes, end. `error` is 0 or the errno that ended the reading; ENOENT says that
// this kernel or image does not have it and is no fault; any other is noted as an error.
void item_begin(const char *name);
void item_add(const void *bytes, size_t count);
void item_cut(void);
void item_end(int error);

// The whole item at once.
void item_bytes(const char *name, const void *bytes, size_t count);

// The item is a file, read to its end.
void item_file(const char *name, const char *path);

// Sends what is ready, without waiting for the host.
void stream_poke(void);

// Closes the stream and waits until the host has it. Whether it has.
bool stream_seal(void);

#endif
