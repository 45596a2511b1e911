/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_list.h - the rows of a list as text, one by one.
 */
#ifndef HENTRA_REPORT_SHEET_LIST_H
#define HENTRA_REPORT_SHEET_LIST_H

#include "consumers/report/sheet_parts.h"

void list_begin(struct printing *p); /* the titles */
void list_row(struct printing *p, const struct answer_row *row);
void list_end(struct printing *p); /* how many there were */
/* The width of a column, in characters; in spreadsheets too. */
int list_width(const struct form_column *c, enum language language);

#endif
