/* SPDX-License-Identifier: MIT */
/* The front end makes no function of this, and tells the plugin so. */
UNKNOWN static void f(void)
{
}
