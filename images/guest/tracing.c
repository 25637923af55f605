// SPDX-License-Identifier: Apache-2.0
#include "tracing.h"

#include <stdio.h>
#include <string.h>

#include "base.h"
#include "stream.h"

#define TRACING "/sys/kernel/tracing/"

int tracing_prepare(void)
{
    // The default is 128 names (SAVED_CMDLINES_DEFAULT in kernel/trace/trace_sched_switch.c): a boot has
    // more processes than that, and a forgotten one is shown as <...>.
    return write_text(TRACING "saved_cmdlines_size", "4096");
}

int tracing_stop(void)
{
    return write_text(TRACING "tracing_on", "0");
}

// One "name: number" of a CPU's statistics (tracing_stats_read in kernel/trace/trace.c).
static long long number(const char *text, const char *name)
{
    const char *found = strstr(text, name);
    long long value = -1;

    if (found != NULL)
        sscanf(found + strlen(name), "%lld", &value);
    return value;
}

void tracing_collect(void)
{
    item_file("trace", TRACING "trace");

    item_begin("trace-stats");
    ssize_t got = 0;
    int cpu = 0;
    for (; cpu < 8192; cpu++) {
        char path[128], text[512], line[256];
        snprintf(path, sizeof(path), TRACING "per_cpu/cpu%d/stats", cpu);
        got = read_text(path, text, sizeof(text));
        if (got < 0)
            break;
        // "overrun" stands at the start of a line, and so does not match "commit overrun".
        int length = snprintf(line, sizeof(line), "%d %lld %lld %lld %lld\n", cpu, number(text, "entries: "),
                              number(text, "\noverrun: "), number(text, "\ncommit overrun: "),
                              number(text, "\ndropped events: "));
        item_add(line, (size_t)length);
    }
    item_end(cpu == 0 ? (int)-got : 0);

    item_file("trace-probes", TRACING "kprobe_profile");
}
