/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.h - lines of a file, one at a time, in constant memory.
 *
 * Lines end with LF or CR LF, the last one perhaps with the file; lines of nothing but white space are passed
 * over; a byte-order mark at the start of the file is no part of the first line. The encoding is the
 * caller's to check.
 */
#ifndef HENTRA_LIB_LINES_H
#define HENTRA_LIB_LINES_H

#include "core/base/err.h"
#include "core/base/text.h"
#include <stddef.h>
#include <stdint.h>

struct lines_options { /* zero: the defaults */
        size_t most;   /* bytes of a line without its end: 1 MiB */
        size_t block;  /* bytes to read at once: 256 KiB */
};

struct line {
        struct text text; /* without its end; lives until the next read. `at` NULL: the end of the file */
        uint64_t number;  /* from 1 */
};

struct lines;

/* Reads `fd` from byte `offset`, the start of line `number` (0 and 1: the whole file; else a place that
 * lines_place() gave for the same bytes). The descriptor remains the caller's. */
MUST enum fault lines_new(struct lines **l, int fd, uint64_t offset, uint64_t number,
                          const struct lines_options *options, struct err *e);
void lines_free(struct lines *l); /* NULL is fine */

/* POISON: this line, line->number, is too long; go on with the next call. FATAL: the file cannot be read. */
MUST enum fault lines_read(struct lines *l, struct line *line, struct err *e);

/* The place of the next line: the whole state of the reader. */
void lines_place(const struct lines *l, uint64_t *offset, uint64_t *number);

#endif
