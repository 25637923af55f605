// SPDX-License-Identifier: Apache-2.0
// Things that a process can ask the kernel for, and for which the kernel asks user space to load a module
// where it is not there yet. Each tells by its own documented result whether it was had.
#ifndef BOOTMATRIX_ASKING_H
#define BOOTMATRIX_ASKING_H

struct asking {
    // What is asked for, by the name that the kernel hands to modprobe.
    const char *request;
    // The module that has it.
    const char *module;
    // Gives 0 when it was had, or the errno. Called once, in a process that ends afterwards.
    int (*ask)(const struct asking *asking);
    const char *name; // of a file system
    int family, type; // of a socket
};

// A context for a file system of that type: fsopen(2) gives ENODEV when there is none.
int ask_file_system(const struct asking *asking);

// A socket of that family: socket(2) gives EAFNOSUPPORT when there is none.
int ask_socket(const struct asking *asking);

#endif
