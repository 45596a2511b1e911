/* SPDX-License-Identifier: Apache-2.0
 *
 * take.c - looks what has changed, writes a file for each kind of rows, waits for the disk of the server.
 */
#include "consumers/export/take.h"

#include "consumers/export/folder.h"
#include "consumers/export/manifest.h"
#include "core/lib/log.h"
#include "core/program/progress.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum param { NOTHING, HORIZON, HALF_MONTHS };

/* The files of an export; `about` is the view whose comments are the docs of the columns; NULL: none. */
static const struct kind {
        const char *name, *sql, *about;
        enum param param;
} kinds[] = {
        {"dossiers", SQL_export_dossiers, "dossier_detail", HORIZON},
        {"flow_days", SQL_export_flow_days, "flow_day_export", HALF_MONTHS},
        {"flow_half_months", SQL_export_flow_half_months, "flow_half_month_export", HALF_MONTHS},
        {"agencies", SQL_export_agencies, NULL, NOTHING},
        {"aliases", SQL_export_aliases, NULL, NOTHING},
        {"counts_for", SQL_export_counts_for, NULL, NOTHING},
        {"procedures", SQL_export_procedures, NULL, NOTHING},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

struct taking {
        struct pg *pg;
        const struct export_wish *wish;
        struct export_folder folder;
        struct manifest before, now;
        int64_t dossiers, changed, half_months;
        bool standby, members_changed;
        char zone[64];
        struct sink sink;
        struct progress progress;
        uint64_t written;
};

static enum fault read_before(struct taking *t, struct err *e)
{
        struct bytes json = {0};
        if (t->folder.newest == 0 || t->folder.newest < t->folder.given || t->wish->full)
                return OK;
        enum fault fault = folder_manifest(&t->folder, &json, e);
        if (fault == OK)
                fault = manifest_read(&t->before, (struct text){(const char *)json.at, json.len}, e);
        bytes_free(&json);
        if (fault == OK)
                return OK;
        e->kind = USAGE;
        return fail_at(e,
                       "%s/%06" PRId64
                       "/manifest.json, from which the next export would go on (--full begins anew)",
                       t->wish->path, t->folder.newest);
}

/* Why everything is exported; NULL: only what has changed. */
static const char *full_since(const struct taking *t, int64_t next)
{
        const struct manifest *before = &t->before;
        if (t->wish->full)
                return "it was asked for";
        if (t->folder.newest < t->folder.given)
                return "the newest one is not there any more";
        if (before->number == 0)
                return "it is the first one";
        if (strcmp(before->identity, t->now.identity) != 0 || next < before->horizon)
                return "the warehouse is another one, or was restored, since the last one";
        if (next - before->horizon > INT32_MAX)
                return "too many transactions lie behind the last one";
        return NULL;
}

static enum fault begin(struct taking *t, struct err *e)
{
        struct pg_result *r;
        if (pg_script(t->pg, "begin isolation level repeatable read read only", e) != OK ||
            pg_run(t->pg, SQL_export_begin, NULL, 0, &r, e) != OK)
                return e->kind;
        const struct text identity = pg_get_text(r, 0, COL_export_begin_identity),
                          zone = pg_get_text(r, 0, COL_export_begin_zone);
        struct manifest *m = &t->now;
        m->number = t->folder.given + 1;
        m->horizon = pg_get_int(r, 0, COL_export_begin_horizon);
        m->format = t->wish->format;
        m->rule_version = pg_get_int(r, 0, COL_export_begin_rule_version);
        snprintf(m->identity, sizeof(m->identity), "%.*s", (int)identity.len, identity.at);
        snprintf(t->zone, sizeof(t->zone), "%.*s", (int)zone.len, zone.at);
        m->zone = t->zone;
        t->standby = pg_get_int(r, 0, COL_export_begin_standby);
        t->dossiers = pg_get_int(r, 0, COL_export_begin_dossiers);
        const char *why = full_since(t, pg_get_int(r, 0, COL_export_begin_next));
        pg_free(r);
        m->full = why != NULL;
        if (why)
                log_info("export.full", KT("reason", why));
        return OK;
}

static struct pg_param since(const struct taking *t)
{
        struct pg_param horizon = pg_int8(t->before.horizon);
        if (t->now.full)
                horizon = pg_text((struct text){0}), horizon.type = PG_INT8;
        return horizon;
}

static void add_half_month(struct taking *t, struct half_month h)
{
        struct manifest *m = &t->now;
        m->half_months = need_realloc(m->half_months, (m->half_month_n + 1) * sizeof(*m->half_months));
        m->half_months[m->half_month_n++] = h;
        t->half_months += h.replaced;
}

/* A half month is exported whole, if a row was written since, or if one is gone. */
static enum fault look_for_half_months(struct taking *t, struct err *e)
{
        const struct pg_param horizon = since(t);
        struct pg_result *r;
        if (pg_run(t->pg, SQL_export_half_months, &horizon, 1, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++) {
                struct half_month h = {
                        .day = pg_get_date(r, row, COL_export_half_months_half_month),
                        .replaced = pg_get_int(r, row, COL_export_half_months_changed),
                        .days = pg_get_int(r, row, COL_export_half_months_days),
                        .procedures = pg_get_int(r, row, COL_export_half_months_procedures),
                };
                const struct half_month *was = manifest_half_month(&t->before, h.day);
                h.replaced |= !was || was->days != h.days || was->procedures != h.procedures;
                add_half_month(t, h);
        }
        pg_free(r);
        for (size_t i = 0; i < t->before.half_month_n && !t->now.full; i++) {
                const struct half_month *was = &t->before.half_months[i];
                if (!manifest_half_month(&t->now, was->day) && was->days + was->procedures > 0)
                        add_half_month(t, (struct half_month){.day = was->day, .replaced = true});
        }
        return OK;
}

static enum fault look(struct taking *t, struct err *e)
{
        const struct pg_param horizon = since(t);
        struct pg_result *r;
        if (look_for_half_months(t, e) != OK || pg_run(t->pg, SQL_export_changed, &horizon, 1, &r, e) != OK)
                return e->kind;
        t->changed = pg_get_int(r, 0, COL_export_changed_dossiers);
        t->now.members = pg_get_int(r, 0, COL_export_changed_members);
        t->members_changed =
                pg_get_int(r, 0, COL_export_changed_members_changed) || t->now.members != t->before.members;
        pg_free(r);
        return OK;
}

static enum fault take_row(void *taking, const struct pg_result *row, struct err *e)
{
        struct taking *t = taking;
        sink_row(&t->sink, row);
        progress_show(&t->progress, ++t->written, -1, NULL);
        return ferror(t->sink.out) ? fail_errno(e, FATAL, "cannot write to %s", t->wish->path) : OK;
}

static struct pg_param param_of(const struct taking *t, enum param which, struct bytes *buffer)
{
        if (which == HORIZON)
                return since(t);
        int32_t *days = need_alloc((t->now.half_month_n + 1) * sizeof(*days));
        size_t n = 0;
        for (size_t i = 0; i < t->now.half_month_n; i++) {
                if (t->now.half_months[i].replaced)
                        days[n++] = t->now.half_months[i].day;
        }
        const struct pg_param p = pg_int4_array(buffer, days, n);
        free(days);
        return p;
}

/* The columns of a query: its result without rows. */
static enum fault columns_of(struct pg *pg, const struct kind *k, const struct pg_param *params,
                             struct pg_result **columns, struct err *e)
{
        struct bytes sql = {0};
        const char *end = strrchr(k->sql, ';');
        bytes_add(&sql, "select * from (\n", 16);
        bytes_add(&sql, k->sql, (size_t)(end - k->sql));
        bytes_add(&sql, "\n) q limit 0", 13); /* with the NUL */
        const enum fault fault = pg_run(pg, (const char *)sql.at, params, k->param != NOTHING, columns, e);
        bytes_free(&sql);
        return fault;
}

static enum fault write_rows(struct taking *t, const struct kind *k, const struct pg_param *params, FILE *out,
                             struct err *e)
{
        struct pg_result *columns, *about;
        const struct pg_param view = pg_text(text_of(k->about));
        if (columns_of(t->pg, k, params, &columns, e) != OK)
                return e->kind;
        enum fault fault = pg_run(t->pg, SQL_export_about, &view, 1, &about, e);
        if (fault == OK) {
                fault = sink_begin(&t->sink, t->wish->format, out, k->name, columns, about, e);
                if (fault == OK)
                        fault = pg_stream(t->pg, k->sql, params, k->param != NOTHING, take_row, t, e);
                sink_end(&t->sink);
                pg_free(about);
        }
        pg_free(columns);
        return fault;
}

static enum fault take_kind(struct taking *t, const struct kind *k, struct err *e)
{
        struct folder_file file;
        struct bytes buffer = {0};
        char name[48];
        const struct pg_param params = param_of(t, k->param, &buffer);
        snprintf(name, sizeof(name), "%s.%s", k->name, export_format_names[t->wish->format]);
        enum fault fault = folder_create(&t->folder, name, &file, e);
        if (fault == OK) {
                fault = write_rows(t, k, &params, file.out, e);
                fault = folder_close_file(&t->folder, &file, fault, e);
        }
        bytes_free(&buffer);
        if (fault != OK)
                return fault;
        t->now.files[t->now.file_n].holds = k->name;
        t->now.files[t->now.file_n].rows = t->sink.rows;
        t->now.files[t->now.file_n++].file = file;
        return OK;
}

static enum fault write_manifest(struct taking *t, struct err *e)
{
        struct folder_file file;
        if (folder_create(&t->folder, "manifest.json", &file, e) != OK)
                return e->kind;
        manifest_write(&t->now, file.out);
        return folder_close_file(&t->folder, &file, OK, e);
}

/* A standby shows nothing that the primary does not have on its disk. */
static enum fault wait_for_the_disk(struct taking *t, struct err *e)
{
        if (pg_script(t->pg, "commit", e) != OK)
                return e->kind;
        return t->standby ? OK : pg_script(t->pg, SQL_export_flush, e);
}

static enum fault write_all(struct taking *t, struct err *e)
{
        if (folder_begin(&t->folder, e) != OK)
                return e->kind;
        progress_start(&t->progress, "export", 0, true);
        for (int i = 0; i < KINDS; i++) {
                if (take_kind(t, &kinds[i], e) != OK)
                        return e->kind;
        }
        progress_end(&t->progress, t->written);
        if (write_manifest(t, e) != OK || wait_for_the_disk(t, e) != OK)
                return e->kind;
        return folder_finish(&t->folder, e);
}

static enum fault take(struct taking *t, struct err *e)
{
        if (read_before(t, e) != OK || begin(t, e) != OK || look(t, e) != OK)
                return e->kind;
        if (!t->now.full && t->changed + t->half_months == 0 && !t->members_changed) {
                printf("nothing to export: no dossier, flow or catalogue was written since %06" PRId64 "\n",
                       t->folder.newest);
                return OK;
        }
        if (!t->wish->dry_run && write_all(t, e) != OK)
                return e->kind;
        printf("%s %06" PRId64 ", %s: %" PRId64 " of %" PRId64 " dossiers, flows of %" PRId64
               " half months\n",
               t->wish->dry_run ? "would export" : "exported", t->now.number,
               t->now.full ? "full" : "changes", t->changed, t->dossiers, t->half_months);
        return OK;
}

enum fault export_take(struct pg *pg, const struct export_wish *wish, struct err *e)
{
        struct taking t = {.pg = pg, .wish = wish};
        enum fault fault = folder_open(&t.folder, wish->path, wish->dry_run, e);
        if (fault == OK)
                fault = take(&t, e);
        folder_close(&t.folder);
        manifest_free(&t.before);
        manifest_free(&t.now);
        return fault;
}
