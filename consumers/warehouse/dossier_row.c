/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_row.c - the values of the columns, in the order of the lists in SQL.
 *
 * Rule: what a dossier is to the warehouse is written here alone, for the loader, for `hentra verify` and
 * for its repair.
 * So: a new column is one line here, and one name in each query that lists the columns: load_dossier_copy,
 * load_dossier_insert, load_dossier_replace, load_dossier_update, dossier_change_copy, dossier_stream and
 * repair_dossier.
 */
#include "consumers/warehouse/dossier_row.h"

#include "consumers/dossier/history_bytes.h"

static void add_history(struct bytes *out, const struct history *h)
{
        const size_t at = out->len;
        bytes_be32(out, 0);
        const size_t len = history_pack(h, out);
        write_be32(out->at + at, (uint32_t)len);
}

void dossier_row_copy(struct bytes *out, int columns, struct text dossier_id, const struct history *h,
                      const struct timeline *t, const struct zone *zone)
{
        pg_row_begin(out, columns);
        pg_row_text(out, dossier_id);
        add_history(out, h);
        pg_row_int4(out, (int32_t)t->marks);
        pg_row_int2(out, (int16_t)t->status);
        pg_row_int2(out, (int16_t)t->case_kind);
        pg_row_int2(out, (int16_t)t->channel);
        pg_row_int2(out, (int16_t)t->service);
        pg_row_int4(out, (int32_t)t->agency);
        pg_row_int4(out, (int32_t)t->procedure);
        pg_row_instant(out, t->first_observed_at);
        pg_row_instant(out, t->last_at);
        pg_row_instant(out, t->submitted_at);
        pg_row_instant(out, t->received_at);
        pg_row_instant(out, t->due_at);
        pg_row_instant(out, t->first_due_at);
        pg_row_instant(out, t->ended_by ? t->ended_at : t->ended_before ? t->ended_before_at : NO_TIME);
        if (t->ended_by || t->ended_before)
                pg_row_int2(out, (int16_t)(t->ended_by ? t->ended_by : t->ended_before));
        else
                pg_row_null(out);
        pg_row_instant(out, t->returned_at);
        pg_row_instant(out, t->paused_since);
        pg_row_int2(out, (int16_t)class_by_day(t, zone));
        pg_row_int2(out, (int16_t)class_by_instant(t, zone));
        pg_row_instant(out, t->last_seen_open);
        pg_row_instant(out, t->end_first_seen);
}
