// SPDX-License-Identifier: Apache-2.0

import Vocabulary

extension LogLine {
    /// The line as it came, made printable.
    var shown: String { SafeText.line(raw.last == 0x0D ? raw.dropLast() : raw) }
}
