/* SPDX-License-Identifier: Apache-2.0
 *
 * grant.c - looks first, then writes one row.
 *
 * Rule: a role that is gone can lose what it had, so that nobody who gets its name later inherits that.
 */
#include "consumers/access/grant.h"

#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

struct target {
        bool present, viewer, everything, granted;
        int32_t agency_id;
        char quoted[160], name[256];
};

static void copy(struct text t, char *out, size_t size)
{
        snprintf(out, size, "%.*s", (int)t.len, t.at ? t.at : "");
}

static enum fault read_role(struct pg *pg, const struct access_wish *wish, struct target *t, struct err *e)
{
        struct pg_result *r;
        const struct pg_param role = pg_text(text_of(wish->role));
        if (pg_run(pg, SQL_access_role, &role, 1, &r, e) != OK)
                return e->kind;
        t->present = pg_get_int(r, 0, COL_access_role_present);
        t->viewer = pg_get_int(r, 0, COL_access_role_viewer);
        t->everything = pg_get_int(r, 0, COL_access_role_everything);
        copy(pg_get_text(r, 0, COL_access_role_quoted), t->quoted, sizeof(t->quoted));
        pg_free(r);
        if (!t->present && !wish->revoke)
                return fail(e, USAGE,
                            "the database has no role '%s': make it first, as by: create role %s login; "
                            "grant hentra_viewer to %s",
                            wish->role, t->quoted, t->quoted);
        return OK;
}

static enum fault read_all(struct pg *pg, const struct access_wish *wish, struct target *t, struct err *e)
{
        struct pg_result *r;
        const struct pg_param role = pg_text(text_of(wish->role));
        if (pg_run(pg, SQL_access_all, &role, 1, &r, e) != OK)
                return e->kind;
        t->granted = pg_get_int(r, 0, COL_access_all_granted);
        pg_free(r);
        return OK;
}

static enum fault read_agency(struct pg *pg, const struct access_wish *wish, struct target *t, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_text(text_of(wish->agency)), pg_text(text_of(wish->role))};
        if (pg_run(pg, SQL_access_agency, params, 2, &r, e) != OK)
                return e->kind;
        const bool known = pg_rows(r) > 0;
        if (known) {
                t->agency_id = (int32_t)pg_get_int(r, 0, COL_access_agency_agency_id);
                t->granted = pg_get_int(r, 0, COL_access_agency_granted);
                copy(pg_get_text(r, 0, COL_access_agency_name), t->name, sizeof(t->name));
        }
        pg_free(r);
        return known ? OK
                     : fail(e, USAGE,
                            "no agency has the code '%s': hentra catalogue show agencies lists them, or "
                            "import it first",
                            wish->agency);
}

static enum fault write(struct pg *pg, const struct access_wish *wish, const struct target *t, struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(wish->role)),
                                          wish->agency ? pg_int4(t->agency_id)
                                                       : (struct pg_param){.type = PG_INT4}};
        if (pg_run(pg, wish->revoke ? SQL_access_revoke : SQL_access_grant, params, 2, NULL, e) != OK)
                return strcmp(pg_sqlstate(pg), "42501") != 0
                               ? e->kind
                               : fail_at(e, "access is granted by members of the role hentra_owner alone");
        return OK;
}

static void print_change(const struct access_wish *wish, const struct target *t)
{
        const bool change = wish->revoke == t->granted;
        printf("%s%s: ", wish->dry_run && change ? "would " : "",
               !change          ? "as it was"
               : !wish->dry_run ? (wish->revoke ? "revoked" : "granted")
               : wish->revoke   ? "revoke"
                                : "grant");
        printf("%s %s %s%s%s%s%s\n", wish->role, wish->revoke ? "without" : "sees",
               wish->agency ? wish->agency : "all agencies", *t->name ? " (" : "", t->name,
               *t->name ? ")" : "", wish->agency ? " and all below it" : "");
}

static void print_advice(const struct access_wish *wish, const struct target *t)
{
        if (wish->revoke)
                return;
        if (t->everything)
                printf("note: %s sees everything anyway, as a member of hentra_analyst or of another role "
                       "that does\n",
                       wish->role);
        else if (!t->viewer)
                printf("note: %s is no member of hentra_viewer, and so sees nothing yet: grant hentra_viewer "
                       "to %s\n",
                       wish->role, t->quoted);
}

enum fault access_change(struct pg *pg, const struct access_wish *wish, struct err *e)
{
        struct target t = {0};
        if (read_role(pg, wish, &t, e) != OK ||
            (wish->agency ? read_agency(pg, wish, &t, e) : read_all(pg, wish, &t, e)) != OK)
                return e->kind;
        if (wish->revoke && !t.granted)
                return fail(e, USAGE, "'%s' was not granted %s: hentra access list shows what was",
                            wish->role, wish->agency ? wish->agency : "all agencies");
        if (!wish->dry_run && write(pg, wish, &t, e) != OK)
                return e->kind;
        print_change(wish, &t);
        print_advice(wish, &t);
        return OK;
}
