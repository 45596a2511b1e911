/* SPDX-License-Identifier: Apache-2.0
 *
 * personal.h - names of columns that hold personal data. A mapping that reads one is refused.
 *
 * Names are compared by their letters and digits alone, without case and without Vietnamese marks: "Họ_Tên",
 * "HO TEN" and "hoten" are the same.
 */
#ifndef HENTRA_FORMAT_PERSONAL_H
#define HENTRA_FORMAT_PERSONAL_H

#include <stdbool.h>

bool personal_column(const char *name);
bool personal_same(const char *a, const char *b);

#endif
