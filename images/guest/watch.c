// SPDX-License-Identifier: Apache-2.0
#include "watch.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base.h"

// How long one thing may take before PID 1 says so; it says so again after each such time.
enum { QUIET_SECONDS = 30 };

// Shared between the two processes. `what` may be read while it is written; it is only a hint.
static struct shared {
    _Atomic uint64_t since;
    _Atomic int end;
    char what[128];
} *shared;

void watch_doing(const char *what)
{
    if (shared == NULL)
        return;
    snprintf(shared->what, sizeof(shared->what), "%s", what);
    atomic_store(&shared->since, now_ns());
}

void watch_end(enum watch_end end)
{
    if (shared != NULL)
        atomic_store(&shared->end, end);
}

static void sit(void) __attribute__((noreturn));
static void sit(void)
{
    for (;;) {
        // Orphans come to PID 1; whoever is left is reaped, and the CPU idles.
        if (waitpid(-1, NULL, 0) < 0 && errno == ECHILD)
            pause();
    }
}

static void finish(void) __attribute__((noreturn));
static void finish(void)
{
    if (atomic_load(&shared->end) == WATCH_POWEROFF) {
        sync();
        reboot(RB_POWER_OFF);
        // With no way to switch the power off the kernel halts or comes back.
        say("harness fault: the machine cannot be powered off (%s); sitting still", strerror(errno));
    }
    sit();
}

// Waits for the child; between times, says what it has been doing for too long.
static int await(pid_t child, const sigset_t *child_signal)
{
    uint64_t told = 0;

    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid == child)
            return status;
        if (pid > 0)
            continue;
        struct timespec patience = {5, 0};
        if (sigtimedwait(child_signal, NULL, &patience) >= 0)
            continue;
        uint64_t now = now_ns(), since = atomic_load(&shared->since);
        uint64_t last = told > since ? told : since;
        if (now > last && now - last > QUIET_SECONDS * 1000000000ull) {
            say("at '%.100s' for %llu s", shared->what, (unsigned long long)((now - since) / 1000000000u));
            told = now;
        }
    }
}

void watch_run(int (*program)(void))
{
    sigset_t child_signal;

    // Blocked before the fork, so that no end of a child is missed; the child takes its own mask back.
    sigemptyset(&child_signal);
    sigaddset(&child_signal, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_signal, NULL);

    static struct shared alone;
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        say("harness fault: no shared memory: %s", strerror(errno));
        shared = &alone;
    }
    watch_doing("start");

    pid_t child = fork();
    if (child == 0) {
        sigprocmask(SIG_UNBLOCK, &child_signal, NULL);
        setsid();
        _exit(program());
    }
    if (child < 0) {
        say("harness fault: cannot start: %s", strerror(errno));
        finish();
    }
    int status = await(child, &child_signal);
    if (WIFSIGNALED(status))
        say("harness fault: the guest program was killed by signal %d at '%.100s'; this is not the kernel's fault "
            "unless the kernel says so", WTERMSIG(status), shared->what);
    else if (WEXITSTATUS(status) != 0)
        say("harness fault: the guest program ended with status %d", WEXITSTATUS(status));
    finish();
}
