// SPDX-License-Identifier: Apache-2.0
#include "frame.h"

#include <string.h>

#include "crc32.h"

static void put16(uint8_t *out, uint16_t value)
{
    out[0] = (uint8_t)value;
    out[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *out, uint32_t value)
{
    put16(out, (uint16_t)value);
    put16(out + 2, (uint16_t)(value >> 16));
}

static void put64(uint8_t *out, uint64_t value)
{
    put32(out, (uint32_t)value);
    put32(out + 4, (uint32_t)(value >> 32));
}

static bool lower_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c != '\0' && strchr("_.+/-", c) != NULL);
}

bool frame_name_ok(const char *name)
{
    static const char modules[] = "buildid/module/";
    size_t length = strlen(name);

    if (length < 1 || length > FRAME_NAME_MAX || strstr(name, "..") != NULL)
        return false;
    if (name[0] == '/' || name[length - 1] == '/' || strstr(name, "//") != NULL)
        return false;
    // A module is named as its author named it: BusLogic and uPD60620 are modules of Linux 6.12.
    bool capitals = strncmp(name, modules, sizeof(modules) - 1) == 0;
    for (size_t i = 0; i < length; i++) {
        bool capital = capitals && i >= sizeof(modules) - 1 && name[i] >= 'A' && name[i] <= 'Z';
        if (!capital && !lower_name_byte(name[i]))
            return false;
    }
    return true;
}

size_t frame_encode(uint8_t *out, size_t room, const struct frame *frame)
{
    if (!frame_name_ok(frame->name) || frame->payload_length > FRAME_PAYLOAD_MAX)
        return 0;
    if (frame->kind == FRAME_NOTE && frame->payload_length > FRAME_NOTE_MAX)
        return 0;

    size_t name_length = strlen(frame->name);
    size_t checked = FRAME_HEADER + name_length + frame->payload_length;
    if (room < checked + FRAME_CRC)
        return 0;

    memcpy(out, "BMX1", 4);
    out[4] = (uint8_t)frame->kind;
    out[5] = (uint8_t)frame->flags;
    put16(out + 6, (uint16_t)name_length);
    put32(out + 8, frame->sequence);
    put32(out + 12, (uint32_t)frame->payload_length);
    memcpy(out + FRAME_HEADER, frame->name, name_length);
    if (frame->payload_length > 0)
        memcpy(out + FRAME_HEADER + name_length, frame->payload, frame->payload_length);
    put32(out + checked, crc32_update(0, out, checked));
    return checked + FRAME_CRC;
}

size_t frame_mark_payload(uint8_t *out, uint64_t nanoseconds)
{
    put64(out, nanoseconds);
    return 8;
}

size_t frame_end_payload(uint8_t *out, uint64_t length, uint32_t crc, unsigned flags, int error)
{
    put64(out, length);
    put32(out + 8, crc);
    if (!(flags & FRAME_FLAG_UNREADABLE))
        return 12;
    put32(out + 12, (uint32_t)error);
    return 16;
}

size_t frame_seal_payload(uint8_t *out, uint32_t items, uint64_t bytes)
{
    put32(out, items);
    put64(out + 4, bytes);
    return 12;
}
