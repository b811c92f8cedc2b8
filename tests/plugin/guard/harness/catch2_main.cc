/* SPDX-License-Identifier: MIT */
/* catch2_main.cc - Catch2's own code, which takes long to compile. */
#define CATCH_CONFIG_RUNNER
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include "work.h"
#include <catch2/catch.hpp>

int main(int argc, char **argv)
{
    int result = Catch::Session().run(argc, argv);
    work_print();
    return result;
}
