// SPDX-License-Identifier: Apache-2.0
#include "sampler.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// At 10 samples a second and 60 bytes each this is nearly four hours.
static struct text lines = {.bound = 8 * 1024 * 1024};

// "MemTotal:        4013180 kB" (meminfo_proc_show in fs/proc/meminfo.c).
static unsigned long long field(const char *text, const char *name)
{
    const char *found = strstr(text, name);

    return found == NULL ? 0 : strtoull(found + strlen(name), NULL, 10);
}

void sampler_take(const char *stage)
{
    static int fd = -1;
    char text[4096];

    // Kept open and read from the start again: each read from offset 0 makes the text anew.
    if (fd < 0)
        fd = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
    uint64_t now = now_ns();
    ssize_t got = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);
    if (got <= 0)
        return;
    text[got] = '\0';
    text_add(&lines, "%llu %s %llu %llu %llu %llu\n", (unsigned long long)now, stage, field(text, "MemTotal:"),
             field(text, "\nMemFree:"), field(text, "\nMemAvailable:"), field(text, "\nVmallocUsed:"));
}

const struct text *sampler_lines(void)
{
    return &lines;
}
