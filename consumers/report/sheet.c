/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet.c - a report in the format that was asked for.
 */
#include "consumers/report/sheet.h"

void sheet_print(const struct sheet *s, enum sheet_format format, FILE *out)
{
        if (format == FORMAT_TEXT)
                sheet_print_text(s, out);
        else
                sheet_print_records(s, format, out);
}
