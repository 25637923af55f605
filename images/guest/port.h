// SPDX-License-Identifier: Apache-2.0
// The virtio-serial port of the evidence, found by its name.
#ifndef BOOTMATRIX_PORT_H
#define BOOTMATRIX_PORT_H

#include <stdbool.h>
#include <stddef.h>

#define PORT_NAME "org.bootmatrix.evidence"

// One write to the port carries at most this much (port_fops_write in drivers/char/virtio_console.c).
enum { PORT_CHUNK = 32 * 1024 };

// Looks for the port for so long and opens it. Gives the descriptor or -errno; says why on the console.
int port_open(unsigned patience_ms);

// Writes what the port takes without waiting. Gives the bytes written, 0 if none can be now, or -errno.
long port_try(int fd, const void *bytes, size_t count);

// Writes all of it, however slowly the host reads; gives up when the host took nothing for so long.
// Gives 0 or -errno. Says on the console that it waits, so that nobody has to guess.
int port_write(int fd, const void *bytes, size_t count, unsigned patience_ms);

#endif
