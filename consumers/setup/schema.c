/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.c - runs the embedded files of sql/ in their order: roles, migrations, views, privileges,
 * settings, sums of form 06. Then the calendar and the days that C derives from it.
 *
 * Rule: a migration and its row in hentra.migration are one transaction, so a killed setup is simply run
 * again.
 */
#include "consumers/setup/schema.h"

#include "consumers/dossier/rule.h"
#include "consumers/setup/convert.h"
#include "consumers/setup/publish.h"
#include "consumers/setup/sources.h"
#include "consumers/setup/sums.h"
#include "consumers/warehouse/applied.h"
#include "consumers/warehouse/calendar_derive.h"
#include "consumers/warehouse/warehouse.h"
#include "core/base/moment.h"
#include "core/lib/hash.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum fault one_value(struct pg *pg, const char *sql, int column, const struct pg_param *params, int n,
                            int64_t *value, bool *found, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, sql, params, n, &r, e) != OK)
                return e->kind;
        *found = pg_rows(r) > 0;
        *value = *found ? pg_get_int(r, 0, column) : 0;
        pg_free(r);
        return OK;
}

static enum fault is_true(struct pg *pg, const char *sql, int column, const struct pg_param *params, int n,
                          bool *value, struct err *e)
{
        int64_t number = 0;
        bool found = false;
        if (one_value(pg, sql, column, params, n, &number, &found, e) != OK)
                return e->kind;
        *value = number != 0;
        return OK;
}

static void report_change(const struct schema_setup *s, const char *what, const char *name)
{
        s->change(s->context, what, name);
}

static enum fault check_zone(struct pg *pg, const char *zone, struct err *e)
{
        struct zone *known;
        bool server_knows = false;
        const struct pg_param name = pg_text(text_of(zone));
        if (zone_open(&known, zone, e) != OK)
                return fail_at(e, "setup.zone");
        zone_close(known);
        if (is_true(pg, SQL_setup_zone_known, COL_setup_zone_known_known, &name, 1, &server_knows, e) != OK)
                return e->kind;
        if (!server_knows)
                return fail(e, USAGE, "setup.zone: PostgreSQL at %s does not know the zone '%s'",
                            pg_address(pg), zone);
        return OK;
}

static enum fault make_roles(struct pg *pg, const struct schema_setup *s, struct err *e)
{
        enum { OURS, RESTORED, EMPTY, SOMETHING_ELSE };
        int64_t schema = OURS;
        bool present = false, found;
        if (is_true(pg, SQL_setup_roles_present, COL_setup_roles_present_present, NULL, 0, &present, e) != OK)
                return e->kind;
        if (!present)
                report_change(s, "create",
                              "roles hentra_owner, hentra_loader, hentra_alerter, hentra_analyst, "
                              "hentra_viewer and schema hentra");
        if (one_value(pg, SQL_setup_restored, COL_setup_restored_state, NULL, 0, &schema, &found, e) != OK)
                return e->kind;
        if (schema == SOMETHING_ELSE)
                return fail(e, USAGE,
                            "the database at %s has a schema hentra that holds something else than a "
                            "warehouse: name another database",
                            pg_address(pg));
        if (schema != OURS)
                report_change(s, "take over",
                              schema == RESTORED ? "schema hentra, which was restored without its owner"
                                                 : "schema hentra, which is empty and somebody else's");
        if (s->dry_run)
                return OK;
        if (pg_script(pg, SQL_roles, e) != OK)
                return fail_at(e, "roles.sql");
        if (schema != OURS && pg_script(pg, SQL_setup_take_over, e) != OK)
                return e->kind;
        return pg_script(pg, "set role hentra_owner", e);
}

/* Ends the transaction by what happened in it; the first error is kept. */
static enum fault end_transaction(struct pg *pg, enum fault fault, struct err *e)
{
        struct err ignored;
        if (fault == OK)
                return pg_script(pg, "commit", e);
        (void)!pg_script(pg, "rollback", &ignored);
        return fault;
}

