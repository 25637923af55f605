// SPDX-License-Identifier: Apache-2.0
#include "collect.h"

#include <stdio.h>
#include <string.h>

#include "initramfs.h"
#include "kmsg.h"
#include "modfiles.h"
#include "modules.h"
#include "process.h"
#include "replay.h"
#include "sampler.h"
#include "stream.h"
#include "tracing.h"
#include "uevents.h"

static void item_text(const char *name, const struct text *text)
{
    item_begin(name);
    item_add(text->bytes, text->length);
    if (text->cut)
        item_cut();
    item_end(0);
}

static void uevents(void)
{
    char lost[64];

    item_text("uevents", uevents_lines());
    int length = snprintf(lost, sizeof(lost), "kernel=%u udev=%u\n", uevents_lost(UEVENT_KERNEL),
                          uevents_lost(UEVENT_UDEV));
    item_bytes("uevents-lost", lost, (size_t)length);
    if (uevents_strange() > 0)
        stream_error("uevents: %u messages made no sense", uevents_strange());
}

static void cpus(void)
{
    static const char *const lists[] = {"online", "possible", "present"};

    item_begin("cpus");
    for (size_t i = 0; i < COUNT(lists); i++) {
        char path[128], list[1024], line[1280];
        snprintf(path, sizeof(path), "/sys/devices/system/cpu/%s", lists[i]);
        if (read_text(path, list, sizeof(list)) < 0)
            continue;
        int length = snprintf(line, sizeof(line), "%s=%s\n", lists[i], list);
        item_add(line, (size_t)length);
    }
    item_end(0);
}

static void early(void)
{
    const char *report = initramfs_report();

    if (report != NULL)
        item_bytes("initramfs", report, strlen(report));
}

void collect(const struct text *workload)
{
    // First what the verdict rests on, and sent off at once, in case the kernel gives out on the way.
    item_text("workload", workload);
    replay_collect();
    modules_statistics();
    modules_identity();
    stream_poke();
    tracing_collect();
    modfiles_collect();
    uevents();
    item_text("memory-samples", sampler_lines());
    item_file("meminfo", "/proc/meminfo");
    item_file("vmallocinfo", "/proc/vmallocinfo");
    cpus();
    early();
    item_file("cmdline", "/proc/cmdline");
    item_file("version", "/proc/version");
    item_file("image", "/usr/lib/bootmatrix/image.txt");
    item_file("log/workload", PROCESS_LOG);
    stream_poke();
    // Last, because reading the items above may make the kernel say something.
    kmsg_collect();
}
