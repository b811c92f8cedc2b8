/* SPDX-License-Identifier: MIT */
/* celero_loop.cc - the loop of celero.h, in a unit of its own. */
#include "celero.h"

celero::TestFixture::TestFixture()
{
}
celero::TestFixture::~TestFixture()
{
}
void celero::TestFixture::UserBenchmark()
{
}

void celero::TestFixture::run(int iterations)
{
    while (iterations--)
        this->UserBenchmark();
}
