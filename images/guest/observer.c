// SPDX-License-Identifier: Apache-2.0
#include "observer.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base.h"
#include "sampler.h"
#include "stream.h"
#include "uevents.h"

// Uevents come in bursts. After each look the thread rests so long, that a burst is taken in few wakes
// and the watching does not become part of what is watched; a time is late by at most that much.
enum { REST_MS = 5 };

static pthread_t thread;
static bool running;
static int wake = -1;
static unsigned period_ms;
static _Atomic(const char *) current = "init";
static _Atomic bool stop;
// Of the thread, written before it ends.
static struct timespec spent;

static void *observe(void *unused)
{
    const char *sampled = NULL;
    uint64_t due = 0;

    (void)unused;
    prctl(PR_SET_NAME, "bm-observer");
    for (;;) {
        // Read before the last look, so that nothing that was there at the time of asking is missed.
        bool last = atomic_load(&stop);
        const char *stage = atomic_load(&current);
        uint64_t now = now_ns();
        if (period_ms > 0 && (now >= due || stage != sampled || last)) {
            sampler_take(stage);
            sampled = stage;
            due = now + (uint64_t)period_ms * 1000000u;
        }
        uevents_drain();
        if (last) {
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
            return NULL;
        }

        struct pollfd events[] = {{wake, POLLIN, 0},
                                  {uevents_fd(UEVENT_KERNEL), POLLIN, 0},
                                  {uevents_fd(UEVENT_UDEV), POLLIN, 0}};
        now = now_ns();
        int timeout = period_ms == 0 ? -1 : due > now ? (int)((due - now) / 1000000u) + 1 : 0;
        poll(events, COUNT(events), timeout);
        if (events[0].revents & POLLIN) {
            uint64_t count;
            if (read(wake, &count, sizeof(count)) < 0)
                return NULL;
        } else if (events[1].revents || events[2].revents) {
            sleep_ms(REST_MS);
        }
    }
}

static void rouse(void)
{
    const uint64_t one = 1;

    if (write(wake, &one, sizeof(one)) < 0)
        say("harness fault: the observer cannot be woken");
}

int observer_start(unsigned sample_ms)
{
    period_ms = sample_ms;
    wake = eventfd(0, EFD_CLOEXEC);
    if (wake < 0)
        return -errno;
    int error = pthread_create(&thread, NULL, observe, NULL);
    running = error == 0;
    return -error;
}

void observer_stage(const char *stage)
{
    atomic_store(&current, stage);
    if (running)
        rouse();
}

void observer_stop(void)
{
    if (!running)
        return;
    atomic_store(&stop, true);
    rouse();
    pthread_join(thread, NULL);
    running = false;
    // What looking on costs belongs to what was seen.
    stream_info("observer: %u samples of memory, %u of module memory; %ld ms of CPU time", sampler_count(),
                sampler_looks(), (long)(spent.tv_sec * 1000 + spent.tv_nsec / 1000000));
}
