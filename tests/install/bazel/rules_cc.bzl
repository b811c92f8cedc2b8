# SPDX-License-Identifier: MIT
"""Bazel 4's own rules by the names of rules_cc, which it would take from the network."""
cc_binary = native.cc_binary
cc_import = native.cc_import
cc_library = native.cc_library
cc_proto_library = native.cc_proto_library
cc_test = native.cc_test
cc_toolchain = native.cc_toolchain
cc_toolchain_suite = native.cc_toolchain_suite
cc_flags_supplier = None
compiler_flag = None
