// SPDX-License-Identifier: Apache-2.0
#include "storm.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "asking.h"
#include "stream.h"
#include "testkmod.h"
#include "watch.h"

// What each caller found, in memory that it shares with us. -1: no answer yet.
static _Atomic int *answers;

// A wave: the callers go through its list in turn, so that each entry is asked for by equally many at once.
struct wave {
    const char *name;
    const struct asking *askings;
    size_t count;
};

// A large module, whose copies would hurt, and small ones, several names at once. (The numbers are those of
// linux/socket.h; net-pf-40, vsock, cannot be asked for: only its transports carry the alias.)
static const struct asking file_system[] = {
    {.request = "fs-xfs", .module = "xfs", .ask = ask_file_system, .name = "xfs"},
};
static const struct asking families[] = {
    {.request = "net-pf-17", .module = "af_packet", .ask = ask_socket, .family = 17, .type = SOCK_DGRAM},
    {.request = "net-pf-35", .module = "phonet", .ask = ask_socket, .family = 35, .type = SOCK_DGRAM},
    {.request = "net-pf-42", .module = "qrtr", .ask = ask_socket, .family = 42, .type = SOCK_DGRAM},
};

static const struct wave waves[] = {
    {.name = "file system", .askings = file_system, .count = COUNT(file_system)},
    {.name = "sockets", .askings = families, .count = COUNT(families)},
};

static struct text results = {.bound = 32768};

static void caller(const struct asking *asking, int gate, size_t index) __attribute__((noreturn));
static void caller(const struct asking *asking, int gate, size_t index)
{
    char byte;

    // The end of the file is the start of the race: nobody ever writes.
    while (read(gate, &byte, 1) < 0 && errno == EINTR)
        continue;
    atomic_store(&answers[index], asking->ask(asking));
    _exit(0);
}

// Waits for the callers; after the deadline they are killed, and those that cannot be are left.
static void await(const pid_t callers[], size_t count, uint64_t deadline)
{
    size_t left = count;
    bool killed = false;

    while (left > 0) {
        pid_t ended = waitpid(-1, NULL, WNOHANG);
        if (ended > 0) {
            for (size_t i = 0; i < count; i++)
                left -= callers[i] == ended;
            continue;
        }
        if (now_ns() >= deadline && killed)
            return;
        if (now_ns() >= deadline) {
            for (size_t i = 0; i < count; i++)
                if (callers[i] > 0)
                    kill(callers[i], SIGKILL);
            killed = true;
            deadline = now_ns() + 10000000000u;
        }
        sleep_ms(2);
    }
}

static void tell(const char *request, const char *module, unsigned callers, unsigned had, unsigned silent, int error,
                 uint64_t took)
{
    text_add(&results,
             "%s.module=%s\n%s.callers=%u\n%s.had=%u\n%s.silent=%u\n%s.errno=%d\n%s.seconds=%.3f\n", request,
             module, request, callers, request, had, request, silent, request, error, request, (double)took / 1e9);
}

// What became of one entry of a wave.
static void tell_answers(const struct wave *wave, size_t first, size_t callers, uint64_t took)
{
    unsigned asked = 0, had = 0, silent = 0;
    int error = 0;

    for (size_t i = first; i < callers; i += wave->count) {
        int answer = atomic_load(&answers[i]);
        asked++;
        had += answer == 0;
        silent += answer < 0;
        if (answer > 0)
            error = answer;
    }
    tell(wave->askings[first].request, wave->askings[first].module, asked, had, silent, error, took);
}

static void run(const struct wave *wave, size_t most, unsigned patience_s)
{
    pid_t callers[STORM_CALLERS];
    size_t count = 0;
    int gate[2];

    watch_doing(wave->name);
    if (pipe(gate) < 0) {
        stream_error("storm: %s: %s", wave->name, strerror(errno));
        return;
    }
    for (; count < most; count++) {
        atomic_store(&answers[count], -1);
        callers[count] = fork();
        if (callers[count] == 0) {
            close(gate[1]);
            caller(&wave->askings[count % wave->count], gate[0], count);
        }
        if (callers[count] < 0) {
            stream_error("storm: %s: caller %zu: %s", wave->name, count, strerror(errno));
            break;
        }
    }
    close(gate[0]);
    uint64_t start = now_ns();
    close(gate[1]);
    await(callers, count, start + patience_s * 1000000000ull);
    uint64_t took = now_ns() - start;
    for (size_t i = 0; i < wave->count; i++)
        tell_answers(wave, i, count, took);
}

// test_kmod keeps one result for all of its threads: with any failure nobody counts as served, because how
// many failed is not to be had.
static void run_test(const char *request, const char *module, int (*test)(const char *, unsigned), int opened)
{
    watch_doing(request);
    uint64_t start = now_ns();
    int result = opened < 0 ? opened : test(module, STORM_CALLERS);
    tell(request, module, STORM_CALLERS, result == 0 ? STORM_CALLERS : 0, 0, result < 0 ? -result : result,
         now_ns() - start);
}

static bool share(void)
{
    if (answers != NULL)
        return true;
    void *room = mmap(NULL, STORM_CALLERS * sizeof(*answers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) {
        stream_error("storm: no shared memory: %s", strerror(errno));
        return false;
    }
    answers = room;
    return true;
}

void storm_ask(const char *name, const struct asking *asking, unsigned callers, unsigned patience_s)
{
    const struct wave wave = {.name = name, .askings = asking, .count = 1};

    if (share())
        run(&wave, callers < STORM_CALLERS ? callers : STORM_CALLERS, patience_s);
}

void storm_run(unsigned patience_s)
{
    if (!share())
        return;
    text_add(&results, "callers=%d\n", STORM_CALLERS);
    for (size_t i = 0; i < COUNT(waves); i++)
        run(&waves[i], STORM_CALLERS, patience_s);

    int opened = testkmod_open();
    run_test("test_module", "test_module", testkmod_modules, opened);
    run_test("fs-romfs", "romfs", testkmod_file_systems, opened);
}

void storm_report(struct text *lines)
{
    for (size_t at = 0; at < results.length;) {
        size_t length = strcspn(results.bytes + at, "\n");
        text_add(lines, "%.*s\n", (int)length, results.bytes + at);
        at += length + 1;
    }
}
