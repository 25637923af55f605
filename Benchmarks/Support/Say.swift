// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Prints a line of progress with the time, at once: standard output may be a file that somebody watches.
func say(_ text: String) {
    let time = Date().formatted(
        .dateTime.hour(.twoDigits(amPM: .omitted)).minute(.twoDigits).second(.twoDigits).locale(Locale(identifier: "C"))
    )
    FileHandle.standardOutput.write(Data("\(time)  \(text)\n".utf8))
}
