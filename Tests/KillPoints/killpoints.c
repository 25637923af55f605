// SPDX-License-Identifier: Apache-2.0
/*
 * Takes the place of the C library's calls that change a file system or a lock, in the program that it is linked to and
 * in the libraries of that. With KILL_BEFORE=N in the environment the Nth of them is not made: the process is killed
 * there, as by kill -9. So a test stops a program at each of its states and not at whichever it happens to meet.
 */
#define _GNU_SOURCE
#include "killpoints.h"
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long passed;
static long deadly;

__attribute__((constructor)) static void read_environment(void)
{
	const char *text = getenv("KILL_BEFORE");

	if (text)
		deadly = strtol(text, NULL, 10);
}

static void pass(void)
{
	if (atomic_fetch_add(&passed, 1) + 1 != deadly)
		return;
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

long bm_kill_points(void) { return passed; }

int rename(const char *from, const char *to) { pass(); return syscall(SYS_rename, from, to); }
int mkdir(const char *path, mode_t mode) { pass(); return syscall(SYS_mkdir, path, mode); }
int rmdir(const char *path) { pass(); return syscall(SYS_rmdir, path); }
int unlink(const char *path) { pass(); return syscall(SYS_unlink, path); }
int unlinkat(int at, const char *path, int flags) { pass(); return syscall(SYS_unlinkat, at, path, flags); }
int fsync(int file) { pass(); return syscall(SYS_fsync, file); }
int flock(int file, int operation) { pass(); return syscall(SYS_flock, file, operation); }
int futimens(int file, const struct timespec times[2]) { pass(); return syscall(SYS_utimensat, file, NULL, times, 0); }
int ftruncate(int file, off_t length) { pass(); return syscall(SYS_ftruncate, file, length); }

ssize_t write(int file, const void *bytes, size_t count)
{
	/* What a program says changes no file. */
	if (file > 2)
		pass();
	return syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t place)
{
	pass();
	return syscall(SYS_pwrite64, file, bytes, count, place);
}
