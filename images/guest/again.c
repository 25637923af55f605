// SPDX-License-Identifier: Apache-2.0
#include "again.h"

#include "asking.h"
#include "stream.h"
#include "storm.h"
#include "unload.h"
#include "watch.h"

// Two callers share one modprobe where the kernel joins them; so the second round asks what became of that.
enum { CALLERS = 2, STEP_MS = 10 * 1000 };
// kernel/module/dups.c drops an entry by delayed work 60 s after the request was answered.
enum { PAUSE_MS = 65 * 1000 };

static const struct asking first = {.request = "fs-minix", .module = "minix", .ask = ask_file_system, .name = "minix"};
static const struct asking second = {
    .request = "fs-minix.again", .module = "minix", .ask = ask_file_system, .name = "minix"};

void again_run(unsigned patience_s)
{
    storm_ask("first request", &first, CALLERS, patience_s);
    if (!unload_patiently(first.module)) {
        // Without the second round the boot proves nothing, and its absence says so.
        stream_error("again: %s cannot be unloaded, so a second request would ask for nothing", first.module);
        return;
    }
    watch_doing("pause");
    for (unsigned past = 0; past < PAUSE_MS; past += STEP_MS) {
        // A sign of life for the host.
        stream_info("again: paused for %u s", past / 1000);
        stream_poke();
        sleep_ms(PAUSE_MS - past < STEP_MS ? PAUSE_MS - past : STEP_MS);
    }
    storm_ask("second request", &second, CALLERS, patience_s);
}
