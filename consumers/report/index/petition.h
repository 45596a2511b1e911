/* SPDX-License-Identifier: Apache-2.0
 *
 * petition.h - what dossiers and petitions were raised by petitions: a set of codes.
 */
#ifndef HENTRA_REPORT_INDEX_PETITION_H
#define HENTRA_REPORT_INDEX_PETITION_H

#include "core/base/bytes.h"
#include "core/base/text.h"
#include <stdbool.h>

/* Zero is empty. First all codes are added, then it is sorted, then it is asked. */
struct raised {
        struct bytes text; /* the codes one behind another */
        size_t *at;        /* where each begins; at[n] is the end */
        size_t n, room;
        struct text *code; /* sorted, each once */
        size_t codes;
};
void raised_add(struct raised *r, struct text code);
void raised_sort(struct raised *r);
bool raised_has(const struct raised *r, struct text code);
void raised_free(struct raised *r);

#endif
