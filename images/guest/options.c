// SPDX-License-Identifier: Apache-2.0
// Parameters with a dot in their name are left alone by the kernel (unknown_bootoption in init/main.c
// takes them for a module's), so these reach neither init's arguments nor a warning.
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prefix[] = "bootmatrix.";

static void complain(struct options *options, const char *word, size_t length)
{
    size_t used = strlen(options->complaint);

    snprintf(options->complaint + used, sizeof(options->complaint) - used, "%s%.*s",
             used ? ", " : "not understood: ", length < 100 ? (int)length : 100, word);
}

static bool number(const char *value, unsigned most, unsigned *result)
{
    char *end;

    errno = 0;
    unsigned long n = strtoul(value, &end, 10);
    if (!isdigit((unsigned char)value[0]) || *end != '\0' || errno != 0 || n > most)
        return false;
    *result = (unsigned)n;
    return true;
}

// ROWSxCOLUMNS
static bool size(const char *value, struct options *options)
{
    char rows[16] = "";
    size_t length = strcspn(value, "x");

    if (length >= sizeof(rows) || value[length] != 'x')
        return false;
    memcpy(rows, value, length);
    return number(rows, 10000, &options->rows) && number(value + length + 1, 10000, &options->columns);
}

static bool apply(struct options *options, const char *key, const char *value)
{
    if (strcmp(key, "workload") == 0 && strlen(value) < sizeof(options->workload)) {
        strcpy(options->workload, value);
        return true;
    }
    if (strcmp(key, "settle") == 0)
        return number(value, 86400, &options->settle_s);
    if (strcmp(key, "sample-ms") == 0)
        return number(value, 60000, &options->sample_ms);
    if (strcmp(key, "replays") == 0)
        return number(value, 100, &options->replays) && options->replays > 0;
    if (strcmp(key, "hold") == 0)
        return number(value, 86400, &options->hold_s);
    if (strcmp(key, "end") == 0) {
        options->power_off = strcmp(value, "poweroff") == 0;
        return options->power_off || strcmp(value, "wait") == 0;
    }
    if (strcmp(key, "shell") == 0) {
        options->shell = strcmp(value, "only") == 0 ? SHELL_ONLY : strcmp(value, "1") == 0 ? SHELL_AFTER : SHELL_NONE;
        // Its end is the guest's.
        options->power_off = options->power_off || options->shell != SHELL_NONE;
        return options->shell != SHELL_NONE;
    }
    if (strcmp(key, "terminal") == 0)
        return size(value, options);
    return false;
}

struct options options_parse(const char *command_line)
{
    struct options options = {.workload = "coldplug", .settle_s = 120, .sample_ms = 100, .replays = 10};

    for (const char *word = command_line; *word != '\0';) {
        size_t length = strcspn(word, " \t\n");
        if (strncmp(word, prefix, sizeof(prefix) - 1) == 0) {
            char copy[128] = "";
            size_t start = sizeof(prefix) - 1;
            if (length - start < sizeof(copy))
                memcpy(copy, word + start, length - start);
            char *equals = strchr(copy, '=');
            if (equals != NULL)
                *equals = '\0';
            if (equals == NULL || !apply(&options, copy, equals + 1))
                complain(&options, word, length);
        }
        word += length;
        word += strspn(word, " \t\n");
    }
    return options;
}
