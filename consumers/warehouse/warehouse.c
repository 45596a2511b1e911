/* SPDX-License-Identifier: Apache-2.0
 *
 * warehouse.c - one row of settings, compared with what this program knows.
 */
#include "consumers/warehouse/warehouse.h"

#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

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

static enum fault check_rules(struct warehouse *w, int version, bool unknown, int64_t fingerprint,
                              bool repairs, struct err *e)
{
        w->same_rules = version == w->rule->version && (unknown || fingerprint == w->rule->fingerprint);
        if (w->same_rules || repairs)
                return OK;
        return fail(e, FATAL,
                    "the facts of the warehouse were derived by other rules than this program's, under the "
                    "same version %d: use "
                    "the hentra that wrote them, or stop the loaders and run `hentra verify --repair` "
                    "(docs/upgrading.md)",
                    version);
}

/* `repairs`: what was derived by a version that was replaced is no obstacle. */
static enum fault open_for(struct warehouse *w, struct pg *pg, bool repairs, struct err *e)
{
        struct pg_result *r;
        char name[64];
        *w = (struct warehouse){0};
        if (pg_run(pg, SQL_warehouse_read, NULL, 0, &r, e) != OK) {
                if (!strncmp(pg_sqlstate(pg), "42P01", 5) || !strncmp(pg_sqlstate(pg), "3F000", 5))
                        return fail(e, FATAL, "there is no warehouse at %s: run `hentra setup`",
                                    pg_address(pg));
                return e->kind;
        }
        if (pg_rows(r) != 1) {
                pg_free(r);
                return fail(e, FATAL, "the warehouse at %s is not set up: run `hentra setup`",
                            pg_address(pg));
        }
        const struct text zone = pg_get_text(r, 0, 0);
        snprintf(name, sizeof(name), "%.*s", (int)zone.len, zone.at);
        const int version = (int)pg_get_int(r, 0, 1), schema = (int)pg_get_int(r, 0, 2);
        const bool unknown = pg_is_null(r, 0, 3);
        const int64_t fingerprint = pg_get_int(r, 0, 3);
        pg_free(r);
        if (check_schema(pg, schema, e) != OK)
                return e->kind;
        if (rule_find(w, repairs && rule_successor(version) ? rule_successor(version) : version, e) != OK ||
            check_rules(w, version, unknown, fingerprint, repairs, e) != OK)
                return e->kind;
        w->rule_version = version;
        if (zone_open(&w->zone, name, e) != OK)
                return fail(e, FATAL, "the warehouse's zone '%s' is unknown on this machine (tzdata)", name);
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
