// SPDX-License-Identifier: Apache-2.0
#include "unload.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base.h"

enum { TRIES = 40, PAUSE_MS = 50 };

int unload(const char *module)
{
    return syscall(SYS_delete_module, module, O_NONBLOCK) < 0 ? -errno : 0;
}

bool unload_patiently(const char *module)
{
    for (int i = 0; i < TRIES; i++) {
        if (unload(module) == 0)
            return true;
        sleep_ms(PAUSE_MS);
    }
    return false;
}
