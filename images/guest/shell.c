// SPDX-License-Identifier: Apache-2.0
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base.h"
#include "watch.h"

static const char program[] = "/bin/busybox";

// /dev/console cannot become a controlling terminal; the device behind it can (tty_open_proc_set_tty in
// drivers/tty/tty_io.c). Of several consoles the last is /dev/console's.
static void find_console(char *device, size_t room)
{
    char names[256];
    const char *name = "ttyS0";

    if (read_text("/sys/class/tty/console/active", names, sizeof(names)) > 0) {
        char *last = strrchr(names, ' ');
        name = last != NULL ? last + 1 : names;
    }
    snprintf(device, room, "/dev/%s", name);
}

// What login(1) would leave: echo, lines, signals by keys, carriage returns both ways.
static void make_sane(int terminal, const struct options *options)
{
    struct termios settings;
    struct winsize size = {.ws_row = (unsigned short)options->rows, .ws_col = (unsigned short)options->columns};

    if (tcgetattr(terminal, &settings) == 0) {
        settings.c_iflag = ICRNL | IXON | IUTF8;
        settings.c_oflag = OPOST | ONLCR;
        settings.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
        settings.c_cflag |= CREAD | CLOCAL;
        settings.c_cc[VERASE] = 0x7F;
        tcsetattr(terminal, TCSANOW, &settings);
    }
    if (options->rows > 0 && options->columns > 0)
        ioctl(terminal, TIOCSWINSZ, &size);
}

// In the child. A session of its own with the console as its terminal is what job control needs.
static void become_shell(const char *device, const struct options *options) __attribute__((noreturn));
static void become_shell(const char *device, const struct options *options)
{
    static char *const arguments[] = {"sh", NULL};
    static char *const environment[] = {
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/tmp", "TERM=vt220", "LANG=C.UTF-8", "PS1=bootmatrix# ",
        "ENV=/usr/lib/bootmatrix/shellrc", NULL};

    setsid();
    int terminal = open(device, O_RDWR);
    if (terminal < 0 || ioctl(terminal, TIOCSCTTY, 1) != 0) {
        say("no shell: %s: %s", device, strerror(errno));
        _exit(1);
    }
    make_sane(terminal, options);
    for (int fd = 0; fd <= 2; fd++)
        dup2(terminal, fd);
    if (terminal > 2)
        close(terminal);
    signal(SIGPIPE, SIG_DFL);
    if (chdir("/") != 0)
        say("no root directory: %s", strerror(errno));
    execve(program, arguments, environment);
    say("no shell: %s: %s (the image needs the package busybox-static)", program, strerror(errno));
    _exit(1);
}

void shell_run(const struct options *options)
{
    char device[300];

    find_console(device, sizeof(device));
    watch_doing("shell");
    pid_t shell = fork();
    if (shell == 0)
        become_shell(device, options);
    if (shell < 0) {
        say("no shell: %s", strerror(errno));
        return;
    }
    int handle = pidfd_open(shell, 0);
    // A person may think for as long as he likes: nothing takes too long here.
    while (waitpid(shell, NULL, WNOHANG) == 0) {
        struct pollfd ended = {handle, POLLIN, 0};
        poll(&ended, 1, handle < 0 ? 100 : 10 * 1000);
        watch_doing("shell");
    }
    if (handle >= 0)
        close(handle);
}
