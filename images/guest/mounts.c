// SPDX-License-Identifier: Apache-2.0
#include "mounts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"
#include "stream.h"

static const char modules_name[] = "bm-modules";

static char failures[1024];

static void attach(const char *type, const char *where, unsigned long flags, const char *data)
{
    // EBUSY: already there, as devtmpfs is with DEVTMPFS_MOUNT.
    if (mount(type, where, type, flags, data) == 0 || errno == EBUSY)
        return;
    size_t length = strlen(failures);
    snprintf(failures + length, sizeof(failures) - length, "%s%s on %s: %s", length ? "; " : "", type, where,
             strerror(errno));
}

void mounts_basic(void)
{
    const unsigned long data_only = MS_NOSUID | MS_NODEV | MS_NOEXEC;

    attach("proc", "/proc", data_only, NULL);
    attach("sysfs", "/sys", data_only, NULL);
    attach("devtmpfs", "/dev", MS_NOSUID, "mode=0755");
    attach("tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755");
    attach("tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777");
}

void mounts_debug(void)
{
    // tracefs has its own mount point in /sys/kernel since Linux 4.1 (kernel/trace/trace.c).
    attach("debugfs", "/sys/kernel/debug", 0, NULL);
    attach("tracefs", "/sys/kernel/tracing", 0, NULL);
}

void mounts_report(void)
{
    if (failures[0] != '\0')
        stream_error("mount: %s", failures);
}

// Byte offsets in struct ext4_super_block (fs/ext4/ext4.h), which starts 1,024 bytes into the disk.
static bool labelled(const char *device)
{
    enum { SUPER = 1024, MAGIC = 0x38, VOLUME_NAME = 0x78, VOLUME_NAME_SIZE = 16 };
    uint8_t super[VOLUME_NAME + VOLUME_NAME_SIZE];
    int fd = open(device, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    ssize_t got = pread(fd, super, sizeof(super), SUPER);
    close(fd);
    return got == (ssize_t)sizeof(super) && super[MAGIC] == 0x53 && super[MAGIC + 1] == 0xEF &&
           strncmp((char *)super + VOLUME_NAME, modules_name, VOLUME_NAME_SIZE) == 0;
}

// The serial is what QEMU was given as serial= (serial_show in drivers/block/virtio_blk.c).
static bool find_disk(char *device, size_t room)
{
    char path[512], serial[64];
    bool found = false;

    for (int by_label = 0; by_label < 2 && !found; by_label++) {
        DIR *disks = opendir("/sys/block");
        for (struct dirent *entry; disks != NULL && !found && (entry = readdir(disks)) != NULL;) {
            if (strncmp(entry->d_name, "vd", 2) != 0)
                continue;
            snprintf(device, room, "/dev/%s", entry->d_name);
            snprintf(path, sizeof(path), "/sys/block/%s/serial", entry->d_name);
            if (by_label)
                found = labelled(device);
            else
                found = read_text(path, serial, sizeof(serial)) > 0 && strcmp(serial, modules_name) == 0;
        }
        if (disks != NULL)
            closedir(disks);
    }
    return found;
}

bool mounts_modules(void)
{
    char device[300];

    if (!find_disk(device, sizeof(device))) {
        stream_error("no modules disk: no virtio disk has the serial or ext4 label %s", modules_name);
        return false;
    }
    // /lib is a link to usr/lib in an image with a merged /usr; without, kmod looks below /lib.
    struct stat lib;
    const char *where = lstat("/lib", &lib) == 0 && S_ISLNK(lib.st_mode) ? "/usr/lib/modules" : "/lib/modules";
    if (mount(device, where, "ext4", MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) == 0)
        return true;
    stream_error("modules disk %s on %s: %s", device, where, strerror(errno));
    return false;
}
