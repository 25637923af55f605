// SPDX-License-Identifier: Apache-2.0

import Host

extension Directories {
    /// Where every kernel is kept by its key, built or come ready.
    var kernels: Shelf { Shelf(cache + "/kernels") }
}
