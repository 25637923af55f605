// SPDX-License-Identifier: Apache-2.0
// What the guest program makes of a command line. Prints it, for a test to read.
#include <stdio.h>

#include "options.h"

int main(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        struct options options = options_parse(arguments[i]);
        printf("%s settle=%u sample=%u off=%d hold=%u replays=%u '%s'\n", options.workload, options.settle_s,
               options.sample_ms, options.power_off, options.hold_s, options.replays, options.complaint);
    }
    return 0;
}
