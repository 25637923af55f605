/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <libvirt/libvirt.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

/* VIR_DOMAIN_EVENT_CALLBACK is a cast between function types, which Swift does not import as a macro. */
static inline int bm_lifecycle_register(virConnectPtr connection, virConnectDomainEventCallback callback,
                                        void *opaque, virFreeCallback release)
{
    return virConnectDomainEventRegisterAny(connection, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                            VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, release);
}

/* pidfd_open(2), pidfd_send_signal(2): syscall(2) is variadic, which Swift does not import. */
static inline int bm_pidfd_open(pid_t process)
{
    return (int)syscall(SYS_pidfd_open, process, 0);
}

static inline int bm_pidfd_kill(int descriptor)
{
    return (int)syscall(SYS_pidfd_send_signal, descriptor, SIGKILL, NULL, 0);
}

/* PR_SET_CHILD_SUBREAPER, prctl(2), for the same reason. */
static inline int bm_adopt_orphans(void)
{
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}
