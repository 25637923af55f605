// SPDX-License-Identifier: Apache-2.0
#include "asking.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int ask_file_system(const struct asking *asking)
{
    // Since Linux 5.2. mount(2) would do as well, but its success needs a disk of that type. The type is
    // looked up and asked for first of all (get_fs_type in fs/filesystems.c).
    return syscall(SYS_fsopen, asking->name, 0) < 0 ? errno : 0;
}

int ask_socket(const struct asking *asking)
{
    // `net-pf-N` (__sock_create in net/socket.c).
    return socket(asking->family, asking->type, 0) < 0 ? errno : 0;
}
