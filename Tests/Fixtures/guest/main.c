// SPDX-License-Identifier: Apache-2.0
// A guest program that misbehaves, for the tests. It takes the place of images/guest/main.c in a project's copy, with the
// real frames and the real port around it. The word badinit= of the kernel's command line says what it does.
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "base.h"
#include "frame.h"
#include "mounts.h"
#include "port.h"
#include "watch.h"

enum { PATIENCE_MS = 60 * 1000, PIECE = 32 * 1024, PIECES_OF_ITEM = 256 };

static int port;
static uint32_t sequence;
// A byte of the next frame that is turned over; 0 for none, counted from the end.
static size_t spoiled;
// How much of the next frame is sent; 0 for all of it.
static size_t part;

static void send(enum frame_kind kind, const char *name, const void *payload, size_t length)
{
    static uint8_t bytes[FRAME_MAX];
    struct frame frame = {kind, 0, sequence++, name, payload, length};
    size_t size = frame_encode(bytes, sizeof(bytes), &frame);

    if (spoiled > 0)
        bytes[size - spoiled] ^= 1;
    spoiled = 0;
    if (part > 0)
        size = part;
    part = 0;
    port_write(port, bytes, size, PATIENCE_MS);
}

static void mark(const char *stage)
{
    uint8_t payload[16];

    send(FRAME_MARK, stage, payload, frame_mark_payload(payload, now_ns()));
}

static void hello(void)
{
    static const char version[] = "version=1\n";

    send(FRAME_HELLO, "bootmatrix", version, sizeof(version) - 1);
    mark("init");
}

static void work(void)
{
    hello();
    mark("udev");
    mark("workload");
}

static void end(const char *name, uint64_t length, uint32_t crc)
{
    uint8_t payload[16];

    send(FRAME_END, name, payload, frame_end_payload(payload, length, crc, 0, 0));
}

// Sound items of 8 MiB, one after another, for as long as the host reads. The number is the CRC-32 of 8 MiB of zeros.
static void fill(void)
{
    static uint8_t zeros[PIECE];
    char name[32];

    for (unsigned item = 0;; item++) {
        snprintf(name, sizeof(name), "fill/%u", item);
        for (unsigned piece = 0; piece < PIECES_OF_ITEM; piece++)
            send(FRAME_DATA, name, zeros, sizeof(zeros));
        end(name, (uint64_t)PIECES_OF_ITEM * PIECE, 0x1AD2BC45u);
    }
}

static void flood(void)
{
    char line[1024];

    memset(line, 'x', sizeof(line));
    line[sizeof(line) - 1] = '\n';
    while (write(STDERR_FILENO, line, sizeof(line)) > 0)
        continue;
}

static void act(const char *kind)
{
    static const char text[] = "what was seen\n";
    uint8_t payload[16];

    if (strcmp(kind, "flood") == 0)
        flood();
    port = port_open(PATIENCE_MS);
    if (strcmp(kind, "hello") == 0) {
        hello();
        return;
    }
    work();
    if (strcmp(kind, "fill") == 0) {
        fill();
    } else if (strcmp(kind, "spoiled-frame") == 0) {
        spoiled = FRAME_CRC + 1;
        send(FRAME_DATA, "version", text, sizeof(text) - 1);
    } else if (strcmp(kind, "spoiled-item") == 0) {
        send(FRAME_DATA, "version", text, sizeof(text) - 1);
        end("version", sizeof(text) - 1, 1);
    } else if (strcmp(kind, "short-seal") == 0) {
        // One item was to be there.
        send(FRAME_SEAL, "bootmatrix", payload, frame_seal_payload(payload, 1, sizeof(text) - 1));
    } else if (strcmp(kind, "half-frame") == 0) {
        part = FRAME_HEADER + 4;
        send(FRAME_DATA, "version", text, sizeof(text) - 1);
    } else if (strcmp(kind, "power-off") == 0) {
        part = FRAME_HEADER + 4;
        send(FRAME_DATA, "version", text, sizeof(text) - 1);
        sleep_ms(500);
        reboot(RB_POWER_OFF);
    }
}

static int hang(void)
{
    while (true)
        pause();
    return 0;
}

int main(void)
{
    static char words[8192];
    char kind[64] = "";

    mounts_basic();
    read_text("/proc/cmdline", words, sizeof(words));
    const char *word = strstr(words, "badinit=");
    if (word != NULL)
        sscanf(word, "badinit=%63s", kind);
    // As it would be with the real program: process 1 says from time to time what its child is at.
    if (strcmp(kind, "hang") == 0)
        watch_run(hang);
    act(kind);
    hang();
    return 0;
}
