// SPDX-License-Identifier: Apache-2.0
// What `modprobe $MODALIAS` does, without loading: modules.alias has a pattern a line (fnmatch(3)), modules.dep all
// that a file needs.
#include "cpualias.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base.h"
#include "modfiles.h"

static FILE *index_of(const char *name)
{
    struct utsname kernel;
    char path[512];

    uname(&kernel);
    snprintf(path, sizeof(path), "/lib/modules/%s/%s", kernel.release, name);
    return fopen(path, "re");
}

static bool has(const struct cpualias *found, const char *name)
{
    for (size_t i = 0; i < found->count; i++)
        if (strcmp(found->names[i], name) == 0)
            return true;
    return false;
}

static void add(struct cpualias *found, const char *name)
{
    if (found->count < CPUALIAS_MOST && strlen(name) < CPUALIAS_NAME && !has(found, name))
        strcpy(found->names[found->count++], name);
}

// The modalias of the first CPU; udev asks for that of each, and they are the same.
static bool modalias(char *text, size_t room)
{
    static const char key[] = "MODALIAS=";
    char uevent[4096];

    if (read_text("/sys/devices/system/cpu/cpu0/uevent", uevent, sizeof(uevent)) < 0)
        return false;
    char *start = strstr(uevent, key);
    if (start == NULL)
        return false;
    start += sizeof(key) - 1;
    start[strcspn(start, "\n")] = '\0';
    return snprintf(text, room, "%s", start) < (int)room;
}

static int matches(struct cpualias *found, const char *alias)
{
    FILE *file = index_of("modules.alias");
    char *line = NULL;
    size_t room = 0;

    if (file == NULL)
        return -errno;
    while (getline(&line, &room, file) > 0) {
        char *save, *word = strtok_r(line, " \n", &save), *pattern = strtok_r(NULL, " \n", &save),
                    *module = strtok_r(NULL, " \n", &save);
        if (word != NULL && strcmp(word, "alias") == 0 && module != NULL && strncmp(pattern, "cpu:", 4) == 0 &&
            fnmatch(pattern, alias, 0) == 0)
            add(found, module);
    }
    fclose(file);
    free(line);
    return 0;
}

// The line of a module names everything below it.
static int dependencies(struct cpualias *found)
{
    FILE *file = index_of("modules.dep");
    char *line = NULL;
    size_t room = 0, wanted = found->count;

    if (file == NULL)
        return -errno;
    while (getline(&line, &room, file) > 0) {
        char *save, *path = strtok_r(line, ": \n", &save), name[CPUALIAS_NAME];
        bool isWanted = false;
        if (path == NULL || !modfiles_module(path, name, sizeof(name)))
            continue;
        for (size_t i = 0; i < wanted; i++)
            isWanted = isWanted || strcmp(found->names[i], name) == 0;
        while (isWanted && (path = strtok_r(NULL, " \n", &save)) != NULL)
            if (modfiles_module(path, name, sizeof(name)))
                add(found, name);
    }
    fclose(file);
    free(line);
    return 0;
}

int cpualias_find(struct cpualias *found)
{
    char alias[4096];
    int error;

    found->count = 0;
    if (!modalias(alias, sizeof(alias)))
        return -ENODATA;
    error = matches(found, alias);
    return error < 0 ? error : dependencies(found);
}
