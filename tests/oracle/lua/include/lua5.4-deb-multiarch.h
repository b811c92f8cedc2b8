/* SPDX-License-Identifier: MIT */
/* Debian's build makes this header; Lua's luaconf.h wants it. The value only names a search path. */
#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"
