/* SPDX-License-Identifier: Apache-2.0
 *
 * kept.h - texts of a file, each kept once.
 */
#ifndef HENTRA_REPORT_AUDIT_KEPT_H
#define HENTRA_REPORT_AUDIT_KEPT_H

#include "core/base/text.h"
#include <stddef.h>
#include <stdint.h>

enum { KEPT_MOST = 16 << 20 }; /* bytes of all texts together */

struct kept {        /* zero is empty */
        char **text; /* owned */
        size_t n, capacity, bytes;
        uint32_t *slot; /* number of a text, from 1; 0: free */
        size_t slots;
};

/* The text as it is kept; the same one for the same bytes. NULL: there is no room for another one. */
const char *kept_add(struct kept *k, struct text t);
void kept_free(struct kept *k);

#endif
