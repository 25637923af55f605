// SPDX-License-Identifier: Apache-2.0
// Formats: a kernel message is "ACTION@DEVPATH", NUL, then KEY=VALUE strings, each ended by NUL
// (kobject_uevent_env in lib/kobject_uevent.c), from port 0. A message of udevd starts with the header
// below and has the same strings at an offset which the header names; it is sent by the worker when the
// event's rules were run (struct monitor_netlink_header in systemd's sd-device/device-monitor.c, and
// worker_process_device in udev/udevd.c; unchanged since udev 152).
#include "uevents.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    GROUP_KERNEL = 1,
    GROUP_UDEV = 2,
    // Only what is queued takes memory. udevd itself asks for 128 MiB.
    RECEIVE_BUFFER = 64 * 1024 * 1024,
    UDEV_MAGIC = (int)0xfeedcafe,
};

struct udev_header {
    char prefix[8];
    uint32_t magic, header_size, properties_offset, properties_length;
    uint32_t filters[4];
};

static int sockets[UEVENT_SOURCES] = {-1, -1};
static unsigned lost[UEVENT_SOURCES], strange;
static struct text lines = {.bound = 8 * 1024 * 1024};

int uevents_open(void)
{
    for (int source = 0; source < UEVENT_SOURCES; source++) {
        struct sockaddr_nl address = {.nl_family = AF_NETLINK,
                                      .nl_groups = source == UEVENT_KERNEL ? GROUP_KERNEL : GROUP_UDEV};
        const int room = RECEIVE_BUFFER;
        int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
        if (fd < 0)
            return -errno;
        if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) < 0 ||
            bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
            int error = errno;
            close(fd);
            return -error;
        }
        sockets[source] = fd;
    }
    return 0;
}

int uevents_fd(enum uevent_source source)
{
    return sockets[source];
}

// A device or driver may have a blank in its name ("Fixed MDIO bus.0", "Generic PHY"); so that a line can
// be split at blanks, such bytes and the backslash are written as \xNN, as /dev/kmsg writes them.
static void escape(char *to, size_t room, const char *from)
{
    for (; *from != '\0' && room > 4; from++) {
        unsigned char c = (unsigned char)*from;
        if (c > ' ' && c < 0x7F && c != '\\') {
            *to++ = (char)c;
            room--;
        } else {
            to += sprintf(to, "\\x%02x", c);
            room -= 4;
        }
    }
    *to = '\0';
}

// The strings of one message, taken apart and put down as a line.
static void record(enum uevent_source source, uint64_t now, const char *strings, size_t length)
{
    const char *sequence = NULL, *action = NULL, *subsystem = NULL, *path = NULL;
    bool modalias = false;

    for (size_t at = 0; at < length; at += strlen(strings + at) + 1) {
        const char *string = strings + at;
        if (strncmp(string, "SEQNUM=", 7) == 0)
            sequence = string + 7;
        else if (strncmp(string, "ACTION=", 7) == 0)
            action = string + 7;
        else if (strncmp(string, "SUBSYSTEM=", 10) == 0)
            subsystem = string + 10;
        else if (strncmp(string, "DEVPATH=", 8) == 0)
            path = string + 8;
        else if (strncmp(string, "MODALIAS=", 9) == 0)
            modalias = string[9] != '\0';
    }
    if (sequence == NULL || action == NULL || subsystem == NULL || path == NULL) {
        strange++;
        return;
    }
    char safe[4][1024];
    const char *const fields[4] = {sequence, action, subsystem, path};
    for (int i = 0; i < 4; i++)
        escape(safe[i], sizeof(safe[i]), fields[i]);
    text_add(&lines, "%c %llu %s %s %s %s %d\n", source == UEVENT_KERNEL ? 'K' : 'U', (unsigned long long)now,
             safe[0], safe[1], safe[2], safe[3], modalias);
}

static void message(enum uevent_source source, uint64_t now, const char *bytes, size_t length)
{
    if (source == UEVENT_KERNEL) {
        size_t title = strlen(bytes) + 1;
        if (title < length && memchr(bytes, '@', title) != NULL)
            record(source, now, bytes + title, length - title);
        else
            strange++;
        return;
    }
    struct udev_header header;
    if (length < sizeof(header)) {
        strange++;
        return;
    }
    memcpy(&header, bytes, sizeof(header));
    if (memcmp(header.prefix, "libudev", 8) != 0 || ntohl(header.magic) != (uint32_t)UDEV_MAGIC ||
        header.properties_offset > length || header.properties_length > length - header.properties_offset) {
        strange++;
        return;
    }
    record(source, now, bytes + header.properties_offset, header.properties_length);
}

static void drain(enum uevent_source source)
{
    static char bytes[16384];

    while (sockets[source] >= 0) {
        struct sockaddr_nl from = {0};
        socklen_t from_length = sizeof(from);
        ssize_t got = recvfrom(sockets[source], bytes, sizeof(bytes) - 1, MSG_TRUNC, (struct sockaddr *)&from,
                               &from_length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == ENOBUFS) {
            lost[source]++;
            continue;
        }
        if (got < 0)
            return;
        // Only the kernel has port 0, and a process may send to group 1 too.
        if (got == 0 || (size_t)got >= sizeof(bytes) || (source == UEVENT_KERNEL && from.nl_pid != 0)) {
            strange++;
            continue;
        }
        bytes[got] = '\0';
        message(source, now_ns(), bytes, (size_t)got);
    }
}

void uevents_drain(void)
{
    drain(UEVENT_KERNEL);
    drain(UEVENT_UDEV);
}

const struct text *uevents_lines(void)
{
    return &lines;
}

unsigned uevents_lost(enum uevent_source source)
{
    return lost[source];
}

unsigned uevents_strange(void)
{
    return strange;
}
