// SPDX-License-Identifier: Apache-2.0
#include "modules.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "stream.h"

#define STATISTICS "/sys/kernel/debug/modules"

static int scalar(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "stats") != 0;
}

// Each read(2) makes the text anew (read_file_mod_stats in kernel/module/stats.c), so that two reads
// could show two different states, and a full table warns each time. 64 KiB is far more than its 111
// rows take; so a second read, even for the end of the file, is never made.
static void stats(void)
{
    static char text[65536];
    int fd = open(STATISTICS "/stats", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text));
    int error = got < 0 ? errno : 0;

    item_begin("stats");
    if (got > 0)
        item_add(text, (size_t)got);
    if (got == (ssize_t)sizeof(text))
        item_cut();
    if (fd >= 0)
        close(fd);
    item_end(error);
}

void modules_statistics(void)
{
    struct dirent **entries = NULL;
    int count = scandir(STATISTICS, &entries, scalar, alphasort);

    for (int i = 0; i < count; i++) {
        char name[300], path[512];
        snprintf(name, sizeof(name), "counters/%s", entries[i]->d_name);
        snprintf(path, sizeof(path), STATISTICS "/%s", entries[i]->d_name);
        item_file(name, path);
        free(entries[i]);
    }
    free(entries);
    stats();
}

void modules_identity(void)
{
    static struct text names = {.bound = 1024 * 1024};
    char *line = NULL;
    size_t room = 0;

    item_file("buildid/kernel", "/sys/kernel/notes");

    // "NAME SIZE REFERENCES USERS STATE ADDRESS" (m_show in kernel/module/procfs.c).
    FILE *modules = fopen("/proc/modules", "re");
    int error = modules == NULL ? errno : 0;
    item_begin("modules");
    for (ssize_t length; modules != NULL && (length = getline(&line, &room, modules)) > 0;) {
        item_add(line, (size_t)length);
        text_add(&names, "%.*s\n", (int)strcspn(line, " "), line);
    }
    if (modules != NULL)
        fclose(modules);
    item_end(error);
    free(line);

    // The section that the linker's --build-id made, as the loader found it (add_notes_attrs in
    // kernel/module/sysfs.c).
    for (size_t at = 0; at < names.length;) {
        size_t length = strcspn(names.bytes + at, "\n");
        char name[128], path[256];
        snprintf(name, sizeof(name), "buildid/module/%.*s", (int)length, names.bytes + at);
        snprintf(path, sizeof(path), "/sys/module/%.*s/notes/.note.gnu.build-id", (int)length, names.bytes + at);
        item_file(name, path);
        at += length + 1;
    }
}
