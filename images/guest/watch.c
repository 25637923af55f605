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
    _Atomic unsigned hold_s;
    char what[128];
} *shared;

void watch_doing(const char *what)
{
    if (shared == NULL)
        return;
    snprintf(shared->what, sizeof(shared->what), "%s", what);
    atomic_store(&shared->since, now_ns());
}

void watch_end(enum watch_end end, unsigned hold_s)
{
    if (shared == NULL)
        return;
    atomic_store(&shared->end, end);
    atomic_store(&shared->hold_s, hold_s);
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

// Idles and reaps orphans. SIGCHLD is blocked, so that no end of a child is missed in between.
static void hold(unsigned seconds, const sigset_t *child_signal)
{
    uint64_t end = now_ns() + (uint64_t)seconds * 1000000000u;

    for (uint64_t now; (now = now_ns()) < end;) {
        struct timespec left = {(time_t)((end - now) / 1000000000u), (long)((end - now) % 1000000000u)};
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
        sigtimedwait(child_signal, NULL, &left);
    }
}

static void finish(bool well, const sigset_t *child_signal) __attribute__((noreturn));
static void finish(bool well, const sigset_t *child_signal)
{
    if (atomic_load(&shared->end) == WATCH_POWEROFF) {
        unsigned hold_s = well ? atomic_load(&shared->hold_s) : 0;
        hold(hold_s, child_signal);
        // The host counts from this line: the rest is the kernel's to do.
        say("powering off after a hold of %u s", hold_s);
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
        finish(false, &child_signal);
    }
    int status = await(child, &child_signal);
    if (WIFSIGNALED(status))
        say("harness fault: the guest program was killed by signal %d at '%.100s'; this is not the kernel's fault "
            "unless the kernel says so", WTERMSIG(status), shared->what);
    else if (WEXITSTATUS(status) != 0)
        say("harness fault: the guest program ended with status %d", WEXITSTATUS(status));
    finish(WIFEXITED(status) && WEXITSTATUS(status) == 0, &child_signal);
}
