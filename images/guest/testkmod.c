// SPDX-License-Identifier: Apache-2.0
#include "testkmod.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base.h"
#include "process.h"
#include "stream.h"

#define DEVICE "/sys/devices/virtual/misc/test_kmod0/"

// enum kmod_test_case in lib/test_kmod.c.
enum test_case { TEST_KMOD_DRIVER = 1, TEST_KMOD_FS_TYPE = 2 };

int testkmod_open(void)
{
    static const char *const command[] = {"/sbin/modprobe", "test_kmod", NULL};

    return process_run(command, 60000) == 0 ? 0 : -ENODEV;
}

static int set(const char *file, const char *value)
{
    char path[128];

    snprintf(path, sizeof(path), DEVICE "%s", file);
    int error = write_text(path, value);
    if (error < 0)
        stream_error("test_kmod: %s: %d", file, -error);
    return error;
}

static int run(enum test_case what, const char *file, const char *name, unsigned callers)
{
    char number[16], test[16], result[64];
    int error;

    snprintf(number, sizeof(number), "%u", callers);
    snprintf(test, sizeof(test), "%d", what);
    // A write to trigger_config returns when every thread has its answer.
    if ((error = set("reset", "1")) < 0 || (error = set("config_test_case", test)) < 0 ||
        (error = set(file, name)) < 0 || (error = set("config_num_threads", number)) < 0 ||
        (error = set("trigger_config", "1")) < 0)
        return error;
    if (read_text(DEVICE "test_result", result, sizeof(result)) <= 0)
        return -EIO;
    return atoi(result);
}

int testkmod_modules(const char *name, unsigned callers)
{
    return run(TEST_KMOD_DRIVER, "config_test_driver", name, callers);
}

int testkmod_file_systems(const char *name, unsigned callers)
{
    return run(TEST_KMOD_FS_TYPE, "config_test_fs", name, callers);
}
