/* SPDX-License-Identifier: Apache-2.0
 *
 * rows.h - an export read by a mapping, as the spool does it, with all that must hold of its events.
 */
#ifndef HENTRA_TESTS_FUZZ_ROWS_H
#define HENTRA_TESTS_FUZZ_ROWS_H

#include "producers/format/mapping.h"

void rows_open(void); /* once */
void rows_read(const struct mapping *mapping, struct text export);

#endif