static enum fault migrate_one(struct pg *pg, int version, const struct embedded_file *file, struct err *e)
{
        const struct pg_param params[] = {pg_int4(version), pg_text(text_of(file->name))};
        if (pg_script(pg, SQL_setup_migrate_begin, e) != OK)
                return e->kind;
        enum fault fault = publish_loosen(pg, e);
        if (fault == OK)
                fault = pg_script(pg, file->text, e);
        if (fault == OK)
                fault = publish_fasten(pg, e);
        if (fault == OK)
                fault = pg_run(pg, SQL_setup_migrated, params, 2, NULL, e);
        if (end_transaction(pg, fault, e) != OK)
                return fail_at(e, "migration %s", file->name);
        return OK;
}

/* Between these two migrations the dossiers are converted. */
static const char beside[] = "0013_history_bytes", in_place[] = "0014_compact";

/* Does what must be done before a migration. `present`: this database had a warehouse at the start. */
static enum fault before_migration(struct pg *pg, const char *name, bool present,
                                   const struct schema_setup *s, struct err *e)
{
        char what[96];
        int64_t dossiers = 0;
        if (!present || (strcmp(name, beside) != 0 && strcmp(name, in_place) != 0))
                return OK;
        if (convert_prepare(pg, s->dry_run, &dossiers, e) != OK)
                return e->kind;
        if (dossiers == 0 || strcmp(name, in_place) != 0)
                return OK;
        snprintf(what, sizeof(what), "histories of %" PRId64 " dossiers, some %" PRId64 " s", dossiers,
                 convert_seconds(dossiers));
        report_change(s, "convert", what);
        return s->dry_run ? OK : convert_dossiers(pg, e);
}

static enum fault migrate(struct pg *pg, const struct schema_setup *s, struct err *e)
{
        bool present = false, found = false;
        int64_t version = 0;
        int known = 0;
        while (embedded_migrations[known].name)
                known++;
        if (is_true(pg, SQL_setup_present, COL_setup_present_present, NULL, 0, &present, e) != OK)
                return e->kind;
        if (present &&
            one_value(pg, SQL_setup_version, COL_setup_version_version, NULL, 0, &version, &found, e) != OK)
                return e->kind;
        if (version > known)
                return fail(e, FATAL,
                            "the warehouse at %s has schema version %d, this program knows up to %d: use a "
                            "newer hentra",
                            pg_address(pg), (int)version, known);
        for (int i = (int)version; i < known; i++) {
                if (before_migration(pg, embedded_migrations[i].name, present, s, e) != OK)
                        return e->kind;
                report_change(s, "apply migration", embedded_migrations[i].name);
                if (!s->dry_run && migrate_one(pg, i + 1, &embedded_migrations[i], e) != OK)
                        return e->kind;
        }
        return OK;
}

static uint64_t views_fingerprint(void)
{
        struct bytes all = {0};
        for (const struct embedded_file *f = embedded_views; f->name; f++)
                bytes_add(&all, f->text, f->len);
        bytes_add(&all, SQL_grants, text_of(SQL_grants).len);
        /* Some of them are made from the columns of tables. */
        for (const struct embedded_file *f = embedded_migrations; f->name; f++)
                bytes_add(&all, f->name, text_of(f->name).len);
        const uint64_t hash = hash_bytes(all.at, all.len);
        bytes_free(&all);
        return hash;
}

static enum fault run_views(struct pg *pg, int64_t fingerprint, struct err *e)
{
        for (const struct embedded_file *f = embedded_views; f->name; f++) {
                if (pg_script(pg, f->text, e) != OK)
                        return fail_at(e, "view %s", f->name);
        }
        if (pg_script(pg, SQL_grants, e) != OK)
                return fail_at(e, "grants.sql");
        return applied_record(pg, "views", fingerprint, e);
}

/* Makes views, functions and privileges anew when the text of one has changed or a migration was added. */
static enum fault make_views(struct pg *pg, const struct schema_setup *s, struct err *e)
{
        const int64_t wanted = (int64_t)views_fingerprint();
        int64_t fingerprint = 0;
        bool present = false, found = false;
        if (is_true(pg, SQL_setup_present, COL_setup_present_present, NULL, 0, &present, e) != OK)
                return e->kind;
        if (present && applied_read(pg, "views", &fingerprint, &found, e) != OK)
                return e->kind;
        if (found && fingerprint == wanted)
                return OK;
        report_change(s, "make", "views, functions and privileges");
        if (s->dry_run)
                return OK;
        if (pg_script(pg, "begin", e) != OK)
                return e->kind;
        return end_transaction(pg, run_views(pg, wanted, e), e);
}

