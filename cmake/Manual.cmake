# SPDX-License-Identifier: MIT
# Manual pages, which are in the source tree as man(1) reads them: scripts/manual makes them.
file(GLOB MANUAL_PAGES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/man/man1/*.1)
install(FILES ${MANUAL_PAGES} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT command)
