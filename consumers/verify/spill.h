/* SPDX-License-Identifier: Apache-2.0
 *
 * spill.h - bytes that are written once and read again in pieces: in memory while they are few, else in a
 * file.
 *
 * The file lies in TMPDIR, or without it in /var/tmp, which unlike /tmp is never memory. It has no name: it
 * is gone with the process, however that ends.
 */
#ifndef HENTRA_VERIFY_SPILL_H
#define HENTRA_VERIFY_SPILL_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spill {               /* zero, but for `most`, is ready */
        size_t most;         /* bytes that stay in memory */
        struct bytes latest; /* behind what is in the file */
        int64_t filed;
        bool open;
        int file;
};
/* FATAL: the directory cannot be written to, or is full; says which one, and what to do. */
MUST enum fault spill_add(struct spill *s, const void *at, size_t len, struct err *e);
int64_t spill_end(const struct spill *s); /* where the next byte will be */
MUST enum fault spill_read(const struct spill *s, int64_t from, void *out, size_t len, struct err *e);
void spill_free(struct spill *s);

#endif
