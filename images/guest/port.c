// SPDX-License-Identifier: Apache-2.0
#include "port.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

// Each port is /sys/class/virtio-ports/vportNpM with a file `name`, and /dev/vportNpM
// (name_show and add_port in drivers/char/virtio_console.c).
static bool find(char *device, size_t room)
{
    static const char class[] = "/sys/class/virtio-ports";
    char path[512], name[64];
    bool found = false;
    DIR *ports = opendir(class);

    for (struct dirent *entry; ports != NULL && !found && (entry = readdir(ports)) != NULL;) {
        if (strncmp(entry->d_name, "vport", 5) != 0)
            continue;
        snprintf(path, sizeof(path), "%s/%s/name", class, entry->d_name);
        if (read_text(path, name, sizeof(name)) >= 0 && strcmp(name, PORT_NAME) == 0) {
            snprintf(device, room, "/dev/%s", entry->d_name);
            found = true;
        }
    }
    if (ports != NULL)
        closedir(ports);
    return found;
}

int port_open(unsigned patience_ms)
{
    char device[300];
    uint64_t deadline = now_ns() + (uint64_t)patience_ms * 1000000u;
    int error = ENODEV;

    // A port is announced by a control message after its device was probed, so it may come late.
    for (;;) {
        if (find(device, sizeof(device))) {
            int fd = open(device, O_RDWR | O_NONBLOCK | O_CLOEXEC);
            if (fd >= 0)
                return fd;
            error = errno;
        }
        if (now_ns() >= deadline)
            break;
        sleep_ms(10);
    }
    if (error == ENODEV)
        say("no virtio-serial port named %s (is it in the domain, and VIRTIO_CONSOLE in the kernel?)", PORT_NAME);
    else
        say("cannot open %s: %s", device, strerror(error));
    return -error;
}

long port_try(int fd, const void *bytes, size_t count)
{
    ssize_t put = write(fd, bytes, count < PORT_CHUNK ? count : PORT_CHUNK);

    if (put >= 0)
        return put;
    return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

int port_write(int fd, const void *bytes, size_t count, unsigned patience_ms)
{
    const char *p = bytes;
    uint64_t waiting_since = 0, last_word = 0;

    while (count > 0) {
        long put = port_try(fd, p, count);
        if (put < 0)
            return (int)put;
        if (put > 0) {
            p += put;
            count -= (size_t)put;
            waiting_since = 0;
            continue;
        }
        uint64_t now = now_ns();
        if (waiting_since == 0)
            waiting_since = last_word = now;
        if (now - waiting_since > (uint64_t)patience_ms * 1000000u)
            return -ETIMEDOUT;
        if (now - last_word > 10000000000u) {
            say("the host has read nothing from %s for %llu s", PORT_NAME,
                (unsigned long long)((now - waiting_since) / 1000000000u));
            last_word = now;
        }
        // POLLHUP means that no host is connected yet. poll() cannot be asked to wait for its end, and
        // POLLOUT comes only when the host consumes, so that both are looked at again every 100 ms.
        struct pollfd port = {fd, POLLOUT, 0};
        if (poll(&port, 1, 100) > 0 && !(port.revents & POLLOUT))
            sleep_ms(10);
    }
    return 0;
}
