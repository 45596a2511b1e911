/* SPDX-License-Identifier: Apache-2.0
 *
 * warehouse.c - one row of settings, compared with what this program knows.
 */
#include "consumers/warehouse/warehouse.h"

#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

enum fault warehouse_connect(struct pg **pg, const struct conf *conf, const char *application, int wait_s,
                             struct err *e)
{
        const struct pg_session session = {
                .prefix = "warehouse.",
                .application = application,
                .script = "set search_path = hentra, pg_temp",
                .schema_hint = ": the views and functions of the warehouse are not this program's: run "
                               "`hentra setup`",
                .right_hint =
                        ": the login must be a member of hentra_analyst to read, or of hentra_viewer "
                        "to read what was granted to it, of hentra_loader to load, "
                        "of hentra_alerter to raise alerts, of hentra_owner to set up, import and repair",
        };
        return pg_open(pg, conf, &session, wait_s, e);
}

/* Another version of the tables may mean something else by the same columns. */
static enum fault check_schema(const struct pg *pg, int version, struct err *e)
{
        int known = 0;
        while (embedded_migrations[known].name)
                known++;
        if (version == known)
                return OK;
        return fail(e, FATAL, "the warehouse at %s has schema version %d, this program works with %d: %s",
                    pg_address(pg), version, known,
                    version > known ? "use a newer hentra" : "run `hentra setup`");
}

static enum fault rule_find(struct warehouse *w, int version, struct err *e)
{
        w->rule = rule_of(version);
        if (w->rule)
                return OK;
        if (rule_successor(version))
                return fail(e, FATAL,
                            "the facts of the warehouse were derived by rule version %d, which version %d "
                            "replaced: stop the loaders and run `hentra verify --repair` (docs/upgrading.md)",
                            version, rule_successor(version));
        return fail(e, FATAL,
                    "the warehouse has rule version %d, which this program does not know: use a newer hentra",
                    version);
}

static enum fault check_rules(struct warehouse *w, const struct warehouse_settings *s, bool repairs,
                              struct err *e)
{
        w->same_rules = s->rule_version == w->rule->version &&
                        (!s->fingerprint_known || s->fingerprint == w->rule->fingerprint);
        if (w->same_rules || repairs)
                return OK;
        return fail(e, FATAL,
                    "the facts of the warehouse were derived by other rules than this program's, under the "
                    "same version %d: use "
                    "the hentra that wrote them, or stop the loaders and run `hentra verify --repair` "
                    "(docs/upgrading.md)",
                    s->rule_version);
}

enum fault warehouse_settings_read(struct pg *pg, struct warehouse_settings *s, bool *found, struct err *e)
{
        struct pg_result *r;
        *s = (struct warehouse_settings){0};
        if (pg_run(pg, SQL_warehouse_read, NULL, 0, &r, e) != OK)
                return e->kind;
        *found = pg_rows(r) == 1;
        if (*found) {
                const struct text zone = pg_get_text(r, 0, COL_warehouse_read_zone);
                snprintf(s->zone, sizeof(s->zone), "%.*s", (int)zone.len, zone.at);
                s->rule_version = (int)pg_get_int(r, 0, COL_warehouse_read_rule_version);
                s->schema_version = (int)pg_get_int(r, 0, COL_warehouse_read_schema_version);
                s->fingerprint_known = !pg_is_null(r, 0, COL_warehouse_read_rule_fingerprint);
                s->fingerprint = pg_get_int(r, 0, COL_warehouse_read_rule_fingerprint);
        }
        pg_free(r);
        return OK;
}

static enum fault need_settings(struct pg *pg, struct warehouse_settings *s, struct err *e)
{
        bool found;
        if (warehouse_settings_read(pg, s, &found, e) != OK) {
                if (!strncmp(pg_sqlstate(pg), "42P01", 5) || !strncmp(pg_sqlstate(pg), "3F000", 5))
                        return fail(e, FATAL, "there is no warehouse at %s: run `hentra setup`",
                                    pg_address(pg));
                return e->kind;
        }
        return found ? OK
                     : fail(e, FATAL, "the warehouse at %s is not set up: run `hentra setup`",
                            pg_address(pg));
}

/* `repairs`: what was derived by a version that was replaced is no obstacle. */
static enum fault open_for(struct warehouse *w, struct pg *pg, bool repairs, struct err *e)
{
        struct warehouse_settings s;
        *w = (struct warehouse){0};
        if (need_settings(pg, &s, e) != OK || check_schema(pg, s.schema_version, e) != OK)
                return e->kind;
        const int successor = rule_successor(s.rule_version);
        if (rule_find(w, repairs && successor ? successor : s.rule_version, e) != OK ||
            check_rules(w, &s, repairs, e) != OK)
                return e->kind;
        w->rule_version = s.rule_version;
        if (zone_open(&w->zone, s.zone, e) != OK)
                return fail(e, FATAL, "the warehouse's zone '%s' is unknown on this machine (tzdata)",
                            s.zone);
        return OK;
}

enum fault warehouse_open(struct warehouse *w, struct pg *pg, struct err *e)
{
        return open_for(w, pg, false, e);
}

enum fault warehouse_open_to_repair(struct warehouse *w, struct pg *pg, struct err *e)
{
        return open_for(w, pg, true, e);
}

void warehouse_close(struct warehouse *w)
{
        zone_close(w->zone);
        *w = (struct warehouse){0};
}
