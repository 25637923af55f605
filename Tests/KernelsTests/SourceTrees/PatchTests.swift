// SPDX-License-Identifier: Apache-2.0

import Foundation
import SourceTrees
import Testing
import Vocabulary

@Suite struct PatchTests {
    private func touched(_ text: String) throws -> [String] {
        try Patch(path: "series/one.patch", bytes: Data(text.utf8)).touched
    }

    @Test func pathsOfEveryKindOfChange() throws {
        let text = """
            Subject: three files

            --- not a header, part of the message
            ---
             a.c | 2 +-
            diff --git a/kernel/a.c b/kernel/a.c
            index 1..2 100644
            --- a/kernel/a.c
            +++ b/kernel/a.c
            @@ -1,2 +1,2 @@ int x;
             same
            -old
            +new
            diff --git a/new.h b/new.h
            new file mode 100644
            --- /dev/null
            +++ b/new.h
            @@ -0,0 +1 @@
            +one
            diff --git a/gone.h b/gone.h
            deleted file mode 100644
            --- a/gone.h
            +++ /dev/null
            @@ -1 +0,0 @@
            -one
            diff --git a/from.c b/to.c
            similarity index 100%
            rename from from.c
            rename to to.c
            diff --git a/empty b/empty
            new file mode 100644
            --\u{20}
            2.40
            """
        #expect(try touched(text) == ["kernel/a.c", "new.h", "gone.h", "from.c", "to.c", "empty"])
    }

    @Test func removedLineThatLooksLikeAHeader() throws {
        let text = "--- a/f\n+++ b/f\n@@ -1,2 +1,1 @@\n--- a/other\n same\n"
        #expect(try touched(text) == ["f"])
    }

    @Test(arguments: [
        ("nothing in it", "hello\n"),
        ("outside", "--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b\n"),
        ("absolute", "--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-a\n+b\n"),
        ("cut short", "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n same\n"),
        ("too many lines", "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n-a\n-b\n"),
        ("binary", "diff --git a/f b/f\nGIT binary patch\n"),
        ("link", "diff --git a/f b/f\nnew file mode 120000\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+x\n"),
        ("rename outside", "diff --git a/f b/g\nrename from f\nrename to ../g\n"),
        ("no header", "@@ -1 +1 @@\n-a\n+b\n"),
    ])
    func refused(_ why: String, _ text: String) {
        #expect(throws: SourceTreeError.self, "\(why)") { try touched(text) }
    }

    @Test func missingFileIsTheUsers() {
        let error = #expect(throws: SourceTreeError.self) { try Patch(file: "/nonexistent/x.patch") }
        #expect(error?.blame == .user)
    }
}
