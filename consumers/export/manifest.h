/* SPDX-License-Identifier: Apache-2.0
 *
 * manifest.h - what an export holds, and where the next one begins, as one JSON object:
 *
 *   {"hentra_export": 1, "number": 2, "kind": "changes", "made_at": "…", "format": "avro",
 *    "warehouse": "…", "zone": "Asia/Ho_Chi_Minh", "rule_version": 5, "horizon": 4711, "members": 634,
 *    "files": [{"name": "dossiers.avro", "holds": "dossiers", "rows": 12, "bytes": 3456, "sha256": "…"}, …],
 *    "half_months": [{"half_month": "2022-01-01", "replaced": true, "days": 120, "procedures": 300}, …]}
 */
#ifndef HENTRA_EXPORT_MANIFEST_H
#define HENTRA_EXPORT_MANIFEST_H

#include "consumers/export/folder.h"
#include "consumers/export/sink.h"
#include "core/base/err.h"
#include "core/base/text.h"

struct half_month {
        int32_t day;              /* days since 1970 */
        bool replaced;            /* this export has all of its rows */
        int64_t days, procedures; /* rows in the warehouse, of all shards */
};

enum { MANIFEST_FILES_MOST = 8, IDENTITY_MOST = 96 };

struct manifest {
        int64_t number, horizon, members; /* rows of catalogues in the warehouse */
        bool full; /* it holds everything, and takes the place of all that was exported before */
        char identity[IDENTITY_MOST];
        struct half_month *half_months; /* owned, in order of day */
        size_t half_month_n;

        /* not read: */
        enum export_format format;
        const char *zone;
        int64_t rule_version;
        struct {
                const char *holds;
                int64_t rows;
                struct folder_file file;
        } files[MANIFEST_FILES_MOST];
        size_t file_n;
};

/* POISON: it is no manifest of this program. */
MUST enum fault manifest_read(struct manifest *m, struct text json, struct err *e);
void manifest_write(const struct manifest *m, FILE *out);
const struct half_month *manifest_half_month(const struct manifest *m, int32_t day); /* NULL: none */
void manifest_free(struct manifest *m);                                              /* zero is fine */

#endif
