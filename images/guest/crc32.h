// SPDX-License-Identifier: Apache-2.0
#ifndef BOOTMATRIX_CRC32_H
#define BOOTMATRIX_CRC32_H

#include <stddef.h>
#include <stdint.h>

// The CRC-32 of IEEE 802.3 as zlib computes it. Start with 0 and pass the result on to continue.
uint32_t crc32_update(uint32_t crc, const void *bytes, size_t count);

#endif
