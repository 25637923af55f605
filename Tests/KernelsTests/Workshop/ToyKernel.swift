// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The smallest tree that our side of Kbuild takes for a kernel's: it configures itself by its Kconfig, compiles one
/// file, and installs no module. A kernel of it takes half a second and boots nowhere.
enum ToyKernel {
    /// Its files by path.
    static var files: [String: String] {
        [
            "Makefile": makefile, "scripts/README": "none\n", "arch/x86/Kconfig": kconfig,
            "Kconfig": "source \"arch/x86/Kconfig\"\n", "kernel/main.c": "int answer(void)\n{\n\treturn 1;\n}\n",
            "kernel/other.c": "int other;\n",
        ]
    }

    /// Writes it below a scratch directory.
    static func write(_ scratch: Scratch, to directory: String) throws {
        for (name, text) in files { try scratch.write(text, to: "\(directory)/\(name)") }
    }

    private static let kconfig = """
        config BUILD_SALT
        \tstring "Salt"
        config HZ
        \tint "Ticks"
        \trange 100 1000
        config MODULES
        \tbool "Modules"
        config LOWLEVEL
        \tbool "Low-level drivers"
        config DEBUG
        \tbool "Debug"
        \tdepends on LOWLEVEL
        \tselect HELPER
        config HELPER
        \tbool

        """

    /// `conf` keeps of a configuration what Kconfig has, the last line of each symbol, and what its dependencies allow.
    private static let makefile = """
        CONF := $(or $(KCONFIG_CONFIG),$(O)/.config)
        define conf
        @awk 'FNR == NR { if ($$1 == "config") known[$$2] = 1; next } \\
            /^CONFIG_/ { split($$0, a, "="); s = substr(a[1], 8); if (s in known) v[s] = substr($$0, index($$0, "=") + 1) } \\
            /^# CONFIG_/ { s = substr($$2, 8); if (s in known) v[s] = "n" } \\
            END { if (v["LOWLEVEL"] != "y") v["DEBUG"] = "n"; if (v["DEBUG"] == "y") v["HELPER"] = "y"; \\
                if (v["HZ"] == "") v["HZ"] = 100; \\
                for (s in v) if (v[s] == "") continue; else if (v[s] == "n") print "# CONFIG_" s " is not set"; else print "CONFIG_" s "=" v[s] }' \\
            $(CURDIR)/arch/x86/Kconfig $(1) | sort > $(CONF).tmp
        @mv $(CONF).tmp $(CONF)
        endef

        allnoconfig:
        \t$(call conf,$(KCONFIG_ALLCONFIG))
        defconfig:
        \t@printf 'CONFIG_MODULES=y\\nCONFIG_HZ=250\\n' > $(CONF).base
        \t$(call conf,$(CONF).base)
        olddefconfig:
        \t$(call conf,$(CONF))

        .PHONY: allnoconfig defconfig olddefconfig bzImage modules modules_install
        bzImage: $(O)/vmlinux
        \t@mkdir -p $(O)/arch/x86/boot $(O)/include/config
        \t@cp $(O)/vmlinux $(O)/arch/x86/boot/bzImage
        \t@echo 6.1.0-toy > $(O)/include/config/kernel.release
        \t@touch $(O)/System.map $(O)/modules.order $(O)/modules.builtin $(O)/modules.builtin.modinfo $(O)/Module.symvers
        $(O)/vmlinux: $(O)/kernel/main.o $(O)/kernel/other.o $(O)/.config
        \t@echo "  LD      vmlinux"
        \t@$(or $(LD),ld) -shared --build-id=sha1 -o $@ $(O)/kernel/main.o $(O)/kernel/other.o
        $(O)/kernel/%.o: $(CURDIR)/kernel/%.c
        \t@mkdir -p $(O)/kernel
        \t@echo "  CC      kernel/$*.o"
        \t@$(or $(CC),gcc) -fPIC -c -o $@ $<
        modules:
        modules_install:
        \t@mkdir -p $(INSTALL_MOD_PATH)/lib/modules/6.1.0-toy
        \t@touch $(INSTALL_MOD_PATH)/lib/modules/6.1.0-toy/modules.dep $(INSTALL_MOD_PATH)/lib/modules/6.1.0-toy/modules.order
        \t@printf 'kernel/%s.ko\\n' virtio_pci virtio_blk virtio_console ext4 \\
        \t    > $(INSTALL_MOD_PATH)/lib/modules/6.1.0-toy/modules.builtin

        """
}
