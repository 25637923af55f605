// SPDX-License-Identifier: Apache-2.0
#include "kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "stream.h"

void kmsg_collect(void)
{
    // One read is one record (Documentation/ABI/testing/dev-kmsg). EPIPE says that records were
    // overwritten before they were read; the next read goes on, and the sequence numbers show the gap.
    // EAGAIN is the end. A record is at most PRINTK_MESSAGE_MAX, 2 KiB; EINVAL would say that it is more.
    static char record[16384];
    int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    int error = fd < 0 ? errno : 0;

    item_begin("kmsg");
    for (size_t total = 0; fd >= 0 && total < ITEM_MAX;) {
        ssize_t got = read(fd, record, sizeof(record));
        if (got > 0) {
            item_add(record, (size_t)got);
            total += (size_t)got;
            continue;
        }
        if (got < 0 && (errno == EPIPE || errno == EINTR))
            continue;
        if (got < 0 && errno != EAGAIN)
            error = errno;
        break;
    }
    if (fd >= 0)
        close(fd);
    item_end(error);
}
