// SPDX-License-Identifier: Apache-2.0
#include "replay.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "coldplug.h"
#include "cpualias.h"
#include "modfiles.h"
#include "process.h"
#include "stream.h"
#include "unload.h"
#include "watch.h"

#define STATISTICS "/sys/kernel/debug/modules/"

// What the kernel counted, in the order of a line of the item.
static const char *const counters[] = {"modcount", "failed_becoming", "failed_load_modules", "invalid_becoming_bytes",
                                       "invalid_mod_bytes"};
// Passes over the modules that all failed, one after another, before what is left is given up.
enum { IDLE_PASSES = 40, PAUSE_MS = 50, UNLOAD_S = 30 };

static struct cpualias modules;
static struct text lines = {.bound = 65536};
static bool ran;

void replay_prepare(void)
{
    struct cpualias found;
    int error = cpualias_find(&found);

    ran = true;
    if (error < 0)
        stream_error("replay: modules of the CPUs: %s", strerror(-error));
    for (size_t i = 0; error == 0 && i < found.count; i++)
        if (!modfiles_loaded(found.names[i]))
            strcpy(modules.names[modules.count++], found.names[i]);
}

static unsigned loaded(void)
{
    unsigned count = 0;

    for (size_t i = 0; i < modules.count; i++)
        count += modfiles_loaded(modules.names[i]);
    return count;
}

// In passes, because what others depend on can only go after them. References that are just being given back are
// waited for.
static unsigned unload_all(void)
{
    unsigned gone = 0, idle = 0;
    // What is loaded again at once would be unloaded for ever.
    uint64_t deadline = now_ns() + UNLOAD_S * 1000000000ull;

    while (loaded() > 0 && idle < IDLE_PASSES && now_ns() < deadline) {
        unsigned before = gone;
        for (size_t i = 0; i < modules.count; i++)
            gone += modfiles_loaded(modules.names[i]) && unload(modules.names[i]) == 0;
        idle = gone > before ? 0 : idle + 1;
        if (idle > 0)
            sleep_ms(PAUSE_MS);
    }
    return gone;
}

static void announce(void)
{
    long cpus = sysconf(_SC_NPROCESSORS_CONF);

    for (long i = 0; i < cpus; i++) {
        char path[128];
        snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%ld/uevent", i);
        if (access(path, F_OK) != 0)
            continue;
        int error = write_text(path, "add");
        if (error < 0)
            stream_error("%s: %s", path, strerror(-error));
    }
}

// Whether the kernel has the counter.
static bool counter(const char *name, uint64_t *value)
{
    char path[128], text[64];

    snprintf(path, sizeof(path), STATISTICS "%s", name);
    if (read_text(path, text, sizeof(text)) <= 0)
        return false;
    *value = strtoull(text, NULL, 10);
    return true;
}

static void replay(unsigned number, unsigned settle_s)
{
    uint64_t before[COUNT(counters)] = {0};
    bool known[COUNT(counters)];

    unsigned gone = unload_all(), kept = loaded();
    // What udevd makes of the removals is no part of the replay.
    int calmed = coldplug_settle(settle_s);
    for (size_t i = 0; i < COUNT(counters); i++)
        known[i] = counter(counters[i], &before[i]);
    uint64_t start = now_ns();
    announce();
    int settled = coldplug_settle(settle_s);
    if (calmed != 0)
        settled = calmed;
    uint64_t end = now_ns();
    text_add(&lines, "%u %" PRIu64 " %" PRIu64 " %u %u %d", number, start, end, gone, kept, settled);
    for (size_t i = 0; i < COUNT(counters); i++) {
        uint64_t after;
        if (known[i] && counter(counters[i], &after))
            text_add(&lines, " %" PRIu64, after - before[i]);
        else
            text_add(&lines, " -");
    }
    text_add(&lines, "\n");
}

void replay_run(unsigned count, unsigned settle_s)
{
    uint64_t deadline = now_ns() + 2ull * settle_s * 1000000000;

    for (unsigned number = 1; number <= count && now_ns() < deadline; number++) {
        watch_doing("replay of the CPUs");
        // A sign of life for the host, which hears nothing else meanwhile.
        stream_info("replay %u of %u", number, count);
        stream_poke();
        replay(number, settle_s);
    }
}

void replay_collect(void)
{
    if (!ran)
        return;
    item_begin("replays");
    item_add(lines.bytes, lines.length);
    if (lines.cut)
        item_cut();
    item_end(0);
}
