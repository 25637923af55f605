/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <guestfs.h>
#include <signal.h>
#include <sys/pidfd.h>

/* Each function here stands for something that Swift does not import: variadic functions, and the macros that hold
 * flags and the bits of optional arguments. guestfs(3), "CALLS WITH OPTIONAL ARGUMENTS". */

/* A handle that neither reads LIBGUESTFS_* from the environment, so that an image is made in one way only, nor is
 * closed by an exit handler, which could wait for a call that another thread is in. */
static inline guestfs_h *bm_guestfs_create(void)
{
    return guestfs_create_flags(GUESTFS_CREATE_NO_ENVIRONMENT | GUESTFS_CREATE_NO_CLOSE_ON_EXIT);
}

/* A raw disk. cache=unsafe: a half-written disk is thrown away, and a finished one is synced by its shelf. */
static inline int bm_guestfs_add_raw(guestfs_h *g, const char *path, int readonly)
{
    struct guestfs_add_drive_opts_argv options = {0};

    options.bitmask = GUESTFS_ADD_DRIVE_OPTS_FORMAT_BITMASK | GUESTFS_ADD_DRIVE_OPTS_READONLY_BITMASK;
    options.format = "raw";
    options.readonly = readonly;
    if (!readonly) {
        options.bitmask |= GUESTFS_ADD_DRIVE_OPTS_CACHEMODE_BITMASK;
        options.cachemode = "unsafe";
    }
    return guestfs_add_drive_opts_argv(g, path, &options);
}

/* A dead guest's disk. libguestfs puts a layer of its own over what is read-only, so that the file stays as it is. */
static inline int bm_guestfs_add_qcow2_readonly(guestfs_h *g, const char *path)
{
    struct guestfs_add_drive_opts_argv options = {0};

    options.bitmask = GUESTFS_ADD_DRIVE_OPTS_FORMAT_BITMASK | GUESTFS_ADD_DRIVE_OPTS_READONLY_BITMASK;
    options.format = "qcow2";
    options.readonly = 1;
    return guestfs_add_drive_opts_argv(g, path, &options);
}

/* A regular file, and no link to one. */
static inline int bm_guestfs_is_plain_file(guestfs_h *g, const char *path)
{
    struct guestfs_is_file_opts_argv options = {0};

    return guestfs_is_file_opts_argv(g, path, &options);
}

static inline int bm_guestfs_mkfs(guestfs_h *g, const char *type, const char *device, const char *label,
                                  const char *features)
{
    struct guestfs_mkfs_opts_argv options = {0};

    options.bitmask = GUESTFS_MKFS_OPTS_LABEL_BITMASK | GUESTFS_MKFS_OPTS_FEATURES_BITMASK |
                      GUESTFS_MKFS_OPTS_BLOCKSIZE_BITMASK;
    options.label = label;
    options.features = features;
    options.blocksize = 4096;
    return guestfs_mkfs_opts_argv(g, type, device, &options);
}

static inline int bm_guestfs_tar_in(guestfs_h *g, const char *tarball, const char *directory)
{
    struct guestfs_tar_in_opts_argv options = {0};

    options.bitmask = GUESTFS_TAR_IN_OPTS_XATTRS_BITMASK;
    options.xattrs = 1;
    return guestfs_tar_in_opts_argv(g, tarball, directory, &options);
}

/* Messages of the appliance's console, of the library, of its warnings and of its trace; and progress. */
static inline int bm_guestfs_listen(guestfs_h *g, guestfs_event_callback callback, void *opaque)
{
    return guestfs_set_event_callback(g, callback,
                                      GUESTFS_EVENT_APPLIANCE | GUESTFS_EVENT_LIBRARY | GUESTFS_EVENT_WARNING |
                                          GUESTFS_EVENT_TRACE | GUESTFS_EVENT_PROGRESS,
                                      0, opaque);
}

static inline int bm_guestfs_is_progress(uint64_t event) { return event == GUESTFS_EVENT_PROGRESS; }
static inline int bm_guestfs_is_console(uint64_t event) { return event == GUESTFS_EVENT_APPLIANCE; }

/* pidfd_open(2) and pidfd_send_signal(2), which glibc wraps in a header that Swift's Glibc module leaves out. */
static inline int bm_pidfd_open(pid_t process) { return pidfd_open(process, 0); }
static inline int bm_pidfd_kill(int descriptor) { return pidfd_send_signal(descriptor, SIGKILL, NULL, 0); }