static enum fault compare_settings(const struct warehouse_settings *its, const char *zone, int rule_version,
                                   struct err *e)
{
        const int its_rules = its->rule_version;
        if (strcmp(its->zone, zone) != 0)
                return fail(
                        e, USAGE,
                        "setup.zone is '%s', but the warehouse was set up with '%s', by which all its days "
                        "were told: set setup.zone=%s",
                        zone, its->zone, its->zone);
        if (rule_successor(its_rules) &&
            (rule_version == its_rules || rule_version == rule_successor(its_rules))) {
                log_warn("setup.rules_replaced", KI("facts_of", its_rules),
                         KI("now", rule_successor(its_rules)), KT("run", "hentra verify --repair"));
                return OK;
        }
        const struct rule *rule = rule_of(its_rules);
        if (rule && its->fingerprint_known && its->fingerprint != rule->fingerprint)
                log_warn("setup.rules_differ", KI("version", its_rules), KT("run", "hentra verify --repair"));
        if (its_rules != rule_version && its_rules != rule_successor(rule_version))
                return fail(
                        e, USAGE,
                        "setup.rule_version is %d, but the facts of the warehouse were derived by version "
                        "%d: set setup.rule_version=%d",
                        rule_version, its_rules, its_rules);
        return OK;
}

/* A warehouse from before there were fingerprints: its facts are taken to be of the rules that its number
 * names. */
static enum fault fix_fingerprint(struct pg *pg, const struct warehouse_settings *its,
                                  const struct schema_setup *s, struct err *e)
{
        const struct rule *rule = rule_of(its->rule_version);
        if (!rule || its->fingerprint_known)
                return OK;
        const struct pg_param fingerprint = pg_int8(rule->fingerprint);
        report_change(s, "note", "which rules derived the facts");
        return s->dry_run ? OK : pg_run(pg, SQL_setup_fingerprint, &fingerprint, 1, NULL, e);
}

static enum fault fix_settings(struct pg *pg, const char *zone, int rule_version,
                               const struct schema_setup *s, struct err *e)
{
        struct warehouse_settings its;
        bool present = false, found = false;
        if (is_true(pg, SQL_setup_present, COL_setup_present_present, NULL, 0, &present, e) != OK ||
            (present && warehouse_settings_read(pg, &its, &found, e) != OK))
                return e->kind;
        enum fault fault = OK;
        if (found) {
                fault = compare_settings(&its, zone, rule_version, e);
                if (fault == OK)
                        fault = fix_fingerprint(pg, &its, s, e);
        } else if (!rule_of(rule_version)) {
                fault = fail(e, USAGE, "setup.rule_version is %d, which version %d replaced: set that one",
                             rule_version, rule_successor(rule_version));
        } else {
                const struct pg_param params[] = {pg_text(text_of(zone)), pg_int4(rule_version),
                                                  pg_int8(rule_of(rule_version)->fingerprint)};
                report_change(s, "fix zone", zone);
                if (!s->dry_run)
                        fault = pg_run(pg, SQL_setup_warehouse, params, 3, NULL, e);
        }
        return fault;
}

static bool is_viet_nams(const struct zone *zone)
{
        const struct text name = text_of(zone_name(zone));
        return text_equal(name, TEXT("Asia/Ho_Chi_Minh")) || text_equal(name, TEXT("Asia/Saigon"));
}

/* A calendar is in use once its days were derived; before that, the one that a migration brought is dropped
 * again. `comparable`: false in a dry run over an older schema, which has no view to compare with. */
