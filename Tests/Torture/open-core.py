# SPDX-License-Identifier: Apache-2.0
"""Opens a guest's memory with drgn and reads from it what cannot be read by chance.

usage: open-core.py CORE RELEASE BUILD-ID

No debug information is needed: the kernel's note VMCOREINFO says where its page tables and its table of names are.
"""

import sys

import drgn
from drgn.helpers.linux.kallsyms import load_vmlinux_kallsyms


def main(path, release, build_id):
    prog = drgn.Program()
    prog.set_core_dump(path)
    assert prog.flags & drgn.ProgramFlags.IS_LINUX_KERNEL, "drgn takes it for no kernel"
    text = prog["VMCOREINFO"].string_().decode()
    facts = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert facts["OSRELEASE"] == release, facts["OSRELEASE"]
    assert facts["BUILD-ID"] == build_id, facts["BUILD-ID"]

    # Through the guest's page tables: struct new_utsname has fields of 65 bytes, the release is the third.
    names = int(facts["SYMBOL(init_uts_ns)"], 16) + int(facts["OFFSET(uts_namespace.name)"])
    found = prog.read(names + 2 * 65, 65).split(b"\0")[0].decode()
    assert found == release, found

    # The table of names in the guest's memory, against what the note says of the same.
    prog.register_symbol_finder("kallsyms", load_vmlinux_kallsyms(prog), enable_index=0)
    start = int(facts["SYMBOL(_stext)"], 16)
    assert prog.symbol("_stext").address == start, prog.symbol("_stext")
    panic = prog.symbol("panic")
    assert panic.address > start and prog.symbol(panic.address + 1).name == "panic", panic
    print(f"drgn {drgn.__version__}: {path}: Linux {found}, panic() at {panic.address:#x}")


main(*sys.argv[1:])
