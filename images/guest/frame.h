// SPDX-License-Identifier: Apache-2.0
// One frame of the evidence stream, as docs/evidence.md describes it. Pure: bytes in, bytes out.
#ifndef BOOTMATRIX_FRAME_H
#define BOOTMATRIX_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FRAME_HEADER = 16,
    FRAME_NAME_MAX = 96,
    FRAME_PAYLOAD_MAX = 65536,
    FRAME_NOTE_MAX = 1024,
    FRAME_CRC = 4,
    FRAME_MAX = FRAME_HEADER + FRAME_NAME_MAX + FRAME_PAYLOAD_MAX + FRAME_CRC,
};

enum frame_kind {
    FRAME_HELLO = 1,
    FRAME_MARK = 2,
    FRAME_DATA = 3,
    FRAME_END = 4,
    FRAME_NOTE = 5,
    FRAME_SEAL = 6,
};

enum frame_flag {
    FRAME_FLAG_CUT = 1,
    FRAME_FLAG_UNREADABLE = 2,
};

struct frame {
    enum frame_kind kind;
    unsigned flags;
    uint32_t sequence;
    const char *name;
    const void *payload;
    size_t payload_length;
};

// Whether the host will accept this name for a frame.
bool frame_name_ok(const char *name);

// Writes the frame to `out` and gives its length; 0 if it breaks a bound or does not fit in `room`.
size_t frame_encode(uint8_t *out, size_t room, const struct frame *frame);

// The payloads that are numbers. Each gives the payload's length; `out` must hold 16 bytes.
size_t frame_mark_payload(uint8_t *out, uint64_t nanoseconds);
size_t frame_end_payload(uint8_t *out, uint64_t length, uint32_t crc, unsigned flags, int error);
size_t frame_seal_payload(uint8_t *out, uint32_t items, uint64_t bytes);

#endif
