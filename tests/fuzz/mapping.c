/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping.c - a mapping file, and behind a NUL an export that it is to read.
 */
#include "producers/format/mapping.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/rows.h"

const struct fuzz_bound fuzz_bound = {1 << 20, 256}; /* "a|" is two bytes, and an entry of a value map 40 */

void fuzz_open(void)
{
        rows_open();
}

void fuzz_one(const uint8_t *data, size_t size)
{
        struct text text = fuzz_part(&data, &size);
        struct mapping *m;
        struct err e;
        const char *path;
        fuzz_file(0, text, &path);
        enum fault fault = fuzz_said(mapping_open(&m, path, &e), &e);
        HOLDS(fault == OK ? m != NULL : fault == USAGE && !m);
        if (fault == OK)
                rows_read(m, (struct text){(const char *)data, size});
        mapping_close(m);
}