static enum fault choose_calendar(struct pg *pg, const struct zone *zone, bool comparable,
                                  const struct schema_setup *s, struct err *e)
{
        const bool viet_nam = s->days == DAYS_BY_ZONE ? is_viet_nams(zone) : s->days == DAYS_VIET_NAM;
        const struct pg_param which = pg_bool(viet_nam);
        int64_t number = 0;
        bool in_use = false, wanted = true;
        if (is_true(pg, SQL_setup_present, COL_setup_present_present, NULL, 0, &in_use, e) != OK ||
            (in_use && applied_read(pg, "calendar", &number, &in_use, e) != OK))
                return e->kind;
        if (in_use && s->days == DAYS_BY_ZONE)
                return OK;
        if (in_use && comparable &&
            is_true(pg, SQL_setup_calendar_wanted, COL_setup_calendar_wanted_wanted, &which, 1, &wanted, e) !=
                    OK)
                return e->kind;
        if (!wanted)
                return OK;
        report_change(s, "make",
                      viet_nam ? "calendar with the days off of Viet Nam" : "calendar without days off");
        if (s->dry_run)
                return OK;
        if (!in_use && pg_run(pg, SQL_setup_calendar_forget, NULL, 0, NULL, e) != OK)
                return e->kind;
        return pg_run(pg, SQL_setup_calendar_make, &which, 1, NULL, e);
}

static enum fault derive_days(struct pg *pg, const struct zone *zone, const struct schema_setup *s,
                              struct err *e)
{
        bool present = false, stale = true;
        if (is_true(pg, SQL_setup_calendar_present, COL_setup_calendar_present_present, NULL, 0, &present,
                    e) != OK ||
            (present && calendar_derive(pg, zone, true, &stale, e) != OK))
                return e->kind;
        if (!stale)
                return OK;
        report_change(s, "make", "days and hours of the working calendar");
        if (s->dry_run || calendar_derive(pg, zone, false, &stale, e) != OK)
                return e->kind;
        return calendar_tell(pg, e);
}

/* A dry run does not wait for another setup: it may report changes that the other is about to make. */
static enum fault choose_and_derive(struct pg *pg, const struct zone *zone, const struct schema_setup *s,
                                    struct err *e)
{
        bool comparable = false;
        if (is_true(pg, SQL_setup_calendar_current, COL_setup_calendar_current_comparable, NULL, 0,
                    &comparable, e) != OK ||
            (!s->dry_run && (pg_script(pg, "begin", e) != OK)))
                return e->kind;
        enum fault fault = s->dry_run ? OK : calendar_lock(pg, e);
        if (fault == OK)
                fault = choose_calendar(pg, zone, comparable, s, e);
        if (fault == OK)
                fault = derive_days(pg, zone, s, e);
        return s->dry_run ? fault : end_transaction(pg, fault, e);
}

/* Needs the zone, which fix_settings() has written. */
static enum fault make_calendar(struct pg *pg, const char *zone_name, const struct schema_setup *s,
                                struct err *e)
{
        struct zone *zone;
        if (zone_open(&zone, zone_name, e) != OK)
                return e->kind;
        const enum fault fault = choose_and_derive(pg, zone, s, e);
        zone_close(zone);
        return fault;
}

static enum fault check_encoding(struct pg *pg, struct err *e)
{
        bool fine = false;
        if (is_true(pg, SQL_setup_encoding, COL_setup_encoding_utf8, NULL, 0, &fine, e) != OK)
                return e->kind;
        return fine ? OK
                    : fail(e, USAGE,
                           "the database at %s does not store UTF-8: make one by `create database … template "
                           "template0 encoding "
                           "'UTF8'`",
                           pg_address(pg));
}

enum fault schema_setup(struct pg *pg, const char *zone, int rule_version, const struct schema_setup *s,
                        struct err *e)
{
        if (check_encoding(pg, e) != OK || check_zone(pg, zone, e) != OK ||
            pg_run(pg, SQL_setup_lock, NULL, 0, NULL, e) != OK || make_roles(pg, s, e) != OK ||
            migrate(pg, s, e) != OK || make_views(pg, s, e) != OK ||
            fix_settings(pg, zone, rule_version, s, e) != OK ||
            (!s->dry_run && (sums_make(pg, e) != OK || sources_fill(pg, e) != OK)))
                return e->kind;
        return make_calendar(pg, zone, s, e);
}
