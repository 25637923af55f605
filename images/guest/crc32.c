// SPDX-License-Identifier: Apache-2.0
// Reflected CRC-32, polynomial 0x04C11DB7 (0xEDB88320 reflected), initial and final value inverted:
// IEEE 802.3 clause 3.2.9, the same as crc32() of zlib. Four tables ("slicing by four") because an
// emulated CPU pays for every instruction and the trace alone is some hundred kilobytes.
#include "crc32.h"

#include <stdbool.h>

static uint32_t table[4][256];
static bool ready;

static void prepare(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t value = byte;
        for (int bit = 0; bit < 8; bit++)
            value = (value >> 1) ^ ((value & 1) ? 0xEDB88320u : 0);
        table[0][byte] = value;
    }
    for (int slice = 1; slice < 4; slice++) {
        for (int byte = 0; byte < 256; byte++) {
            uint32_t before = table[slice - 1][byte];
            table[slice][byte] = (before >> 8) ^ table[0][before & 0xFF];
        }
    }
    ready = true;
}

uint32_t crc32_update(uint32_t crc, const void *bytes, size_t count)
{
    const uint8_t *p = bytes;
    uint32_t c = ~crc;

    if (!ready)
        prepare();
    while (count >= 4) {
        c ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
        c = table[3][c & 0xFF] ^ table[2][c >> 8 & 0xFF] ^ table[1][c >> 16 & 0xFF] ^ table[0][c >> 24];
        p += 4;
        count -= 4;
    }
    while (count-- > 0)
        c = (c >> 8) ^ table[0][(c ^ *p++) & 0xFF];
    return ~c;
}
