// SPDX-License-Identifier: Apache-2.0
// PID 1 and the program proper. If PID 1 dies the kernel panics ("Attempted to kill init!"), which
// reads like a kernel bug; so PID 1 does nothing but start the program, watch it and say what became
// of it. A fault of ours is then a line of ours, and the kernel goes on.
#ifndef BOOTMATRIX_WATCH_H
#define BOOTMATRIX_WATCH_H

enum watch_end { WATCH_WAIT, WATCH_POWEROFF };

// Runs `program` in a child and never returns. To be called by PID 1.
void watch_run(int (*program)(void)) __attribute__((noreturn));

// Told by the program: what it does now, and what PID 1 shall do when it has ended. Before it powers
// off it idles for `hold_s`, if the program ended well.
void watch_doing(const char *what);
void watch_end(enum watch_end end, unsigned hold_s);

#endif
