/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue.c - a catalogue of one kind (first byte), up to the rows that the server would
 * get: they are whole, and nothing in them is longer than what stands in the file.
 */
#include "consumers/catalogue/import.h"
#include "tests/fuzz/fuzz.h"

/* The reader's buffers of 1 MiB and 256 KiB, and its places for 1,024 fields. */
const struct fuzz_bound fuzz_bound = {3 << 20, 64};

static size_t input, rows;

enum fault __wrap_pg_script(struct pg *pg, const char *sql, struct err *e);
enum fault __wrap_pg_run(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                         struct pg_result **result, struct err *e);
enum fault __wrap_pg_copy_in(struct pg *pg, const char *sql, const struct bytes *copy, int64_t *copied,
                             struct err *e);

enum fault __wrap_pg_script(struct pg *pg, const char *sql, struct err *e)
{
        (void)pg;
        (void)sql;
        (void)e;
        return OK;
}

enum fault __wrap_pg_run(struct pg *pg, const char *sql, const struct pg_param *params, int n,
                         struct pg_result **result, struct err *e)
{
        (void)pg;
        (void)params;
        (void)n;
        if (strstr(sql, "pg_advisory_xact_lock")) {
                if (result)
                        *result = NULL;
                return OK;
        }
        return fail(e, FATAL, "no server");
}

enum fault __wrap_pg_copy_in(struct pg *pg, const char *sql, const struct bytes *copy, int64_t *copied,
                             struct err *e)
{
        (void)pg;
        (void)sql;
        (void)e;
        size_t at = 0;
        for (rows = 0; at < copy->len; rows++) {
                HOLDS(copy->len - at >= 2);
                int columns = read_be16(copy->at + at);
                HOLDS(columns == 10 || columns == 14 || columns == 7 || columns == 4);
                at += 2;
                for (int i = 0; i < columns; i++) {
                        HOLDS(copy->len - at >= 4);
                        uint32_t len = read_be32(copy->at + at);
                        at += 4;
                        HOLDS(len == UINT32_MAX || (len <= copy->len - at && (len <= input || len <= 4)));
                        at += len == UINT32_MAX ? 0 : len;
                }
        }
        *copied = (int64_t)rows;
        return OK;
}

void fuzz_open(void)
{
}

void fuzz_one(const uint8_t *data, size_t size)
{
        if (size < 1)
                return;
        struct err e;
        const char *path;
        struct catalogue_outcome outcome;
        input = size;
        rows = SIZE_MAX;
        fuzz_file(0, (struct text){(const char *)data + 1, size - 1}, &path);
        const struct catalogue_wish wish = {
                .which = (enum catalogue)(data[0] % CATALOGUE_COUNT), .path = path, .dry_run = true};
        enum fault fault = fuzz_said(catalogue_import(NULL, &wish, &outcome, &e), &e);
        HOLDS(fault == USAGE || fault == FATAL);
        HOLDS(fault == FATAL ? rows == (size_t)outcome.rows : rows == SIZE_MAX);
}
