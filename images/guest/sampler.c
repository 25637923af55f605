// SPDX-License-Identifier: Apache-2.0
#include "sampler.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// At 10 samples a second and 70 bytes each this is over three hours.
static struct text lines = {.bound = 8 * 1024 * 1024};
static unsigned samples, looks;

// "MemTotal:        4013180 kB" (meminfo_proc_show in fs/proc/meminfo.c).
static unsigned long long field(const char *text, const char *name)
{
    const char *found = strstr(text, name);

    return found == NULL ? 0 : strtoull(found + strlen(name), NULL, 10);
}

// The functions that allocate for modules. VmallocInfo.moduleCallers on the host's side is the same list.
static bool allocates_for_modules(const char *caller)
{
    static const char *const names[] = {"module_alloc", "execmem_vmalloc", "execmem_alloc", "move_module",
                                        "load_module"};
    size_t length = strcspn(caller, "+ \n");

    for (size_t i = 0; i < COUNT(names); i++)
        if (strlen(names[i]) == length && strncmp(names[i], caller, length) == 0)
            return true;
    return false;
}

// "0xADDRESS-0xADDRESS SIZE CALLER+0xOFF/0xLEN ..." (vmalloc_info_show in mm/vmalloc.c): the size in bytes if
// it is module memory.
static unsigned long long module_bytes(const char *line)
{
    const char *size = strchr(line, ' ');
    char *caller;

    if (size == NULL)
        return 0;
    unsigned long long bytes = strtoull(size, &caller, 10);
    return allocates_for_modules(caller + strspn(caller, " ")) ? bytes : 0;
}

// Module memory in kB, or -1. The kernel walks every area of its virtual memory for it and prints each, so it is
// not for every sample.
static long long module_kb(void)
{
    static int fd = -1;
    static char text[65536];
    unsigned long long sum = 0;
    size_t kept = 0;
    ssize_t got;

    if (fd < 0)
        fd = open("/proc/vmallocinfo", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0)
        return -1;
    while ((got = read(fd, text + kept, sizeof(text) - 1 - kept)) > 0) {
        char *line = text, *end;
        text[kept + (size_t)got] = '\0';
        for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            *end = '\0';
            sum += module_bytes(line);
        }
        kept = strlen(line);
        // A line that fills the buffer is none of the kernel's.
        if (kept == sizeof(text) - 1)
            return -1;
        memmove(text, line, kept);
    }
    return got < 0 ? -1 : (long long)(sum / 1024);
}

void sampler_take(const char *stage)
{
    static int fd = -1;
    static const char *last_stage;
    static unsigned long long most_used;
    char text[4096];

    // Kept open and read from the start again: each read from offset 0 makes the text anew.
    if (fd < 0)
        fd = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
    uint64_t now = now_ns();
    ssize_t got = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);
    if (got <= 0)
        return;
    text[got] = '\0';
    unsigned long long used = field(text, "\nVmallocUsed:");
    // Module memory is a part of VmallocUsed, so its highest sample is looked for where that was highest.
    char held[32] = "-";
    long long modules = used > most_used || stage != last_stage ? module_kb() : -1;
    if (modules >= 0)
        snprintf(held, sizeof(held), "%lld", modules);
    text_add(&lines, "%llu %s %llu %llu %llu %llu %s\n", (unsigned long long)now, stage, field(text, "MemTotal:"),
             field(text, "\nMemFree:"), field(text, "\nMemAvailable:"), used, held);
    samples++;
    looks += modules >= 0;
    if (used > most_used)
        most_used = used;
    last_stage = stage;
}

const struct text *sampler_lines(void)
{
    return &lines;
}

unsigned sampler_count(void)
{
    return samples;
}

unsigned sampler_looks(void)
{
    return looks;
}
