// SPDX-License-Identifier: Apache-2.0

extension Recogniser {
    /// Memory that is lost or used up (mm/kmemleak.c, mm/oom_kill.c). A kill inside a memory cgroup keeps a limit that a
    /// user has set; it is no report.
    static let resources: [Recogniser] = [
        Recogniser("BUG: memory leak", .memoryLeak, .caller("memory leak")),
        Recogniser("unreferenced object 0x", .memoryLeak, .caller("memory leak")),
        Recogniser("kmemleak: ", .memoryLeak, .message, needs: [" new suspected memory leak"]),
        Recogniser("Out of memory: Kill", .outOfMemory, .fixed("Out of memory: a process was killed")),
        Recogniser("Out of Memory: Kill", .outOfMemory, .fixed("Out of memory: a process was killed")),
        Recogniser(
            "Out of memory (oom_kill_allocating_task): Kill", .outOfMemory,
            .fixed("Out of memory: a process was killed")),
    ]
}
