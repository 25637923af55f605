// SPDX-License-Identifier: Apache-2.0
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "crc32.h"
#include "frame.h"
#include "port.h"
#include "watch.h"

// How long the host may take nothing before the guest gives up on it.
enum { HOST_PATIENCE_MS = 300 * 1000 };

// Bytes of one DATA frame: as much as one write to the port carries, with its frame around it.
enum { DATA_BYTES = PORT_CHUNK - FRAME_HEADER - FRAME_NAME_MAX - FRAME_CRC };

static struct {
    int port;
    bool dead;
    uint32_t sequence, items;
    uint64_t bytes;
    uint8_t waiting[2 * FRAME_MAX];
    size_t waiting_length;
} out;

static struct {
    char name[FRAME_NAME_MAX + 1];
    bool open, cut;
    uint64_t length;
    uint32_t crc;
    uint8_t part[DATA_BYTES];
    size_t part_length;
} item;

static uint8_t reading[65536];

static void give_up(int error)
{
    out.dead = true;
    out.waiting_length = 0;
    say("harness fault: the evidence port failed (%s); the evidence ends here", strerror(error));
}

static void send(enum frame_kind kind, unsigned flags, const char *name, const void *payload, size_t length)
{
    if (out.dead)
        return;
    // A frame never needs more than half of the room, so at most PORT_CHUNK waits when one is added.
    if (out.waiting_length + FRAME_HEADER + FRAME_NAME_MAX + length + FRAME_CRC > sizeof(out.waiting)) {
        int error = port_write(out.port, out.waiting, out.waiting_length, HOST_PATIENCE_MS);
        if (error < 0) {
            give_up(-error);
            return;
        }
        out.waiting_length = 0;
    }
    struct frame frame = {kind, flags, out.sequence, name, payload, length};
    size_t size =
        frame_encode(out.waiting + out.waiting_length, sizeof(out.waiting) - out.waiting_length, &frame);
    if (size == 0) {
        say("harness fault: a frame named '%s' with %zu bytes breaks a bound of the stream", name, length);
        return;
    }
    out.waiting_length += size;
    out.sequence++;
}

// Keeps less than one write's worth back, so that many small items make few writes.
static void flush_full(void)
{
    while (!out.dead && out.waiting_length >= PORT_CHUNK) {
        int error = port_write(out.port, out.waiting, PORT_CHUNK, HOST_PATIENCE_MS);
        if (error < 0) {
            give_up(-error);
            return;
        }
        out.waiting_length -= PORT_CHUNK;
        memmove(out.waiting, out.waiting + PORT_CHUNK, out.waiting_length);
    }
}

void stream_open(int port)
{
    static const char hello[] = "version=1\n";

    out.port = port;
    send(FRAME_HELLO, 0, "bootmatrix", hello, sizeof(hello) - 1);
}

void stream_poke(void)
{
    while (!out.dead && out.waiting_length > 0) {
        long put = port_try(out.port, out.waiting, out.waiting_length);
        if (put < 0)
            give_up((int)-put);
        if (put <= 0)
            return;
        out.waiting_length -= (size_t)put;
        memmove(out.waiting, out.waiting + put, out.waiting_length);
    }
}

void stream_mark(const char *stage, uint64_t nanoseconds)
{
    uint8_t payload[16];

    send(FRAME_MARK, 0, stage, payload, frame_mark_payload(payload, nanoseconds));
    stream_poke();
}

static void note(const char *name, const char *format, va_list arguments)
{
    char text[FRAME_NOTE_MAX + 1];
    vsnprintf(text, sizeof(text), format, arguments);
    send(FRAME_NOTE, 0, name, text, strlen(text));
    if (strcmp(name, "error") == 0)
        say("%s", text);
}

void stream_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note("error", format, arguments);
    va_end(arguments);
}

void stream_info(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note("info", format, arguments);
    va_end(arguments);
}

void item_begin(const char *name)
{
    item.open = frame_name_ok(name);
    item.cut = false;
    item.length = item.part_length = 0;
    item.crc = 0;
    if (!item.open) {
        stream_error("an item cannot be named '%.100s'; left out", name);
        return;
    }
    snprintf(item.name, sizeof(item.name), "%s", name);
    watch_doing(name);
}

static void send_part(void)
{
    if (item.part_length > 0)
        send(FRAME_DATA, 0, item.name, item.part, item.part_length);
    item.part_length = 0;
    flush_full();
}

void item_add(const void *bytes, size_t count)
{
    const uint8_t *p = bytes;

    if (!item.open)
        return;
    if (count > ITEM_MAX - item.length) {
        count = ITEM_MAX - item.length;
        item.cut = true;
    }
    item.crc = crc32_update(item.crc, p, count);
    item.length += count;
    while (count > 0) {
        size_t part = sizeof(item.part) - item.part_length;
        if (part > count)
            part = count;
        memcpy(item.part + item.part_length, p, part);
        item.part_length += part;
        p += part;
        count -= part;
        if (item.part_length == sizeof(item.part))
            send_part();
    }
}

void item_cut(void)
{
    item.cut = true;
}

void item_end(int error)
{
    uint8_t payload[16];
    unsigned flags = (item.cut ? FRAME_FLAG_CUT : 0) | (error ? FRAME_FLAG_UNREADABLE : 0);

    if (!item.open)
        return;
    send_part();
    send(FRAME_END, flags, item.name, payload,
         frame_end_payload(payload, item.length, item.crc, flags, error));
    item.open = false;
    out.items++;
    out.bytes += item.length;
    if (item.cut)
        stream_error("%s: cut after %llu bytes", item.name, (unsigned long long)item.length);
    if (error != 0 && error != ENOENT)
        stream_error("%s: %s", item.name, strerror(error));
    flush_full();
}

void item_bytes(const char *name, const void *bytes, size_t count)
{
    item_begin(name);
    item_add(bytes, count);
    item_end(0);
}

void item_file(const char *name, const char *path)
{
    ssize_t got = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int error = fd < 0 ? errno : 0;

    item_begin(name);
    while (fd >= 0 && !item.cut && (got = read(fd, reading, sizeof(reading))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error = errno;
            break;
        }
        item_add(reading, (size_t)got);
    }
    if (fd >= 0)
        close(fd);
    item_end(error);
}

bool stream_seal(void)
{
    uint8_t payload[16];

    send(FRAME_SEAL, 0, "bootmatrix", payload, frame_seal_payload(payload, out.items, out.bytes));
    if (!out.dead) {
        int error = port_write(out.port, out.waiting, out.waiting_length, HOST_PATIENCE_MS);
        if (error < 0)
            give_up(-error);
        out.waiting_length = 0;
    }
    return !out.dead;
}
