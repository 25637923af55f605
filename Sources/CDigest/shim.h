/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* libcrypto, which a kernel build needs as well: a package of our own would be built from source at every set-up. */
#include <openssl/evp.h>
