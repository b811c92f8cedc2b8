/* SPDX-License-Identifier: MIT */
/* catch2_main.cc - Catch2's own code, which takes long to compile in version 2. */
#define CATCH_CONFIG_RUNNER
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include "work.h"
#if __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
#endif

int main(int argc, char **argv)
{
    int result = Catch::Session().run(argc, argv);
    work_print();
    return result;
}
