# SPDX-License-Identifier: Apache-2.0
"""Opens a guest's memory with drgn and reads from it what cannot be read by chance.

usage: open-core.py CORE RELEASE BUILD-ID SYSTEM-MAP

No debug information is needed: the kernel's note VMCOREINFO says where its page tables and its table of names are.
"""

import sys

import drgn
from drgn.helpers.linux.kallsyms import load_vmlinux_kallsyms


def main(path, release, build_id, system_map):
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

    # The table of names in the guest's memory, against the one that the build left.
    prog.register_symbol_finder("kallsyms", load_vmlinux_kallsyms(prog), enable_index=0)
    offset = int(facts["KERNELOFFSET"], 16)
    with open(system_map, encoding="ascii") as lines:
        built = {name: int(address, 16) for address, _, name in (line.split() for line in lines)}
    for name in ("panic", "do_init_module", "vfs_read"):
        address = prog.symbol(name).address
        assert address == built[name] + offset, f"{name}: {address:x}, built {built[name]:x}"
        assert prog.symbol(address + 1).name == name
    print(f"drgn {drgn.__version__}: {path}: Linux {found}, panic() at {prog.symbol('panic').address:#x}")


main(*sys.argv[1:])
