// SPDX-License-Identifier: Apache-2.0
// Runs on the host: encodes what each good vector of docs/evidence-vectors says with the guest's own
// frame.c and compares it with the vector's bytes, which another program made.
//   cc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -I images/guest -o vectors
//     images/guest/tests/vectors.c images/guest/frame.c images/guest/crc32.c     (one command)
//   ./vectors docs/evidence-vectors
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "frame.h"

static uint8_t made[4096], wanted[4096];
static size_t made_length;
static uint32_t sequence;

static void frame(enum frame_kind kind, unsigned flags, const char *name, const void *payload, size_t length)
{
    struct frame f = {kind, flags, sequence++, name, payload, length};

    made_length += frame_encode(made + made_length, sizeof(made) - made_length, &f);
}

static void text(enum frame_kind kind, const char *name, const char *payload)
{
    frame(kind, 0, name, payload, strlen(payload));
}

static void mark(const char *stage, uint64_t nanoseconds)
{
    uint8_t payload[16];

    frame(FRAME_MARK, 0, stage, payload, frame_mark_payload(payload, nanoseconds));
}

static void end(const char *name, const char *content, unsigned flags, int error)
{
    uint8_t payload[16];
    uint32_t crc = crc32_update(0, content, strlen(content));

    frame(FRAME_END, flags, name, payload, frame_end_payload(payload, strlen(content), crc, flags, error));
}

static void seal(uint32_t items, uint64_t bytes)
{
    uint8_t payload[16];

    frame(FRAME_SEAL, 0, "bootmatrix", payload, frame_seal_payload(payload, items, bytes));
}

static void vector_hello(void) {}

static void vector_mark(void)
{
    mark("udev", 1234567890);
}

static void vector_data_end(void)
{
    text(FRAME_DATA, "version", "Linux ");
    text(FRAME_DATA, "version", "version 6.12\n");
    end("version", "Linux version 6.12\n", 0, 0);
}

static void vector_empty_item(void)
{
    end("uevents", "", 0, 0);
}

static void vector_cut_item(void)
{
    text(FRAME_DATA, "kmsg", "6,0,0,-;a\n");
    end("kmsg", "6,0,0,-;a\n", FRAME_FLAG_CUT, 0);
}

static void vector_unreadable_item(void)
{
    end("stats", "", FRAME_FLAG_UNREADABLE, 2);
}

static void vector_cut_short_by_error(void)
{
    text(FRAME_DATA, "trace", "# t");
    end("trace", "# t", FRAME_FLAG_UNREADABLE, 5);
}

static void vector_note(void)
{
    text(FRAME_NOTE, "info", "all is well");
    text(FRAME_NOTE, "error", "no modules disk \xe2\x80\x94 none found");
}

static void vector_module_name(void)
{
    frame(FRAME_DATA, 0, "buildid/module/BusLogic", "\x04", 2);
    uint8_t payload[16];
    uint32_t crc = crc32_update(0, "\x04", 2);
    frame(FRAME_END, 0, "buildid/module/BusLogic", payload, frame_end_payload(payload, 2, crc, 0, 0));
}

static void vector_seal(void)
{
    seal(0, 0);
}

static void vector_whole(void)
{
    mark("init", 1);
    text(FRAME_NOTE, "info", "hi");
    text(FRAME_DATA, "counters/modcount", "22\n");
    end("counters/modcount", "22\n", 0, 0);
    end("stats", "", FRAME_FLAG_UNREADABLE, 2);
    text(FRAME_DATA, "cmdline", "quiet");
    end("cmdline", "quiet", 0, 0);
    mark("collected", 2);
    seal(3, 8);
}

static const struct {
    const char *name;
    void (*make)(void);
} vectors[] = {
    {"hello", vector_hello},
    {"mark", vector_mark},
    {"data-end", vector_data_end},
    {"empty-item", vector_empty_item},
    {"cut-item", vector_cut_item},
    {"unreadable-item", vector_unreadable_item},
    {"cut-short-by-error", vector_cut_short_by_error},
    {"note", vector_note},
    {"module-name", vector_module_name},
    {"seal", vector_seal},
    {"whole", vector_whole},
};

// The bytes of a vector's file, or -1.
static long read_vector(const char *directory, const char *name)
{
    char path[4096], line[1024];
    size_t length = 0;

    snprintf(path, sizeof(path), "%s/%s.txt", directory, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return -1;
    while (fgets(line, sizeof(line), file) != NULL) {
        for (const char *p = line; *p != '\0' && *p != '#' && length < sizeof(wanted);) {
            if (isspace((unsigned char)*p)) {
                p++;
                continue;
            }
            unsigned value;
            if (sscanf(p, "%2x", &value) != 1 || !isxdigit((unsigned char)p[1])) {
                fclose(file);
                return -1;
            }
            wanted[length++] = (uint8_t)value;
            p += 2;
        }
    }
    fclose(file);
    return (long)length;
}

// What the encoder must refuse to send, since the host would refuse to read it.
static int refusals(void)
{
    static const char *const names[] = {"", "/etc/passwd", "../x", "a/", "a//b", "a..b", "a\x1b[2J", "a b", "Version", "buildid/Module/x",
                                        "\xc3\xa4"};
    char long_name[FRAME_NAME_MAX + 2];
    int failed = 0;

    memset(long_name, 'a', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    failed += frame_name_ok(long_name);
    long_name[FRAME_NAME_MAX] = '\0';
    failed += !frame_name_ok(long_name);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        failed += frame_name_ok(names[i]);
    static uint8_t big[FRAME_MAX + 1], payload[FRAME_PAYLOAD_MAX + 1];
    struct frame f = {FRAME_DATA, 0, 0, "version", payload, FRAME_PAYLOAD_MAX};
    failed += frame_encode(big, sizeof(big), &f) == 0;
    failed += frame_encode(big, 100, &f) != 0;
    f.payload_length++;
    failed += frame_encode(big, sizeof(big), &f) != 0;
    f.kind = FRAME_NOTE;
    f.payload_length = FRAME_NOTE_MAX + 1;
    failed += frame_encode(big, sizeof(big), &f) != 0;
    return failed;
}

int main(int argc, char **argv)
{
    int passed = 0, failed = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: %s docs/evidence-vectors\n", argv[0]);
        return 2;
    }
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        made_length = sequence = 0;
        text(FRAME_HELLO, "bootmatrix", "version=1\n");
        vectors[i].make();
        long length = read_vector(argv[1], vectors[i].name);
        bool same = length >= 0 && (size_t)length == made_length && memcmp(made, wanted, made_length) == 0;
        printf("%s %s\n", same ? "ok  " : "FAIL", vectors[i].name);
        if (same)
            passed++;
        else
            failed++;
    }
    int wrong = refusals();
    printf("%s refusals\n", wrong == 0 ? "ok  " : "FAIL");
    if (wrong == 0)
        passed++;
    else
        failed++;
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
