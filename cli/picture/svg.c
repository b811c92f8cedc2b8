/* SPDX-License-Identifier: MIT */
/* svg.c - the start of a picture. */
#include "picture/svg.h"

void ci_svg_begin(FILE *out, unsigned width, unsigned height, const char *label)
{
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" width=\"%u\" "
            "height=\"%u\" role=\"img\" aria-label=\"%s\">\n",
            width, height, width, height, label);
    fputs("<style>\n"
          "svg{background:#fcfcfa;color:#1d1c1a}text{font:11.5px ui-monospace,Menlo,Consolas,"
          "\"DejaVu Sans Mono\",monospace;fill:currentColor;pointer-events:none}\n"
          ".h{font:600 15px system-ui,\"DejaVu Sans\",sans-serif}"
          ".d{font:12px system-ui,\"DejaVu Sans\",sans-serif;opacity:.7}\n"
          "@media(prefers-color-scheme:dark){svg{background:#161615;color:#f3f1ec}}\n"
          "</style>\n",
          out);
}
