// SPDX-License-Identifier: Apache-2.0
// What the guest program reads from the kernel's command line (docs/evidence.md).
#ifndef BOOTMATRIX_OPTIONS_H
#define BOOTMATRIX_OPTIONS_H

#include <stdbool.h>

// Whether a shell runs on the console: after the evidence was sent, or instead of any workload.
enum shell { SHELL_NONE, SHELL_AFTER, SHELL_ONLY };

struct options {
    char workload[32];
    unsigned settle_s;
    unsigned sample_ms;
    // How often `cpu-replay` replays, at least once.
    unsigned replays;
    bool power_off;
    // How long the guest stays up after it sealed its evidence, before it powers off.
    unsigned hold_s;
    enum shell shell;
    // Of the terminal at the other end of the console; 0 if nobody said.
    unsigned rows, columns;
    // What could not be understood, for a note; empty if all could.
    char complaint[256];
};

// From the text of /proc/cmdline.
struct options options_parse(const char *command_line);

#endif
