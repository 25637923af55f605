// SPDX-License-Identifier: Apache-2.0
// The kernel's own stress test of module requests (lib/test_kmod.c), which asks from threads of the kernel.
#ifndef BOOTMATRIX_TESTKMOD_H
#define BOOTMATRIX_TESTKMOD_H

// Loads test_kmod. Gives 0, or -errno with an error noted.
int testkmod_open(void);

// Has `callers` threads call request_module(name) at once. Gives the test's own result: 0 when every request
// succeeded, otherwise what the last failed one returned (-errno, or modprobe's exit status in wait(2)'s
// form: 256 for a module that is not there); or -errno when the test could not be set up.
int testkmod_modules(const char *name, unsigned callers);

// The same by get_fs_type(name); -EINVAL when one of them did not get it.
int testkmod_file_systems(const char *name, unsigned callers);

#endif
