// SPDX-License-Identifier: Apache-2.0
// The commands are those of systemd-udevd.service, systemd-udev-trigger.service and
// systemd-udev-settle.service as Debian 12 ships them (udev 252).
#include "coldplug.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "process.h"
#include "stream.h"
#include "watch.h"

enum { START_PATIENCE_MS = 60 * 1000 };

static pid_t udevd = -1;
static int udevd_end = PROCESS_NONE, trigger_end = PROCESS_NONE, settle_end = PROCESS_NONE;
static uint64_t settle_ns, trigger_ns;

static const char *first_of(const char *const paths[])
{
    size_t i = 0;

    while (paths[i + 1] != NULL && access(paths[i], X_OK) != 0)
        i++;
    return paths[i];
}

bool coldplug_start(void)
{
    static const char *const places[] = {"/usr/lib/systemd/systemd-udevd", "/lib/systemd/systemd-udevd", NULL};
    const char *const command[] = {first_of(places), NULL};

    watch_doing("start of udevd");
    udevd = process_start(command);
    if (udevd < 0) {
        udevd_end = PROCESS_LOST;
        stream_error("%s: %s", command[0], strerror((int)-udevd));
        return false;
    }
    // The control socket is bound a moment before udevd listens for uevents, so it is not enough to see
    // it; `trigger --wait-daemon` below asks udevd for an answer, which comes from its event loop.
    udevd_end = PROCESS_RUNNING;
    uint64_t deadline = now_ns() + START_PATIENCE_MS * 1000000ull;
    while (access("/run/udev/control", F_OK) != 0) {
        udevd_end = process_look(udevd);
        if (udevd_end != PROCESS_RUNNING) {
            stream_error("udevd ended with %d before it listened", udevd_end);
            return false;
        }
        if (now_ns() >= deadline) {
            stream_error("udevd made no control socket within %d s", START_PATIENCE_MS / 1000);
            return false;
        }
        sleep_ms(2);
    }
    return true;
}

void coldplug_trigger(unsigned settle_s)
{
    static const char *const command[] = {
        "/usr/bin/udevadm", "trigger", "--wait-daemon=60", "--type=all", "--action=add",
        "--prioritized-subsystem=module,block,tpmrm,net,tty,input", NULL};
    uint64_t start = now_ns();

    trigger_end = process_run(command, 60000 + settle_s * 1000);
    trigger_ns = now_ns() - start;
}

int coldplug_settle(unsigned settle_s)
{
    char timeout[32];
    const char *const command[] = {"/usr/bin/udevadm", "settle", timeout, NULL};
    uint64_t start = now_ns();

    snprintf(timeout, sizeof(timeout), "--timeout=%u", settle_s);
    int end = process_run(command, settle_s * 1000 + 30000);
    settle_ns = now_ns() - start;
    // One that did not settle is not made good by a later one.
    if (settle_end == 0 || settle_end == PROCESS_NONE)
        settle_end = end;
    return end;
}

static void report_end(struct text *lines, const char *name, int end)
{
    if (end >= 0)
        text_add(lines, "%s.exit=%d\n", name, end);
    else
        text_add(lines, "%s.exit=%s\n", name, end == PROCESS_RUNNING ? "running" : "none");
}

void coldplug_report(struct text *lines)
{
    if (udevd_end == PROCESS_RUNNING) {
        udevd_end = process_look(udevd);
        if (udevd_end != PROCESS_RUNNING)
            stream_error("udevd ended with %d during the workload", udevd_end);
    }
    report_end(lines, "udevd", udevd_end);
    report_end(lines, "trigger", trigger_end);
    text_add(lines, "trigger.seconds=%.3f\n", (double)trigger_ns / 1e9);
    report_end(lines, "settle", settle_end);
    text_add(lines, "settle.seconds=%.3f\n", (double)settle_ns / 1e9);
}
