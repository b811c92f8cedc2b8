/* SPDX-License-Identifier: MIT */
extern "C" int part_square(int number)
{
    return number * number;
}
