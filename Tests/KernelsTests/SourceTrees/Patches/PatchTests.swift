// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Vocabulary

@testable import SourceTrees

@Suite struct PatchTests {
    private func patch(_ text: String) throws -> Patch {
        try Patch(path: "series/one.patch", bytes: Data(text.utf8))
    }
    private func touched(_ text: String) throws -> [String] { try patch(text).touched }

    private static let everything = """
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
        new file mode 100755
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
        diff --git a/copied b/copy
        similarity index 90%
        copy from copied
        copy to copy
        diff --git a/run.sh b/run.sh
        old mode 100644
        new mode 100755
        diff --git a/empty b/empty
        new file mode 100644
        --\u{20}
        2.40
        """

    @Test func everyKindOfChange() throws {
        let patch = try patch(Self.everything)
        #expect(
            patch.touched == [
                "kernel/a.c", "new.h", "gone.h", "from.c", "to.c", "copied", "copy", "run.sh", "empty",
            ])
        #expect(
            patch.changes.map(\.action) == [
                .modify, .create, .delete, .rename(from: "from.c"), .copy(from: "copied"), .modify, .create,
            ])
        #expect(patch.changes.map(\.isExecutable) == [nil, true, nil, nil, nil, true, false])
    }

    @Test func removedLineThatLooksLikeAHeader() throws {
        #expect(try touched("--- a/f\n+++ b/f\n@@ -1,2 +1,1 @@\n--- a/other\n same\n") == ["f"])
    }

    @Test func plainDiffsOfWholeTrees() throws {
        let text = """
            diff -ruN linux.orig/a.c linux/a.c
            --- linux.orig/a.c\t2024-01-01 10:00:00.000000000 +0100
            +++ linux/a.c\t2024-01-02 10:00:00.000000000 +0100
            @@ -1 +1 @@
            -a
            +b
            --- linux.orig/new.c\t1970-01-01 01:00:00.000000000 +0100
            +++ linux/new.c\t2024-01-02 10:00:00.000000000 +0100
            @@ -0,0 +1 @@
            +new
            --- linux.orig/gone.c\t2024-01-01 10:00:00.000000000 +0100
            +++ linux/gone.c\t1969-12-31 19:00:00.000000000 -0500
            @@ -1 +0,0 @@
            -gone
            --- linux/b.c.orig
            +++ linux/b.c
            @@ -1 +1 @@
            -a
            +b
            """
        let changes = try patch(text).changes
        #expect(changes.map(\.path) == ["a.c", "new.c", "gone.c", "b.c"])
        #expect(changes.map(\.action) == [.modify, .create, .delete, .modify])
    }

    @Test func namesInQuotes() throws {
        let text = """
            diff --git "a/caf\\303\\251.c" "b/caf\\303\\251.c"
            --- "a/caf\\303\\251.c"
            +++ "b/caf\\303\\251.c"
            @@ -1 +1 @@
            -a
            +b
            """
        #expect(try touched(text) == ["caf\u{E9}.c"])
    }

    @Test(arguments: [
        ("nothing in it", "hello\n", "no change"),
        ("outside", "--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", "not one in the tree"),
        ("absolute", "--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", "not one in the tree"),
        ("doubly absolute", "--- a//etc/passwd\n+++ b//etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", "not one in the tree"),
        ("git's own", "--- a/.git/hooks/x\n+++ b/.git/hooks/x\n@@ -1 +1 @@\n-a\n+b\n", "not one in the tree"),
        ("git's in capitals", "--- a/d/.GIT/x\n+++ b/d/.GIT/x\n@@ -1 +1 @@\n-a\n+b\n", "not one in the tree"),
        ("a quoted escape", "--- \"a/\\056\\056/x\"\n+++ \"b/../x\"\n@@ -1 +1 @@\n-a\n+b\n", "not one in the tree"),
        ("a line break", "--- \"a/x\\ny\"\n+++ \"b/x\\ny\"\n@@ -1 +1 @@\n-a\n+b\n", "not one in the tree"),
        ("cut short", "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n same\n", "ends within a hunk"),
        ("too many lines", "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n-a\n-b\n", "does not fit its lines"),
        ("too few lines", "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\nhello\n", "fewer lines"),
        ("huge", "--- a/f\n+++ b/f\n@@ -1 +1,99999999999999999999 @@\n-a\n", "cannot be read"),
        ("binary", "diff --git a/f.bin b/f.bin\nindex 1..2\nGIT binary patch\nliteral 1\n", "f.bin: changes of binary"),
        ("binary by diff", "Binary files a/f and b/f differ\n", "binary"),
        (
            "link", "diff --git a/f b/f\nnew file mode 120000\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+x\n",
            "symbolic links cannot be changed: f"
        ),
        (
            "change of a link", "diff --git a/f b/f\nindex 1..2 120000\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+y\n",
            "symbolic"
        ),
        ("submodule", "diff --git a/f b/f\nnew file mode 160000\n", "submodules"),
        ("device", "diff --git a/f b/f\nnew file mode 020666\n", "no mode"),
        ("rename outside", "diff --git a/f b/g\nrename from f\nrename to ../g\n", "not one in the tree"),
        ("another name", "diff --git a/f b/f\n--- a/f\n+++ b/g\n@@ -1 +1 @@\n-a\n+b\n", "another name"),
        ("no header", "@@ -1 +1 @@\n-a\n+b\n", "belongs to no file"),
        ("header only", "diff --git a/f b/f\nindex 1..2 100644\n", "no change follows"),
        ("merge", "diff --cc f\nindex 1,2..3\n", "merge"),
    ])
    func refused(_ why: String, _ text: String, _ message: String) {
        let error = #expect(throws: SourceTreeError.self, "\(why)") { try touched(text) }
        #expect(error?.kind == .badPatch && error?.blame == .user)
        #expect(error?.what.contains(message) == true, "\(why): \(error?.what ?? "")")
    }

    @Test func aFaultIsFoundAtItsLine() {
        let error = #expect(throws: SourceTreeError.self) {
            try touched("text\n--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n-a\n-b\n")
        }
        #expect(error?.location == "series/one.patch:6")
    }

    /// What decides the files is in the key; what is said about it is not.
    @Test func whatDecidesTheFilesIsTheSameWhateverIsSaid() throws {
        let one = try patch("Subject: a\n\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@ int main\n same\n-a\n+b\n")
        let other = try patch(
            "diff --git a/f b/f\nindex 1..2 100644\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n same\n-a\n+b\n-- \n2.40\n")
        #expect(one.bytes == other.bytes)
        let lines = ["+c", "+b\n\\ No newline at end of file"]
        for line in lines {
            #expect(try patch("--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n same\n-a\n\(line)\n").bytes != one.bytes)
        }
        #expect(try patch("--- a/g\n+++ b/g\n@@ -1,2 +1,2 @@\n same\n-a\n+b\n").bytes != one.bytes)
        #expect(try patch("--- a/f\n+++ b/f\n@@ -2,2 +2,2 @@\n same\n-a\n+b\n").bytes != one.bytes)
    }
}
