// SPDX-License-Identifier: Apache-2.0
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base.h"
#include "stream.h"
#include "watch.h"

pid_t process_start(const char *const arguments[])
{
    static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C", NULL};
    posix_spawn_file_actions_t files;
    pid_t process;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, PROCESS_LOG, O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    int error = posix_spawn(&process, arguments[0], &files, NULL, (char *const *)arguments, environment);
    posix_spawn_file_actions_destroy(&files);
    return error ? -error : process;
}

int process_look(pid_t process)
{
    int status;
    pid_t ended = waitpid(process, &status, WNOHANG);

    if (ended == 0)
        return PROCESS_RUNNING;
    if (ended < 0)
        return PROCESS_LOST;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int wait_for(pid_t process, unsigned patience_ms)
{
    uint64_t deadline = now_ns() + (uint64_t)patience_ms * 1000000u;
    int handle = pidfd_open(process, 0);
    bool killed = false;
    int end;

    while ((end = process_look(process)) == PROCESS_RUNNING) {
        uint64_t now = now_ns();
        if (now >= deadline && killed)
            break; // It hangs in the kernel and cannot even be killed.
        if (now >= deadline) {
            kill(process, SIGKILL);
            killed = true;
            deadline = now + 10000000000u;
        }
        // A handle is readable when its process has ended; without one (before Linux 5.3), look often.
        struct pollfd ended = {handle, POLLIN, 0};
        uint64_t left_ms = (deadline - now) / 1000000u + 1;
        poll(&ended, 1, handle < 0 ? 5 : left_ms < 60000 ? (int)left_ms : 60000);
    }
    if (handle >= 0)
        close(handle);
    return killed ? PROCESS_TIMEOUT : end;
}

int process_run(const char *const arguments[], unsigned patience_ms)
{
    char command[256] = "";

    for (size_t i = 0; arguments[i] != NULL; i++) {
        size_t length = strlen(command);
        snprintf(command + length, sizeof(command) - length, "%s%s", i ? " " : "", arguments[i]);
    }
    watch_doing(command);
    pid_t process = process_start(arguments);
    if (process < 0) {
        stream_error("%s: %s", command, strerror((int)-process));
        return PROCESS_LOST;
    }
    int end = wait_for(process, patience_ms);
    if (end == PROCESS_TIMEOUT)
        stream_error("%s: killed after %u s", command, patience_ms / 1000);
    else if (end != 0)
        stream_error("%s: ended with %d", command, end);
    return end;
}
