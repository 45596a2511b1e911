/* SPDX-License-Identifier: Apache-2.0
 *
 * ini.h - files of sections and `key = value` lines, over inih: the configuration, mappings and profiles.
 *
 * A line is a [section], a pair, a comment (first character # or ;) or empty. Spaces around keys and values
 * are dropped; everything behind the first = (or :) is the value, semicolons and hashes too. Indentation
 * means nothing and a value never continues on the next line. A key or section may come again: what that
 * means is the visitor's to say. The text must be UTF-8 without NUL.
 */
#ifndef HENTRA_LIB_INI_H
#define HENTRA_LIB_INI_H

#include "core/base/err.h"
#include "core/base/text.h"

struct ini_pair { /* lives until the visit returns */
        const char *file;
        int line;            /* from 1 */
        const char *section; /* "" before the first one */
        const char *key, *value;
};
enum { INI_LINE_MOST = 16384, INI_SECTION_MOST = 48 }; /* bytes; longer is USAGE */

typedef enum fault ini_visit(void *context, const struct ini_pair *pair, struct err *e);

/* Calls `visit` for every pair in order; a fault of it ends the reading and is returned as it is (ini_fail()
 * says where). USAGE names file and line of what cannot be read; no such file is USAGE too. */
MUST enum fault ini_read_file(const char *path, ini_visit *visit, void *context, struct err *e);
/* The same from memory; `name` stands for the file in errors. */
MUST enum fault ini_read_text(const char *name, struct text text, ini_visit *visit, void *context,
                              struct err *e);

/* USAGE with "file:line: " before the text, for visitors. */
enum fault ini_fail(struct err *e, const struct ini_pair *pair, const char *fmt, ...) PRINTF(3, 4);

#endif
