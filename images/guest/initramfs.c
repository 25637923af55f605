// SPDX-License-Identifier: Apache-2.0
// The archive holds /init, which is this program, the modules, and /modules/list with a line for each
// in the order in which they are to be loaded: NAME.ko, or ?NAME.ko for one that may fail.
//
// PID 1 must not end, or the kernel panics and seems to be at fault; so every failure is a line on the
// console, and then nothing more happens. The port of the evidence is a driver's that may not be there.
#include "initramfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base.h"

// A driver's probe may go on after the loading of its module has returned (driver_async_probe=).
enum { DISK_PATIENCE_MS = 60 * 1000 };

static const char program[] = "/init", list_name[] = "/modules/list", variable[] = "BOOTMATRIX_INITRAMFS";
static struct text report = {.bound = 65536};

bool initramfs_is_here(const char *name)
{
    // The kernel runs this name from an initramfs only; of a root it takes init= (init/main.c).
    return strcmp(name, program) == 0;
}

const char *initramfs_report(void)
{
    return getenv(variable);
}

static void give_up(bool ours, const char *what, int error) __attribute__((noreturn));
static void give_up(bool ours, const char *what, int error)
{
    say("%s: in the initramfs, %s: %s (errno %d)", ours ? "harness fault" : "boot failed", what, strerror(error),
        error);
    for (;;)
        pause();
}

static void attach(const char *type, const char *where)
{
    if ((mkdir(where, 0755) < 0 && errno != EEXIST) || mount(type, where, type, 0, NULL) < 0)
        give_up(true, where, errno);
}

// Whether the errno says that the module is not this kernel's, which is no fault of the kernel: another
// layout or version of symbols, an unknown symbol, a signature by another key (kernel/module/main.c).
static bool misfit(int error)
{
    static const int errors[] = {ENOEXEC, ENOENT, EBADMSG, ENOKEY, EKEYREJECTED, ELIBBAD};

    for (size_t i = 0; i < COUNT(errors); i++)
        if (errors[i] == error)
            return true;
    return false;
}

static void load(const char *name, bool may_fail)
{
    char path[300], what[400];

    snprintf(path, sizeof(path), "/modules/%s", name);
    snprintf(what, sizeof(what), "module %s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        give_up(true, what, errno);
    uint64_t before = now_ns();
    int error = syscall(SYS_finit_module, fd, "", 0) < 0 ? errno : 0;
    close(fd);
    text_add(&report, "%s %d %llu %llu\n", name, error, (unsigned long long)before, (unsigned long long)now_ns());
    if (error != 0 && error != EEXIST && !may_fail)
        give_up(misfit(error), what, error);
}

static void load_all(void)
{
    char *line = NULL;
    size_t room = 0;
    FILE *list = fopen(list_name, "re");

    if (list == NULL)
        give_up(true, list_name, errno);
    while (getline(&line, &room, list) > 0) {
        line[strcspn(line, "\n")] = '\0';
        bool may_fail = line[0] == '?';
        if (line[may_fail] != '\0')
            load(line + may_fail, may_fail);
    }
    free(line);
    fclose(list);
}

// The value of the last `name=` on the kernel's command line.
static void parameter(const char *name, char *value, size_t room)
{
    static char command_line[8192];
    size_t length = strlen(name);

    if (command_line[0] == '\0' && read_text("/proc/cmdline", command_line, sizeof(command_line)) < 0)
        return;
    for (const char *word = command_line; *word != '\0'; word += strspn(word, " \t\n")) {
        size_t whole = strcspn(word, " \t\n");
        if (whole > length && strncmp(word, name, length) == 0 && whole - length < room)
            snprintf(value, room, "%.*s", (int)(whole - length), word + length);
        word += whole;
    }
}

static void mount_root(void)
{
    char device[128] = "/dev/vda", type[32] = "ext4", what[200];
    uint64_t deadline = now_ns() + (uint64_t)DISK_PATIENCE_MS * 1000000u;

    parameter("root=", device, sizeof(device));
    parameter("rootfstype=", type, sizeof(type));
    while (access(device, F_OK) < 0) {
        if (now_ns() >= deadline) {
            snprintf(what, sizeof(what), "no disk %s after %d s", device, DISK_PATIENCE_MS / 1000);
            give_up(false, what, errno);
        }
        sleep_ms(2);
    }
    if (mkdir("/root", 0755) < 0 && errno != EEXIST)
        give_up(true, "/root", errno);
    snprintf(what, sizeof(what), "mount of %s as %s", device, type);
    if (mount(device, "/root", type, MS_RDONLY, NULL) < 0)
        give_up(false, what, errno);
}

// Removes what is below a directory, without entering other file systems: the initramfs is memory.
static void empty(int directory, dev_t device)
{
    DIR *entries = fdopendir(directory);

    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        struct stat info;
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        if (fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) < 0 || info.st_dev != device)
            continue;
        if (S_ISDIR(info.st_mode)) {
            int below = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (below >= 0)
                empty(below, device);
            unlinkat(directory, name, AT_REMOVEDIR);
        } else {
            unlinkat(directory, name, 0);
        }
    }
    if (entries != NULL)
        closedir(entries);
}

// As switch_root(8) does: a rootfs cannot be unmounted or pivoted, so it is emptied and mounted over.
static void switch_root(void)
{
    struct stat info;

    umount2("/proc", MNT_DETACH);
    if (mount("/dev", "/root/dev", NULL, MS_MOVE, NULL) < 0)
        give_up(true, "move of /dev", errno);
    int old = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (old < 0 || fstat(old, &info) < 0)
        give_up(true, "/", errno);
    if (chdir("/root") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0 || chdir("/") < 0)
        give_up(true, "switch to the root", errno);
    empty(old, info.st_dev);
}

void initramfs_run(char **arguments, char **environment)
{
    static char init[256] = "/sbin/init";
    static char *passed[64];
    static char said[sizeof(variable) + 65536];
    size_t count = 0;

    unsigned long long started = now_ns();
    attach("proc", "/proc");
    attach("devtmpfs", "/dev");
    load_all();
    mount_root();
    parameter("init=", init, sizeof(init));
    switch_root();

    snprintf(said, sizeof(said), "%s=started=%llu\nended=%llu\n%.*s", variable, started,
             (unsigned long long)now_ns(), (int)report.length, report.length ? report.bytes : "");
    while (environment[count] != NULL && count < COUNT(passed) - 2) {
        passed[count] = environment[count];
        count++;
    }
    passed[count] = said;
    arguments[0] = init;
    execve(init, arguments, passed);
    give_up(true, init, errno);
}
