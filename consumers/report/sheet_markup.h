/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_markup.h - pieces of an HTML page for print. It asks for nothing from outside: no font, no script, no
 * image; what comes from the warehouse is escaped.
 */
#ifndef HENTRA_REPORT_SHEET_MARKUP_H
#define HENTRA_REPORT_SHEET_MARKUP_H

#include "consumers/report/sheet_parts.h"

void markup_begin(const struct printing *p, bool landscape);
void markup_end(const struct printing *p);
/* Text with & < > " ' escaped, and control characters left out. */
void markup_text(FILE *out, struct text t);
/* <td class="CLASS">TEXT</td> */
void markup_cell(FILE *out, const char *class, struct text text);
void markup_paragraph(FILE *out, const char *class, const char *text);

#endif
