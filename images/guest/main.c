// SPDX-License-Identifier: Apache-2.0
// The guest program. The kernel starts it with init=/usr/lib/bootmatrix/init; it makes the boot that is
// to be measured, gathers what docs/evidence.md names, sends it through the virtio-serial port and then
// sits still or powers off. Every failure is a note in the stream and a line on the console.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "again.h"
#include "base.h"
#include "coldplug.h"
#include "collect.h"
#include "initramfs.h"
#include "mounts.h"
#include "observer.h"
#include "options.h"
#include "port.h"
#include "replay.h"
#include "shell.h"
#include "storm.h"
#include "stream.h"
#include "tracing.h"
#include "uevents.h"
#include "watch.h"

enum { PORT_PATIENCE_MS = 10 * 1000 };

static uint64_t started;

static void stage(const char *name)
{
    watch_doing(name);
    observer_stage(name);
    stream_mark(name, now_ns());
}

static void report(const char *what, int error)
{
    if (error < 0)
        stream_error("%s: %s", what, strerror(-error));
}

// - replays: how often the part of the CPUs is done again.
static void run_coldplug(const struct options *options, unsigned replays, struct text *lines)
{
    if (replays > 0)
        replay_prepare();
    stage("udev");
    bool listens = coldplug_start();

    stage("workload");
    if (listens) {
        coldplug_trigger(options->settle_s);
        coldplug_settle(options->settle_s);
        replay_run(replays, options->settle_s);
    }
    stage("settled");
    coldplug_report(lines);
}

// Without udevd: what the kernel asks user space for is then all that is asked for.
static void run_storm(const struct options *options, void (*requests)(unsigned patience_s), struct text *lines)
{
    stage("workload");
    requests(options->settle_s);
    stage("settled");
    storm_report(lines);
}

static void run_workload(const struct options *options, struct text *lines)
{
    text_add(lines, "name=%s\n", options->workload);
    if (strcmp(options->workload, "coldplug") == 0)
        run_coldplug(options, 0, lines);
    else if (strcmp(options->workload, "cpu-replay") == 0)
        run_coldplug(options, options->replays, lines);
    else if (strcmp(options->workload, "request-storm") == 0)
        run_storm(options, storm_run, lines);
    else if (strcmp(options->workload, "request-again") == 0)
        run_storm(options, again_run, lines);
    else
        stream_error("no workload is named '%s' in this image; nothing was run", options->workload);
}

static int program(void)
{
    static char command_line[8192];
    static struct text workload = {.bound = 65536};

    // A port that goes away is an error of a write and not the end of us.
    signal(SIGPIPE, SIG_IGN);
    umask(022);
    mounts_basic();
    ssize_t read_command_line = read_text("/proc/cmdline", command_line, sizeof(command_line));
    struct options options = options_parse(command_line);
    watch_end(options.power_off ? WATCH_POWEROFF : WATCH_WAIT, options.hold_s);
    mounts_debug();
    int names_kept = tracing_prepare();

    watch_doing("search for the evidence port");
    int port = port_open(PORT_PATIENCE_MS);
    if (port < 0)
        return 1;
    stream_open(port);
    stream_mark("init", started);
    mounts_report();
    report("command line", (int)read_command_line);
    report("trace: saved_cmdlines_size", names_kept);
    if (options.complaint[0] != '\0')
        stream_error("command line: %s", options.complaint);

    watch_doing("modules disk");
    mounts_modules();
    if (options.shell == SHELL_ONLY) {
        shell_run(&options);
        return 0;
    }
    report("uevents", uevents_open());
    report("observer", observer_start(options.sample_ms));

    run_workload(&options, &workload);

    observer_stop();
    report("trace: tracing_on", tracing_stop());
    collect(&workload);
    stage("collected");
    bool sealed = stream_seal();
    if (options.shell == SHELL_AFTER)
        shell_run(&options);
    watch_doing("end");
    return sealed ? 0 : 1;
}

int main(int count, char **arguments)
{
    if (count < 1 || getpid() != 1) {
        fputs("bootmatrix-init: this is the first process of a guest, and of use only there\n", stderr);
        return 1;
    }
    if (initramfs_is_here(arguments[0]))
        initramfs_run(arguments, environ);
    started = now_ns();
    watch_run(program);
}
