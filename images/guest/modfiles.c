// SPDX-License-Identifier: Apache-2.0
// The name of a file does not prove what is in it, so its first bytes are read too.
#include "modfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base.h"
#include "stream.h"

static const struct {
    const char *name;
    size_t length;
    const char *magic;
} formats[] = {
    {"none", 4, "\177ELF"},
    {"gzip", 2, "\037\213"},
    {"xz", 6, "\3757zXZ"},
    {"zstd", 4, "\050\265\057\375"},
};

static const char *format_of(const char *path)
{
    char start[8] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return "missing";
    ssize_t got = read(fd, start, sizeof(start));
    close(fd);
    for (size_t i = 0; i < COUNT(formats); i++)
        if (got >= (ssize_t)formats[i].length && memcmp(start, formats[i].magic, formats[i].length) == 0)
            return formats[i].name;
    return "unknown";
}

// "kernel/arch/x86/crypto/aesni-intel.ko.xz" is of module aesni_intel (scripts/Makefile.lib).
bool modfiles_module(const char *path, char *module, size_t room)
{
    const char *slash = strrchr(path, '/'), *base = slash != NULL ? slash + 1 : path, *end = strstr(base, ".ko");
    size_t length = end != NULL ? (size_t)(end - base) : 0;

    if (length == 0 || length >= room)
        return false;
    for (size_t i = 0; i < length; i++)
        module[i] = base[i] == '-' ? '_' : base[i];
    module[length] = '\0';
    return true;
}

bool modfiles_loaded(const char *module)
{
    char path[300];

    // A built-in module has a directory too, without this file (kernel/module/sysfs.c).
    snprintf(path, sizeof(path), "/sys/module/%s/initstate", module);
    return access(path, F_OK) == 0;
}

void modfiles_collect(void)
{
    struct utsname name;
    char path[512], module[128], *line = NULL;
    size_t room = 0;

    uname(&name);
    snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", name.release);
    FILE *modules = fopen(path, "re");
    int error = modules == NULL ? errno : 0;
    item_begin("module-files");
    while (modules != NULL && getline(&line, &room, modules) > 0) {
        line[strcspn(line, ":\n")] = '\0';
        if (!modfiles_module(line, module, sizeof(module)) || !modfiles_loaded(module))
            continue;
        snprintf(path, sizeof(path), "/lib/modules/%s/%s", name.release, line);
        char entry[800];
        int length = snprintf(entry, sizeof(entry), "%s %s %s\n", module, format_of(path), line);
        if (length > 0 && (size_t)length < sizeof(entry))
            item_add(entry, (size_t)length);
    }
    if (modules != NULL)
        fclose(modules);
    free(line);
    item_end(error);

    item_file("module-compression", "/sys/module/compression");
}
