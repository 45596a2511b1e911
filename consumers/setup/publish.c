/* SPDX-License-Identifier: Apache-2.0
 *
 * publish.c - compares what is published with what should be, and makes the difference in one transaction.
 *
 * The publication belongs to the login that runs setup: making one takes CREATE on the database, which
 * hentra_owner does not have.
 */
#include "consumers/setup/publish.h"

#include "consumers/warehouse/slots.h"
#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct publication {
        bool present, agrees, granted;
        int64_t tables;
        char *make, *grants; /* owned */
};

static char *copy_of(struct text t)
{
        char *copy = need_alloc(t.len + 1);
        if (t.len)
                memcpy(copy, t.at, t.len);
        return copy;
}

static enum fault read_publication(struct pg *pg, struct publication *p, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_setup_publication, NULL, 0, &r, e) != OK)
                return e->kind;
        *p = (struct publication){
                .present = pg_get_int(r, 0, COL_setup_publication_present),
                .agrees = pg_get_int(r, 0, COL_setup_publication_agrees),
                .granted = pg_get_int(r, 0, COL_setup_publication_granted),
                .tables = pg_get_int(r, 0, COL_setup_publication_tables),
                .make = copy_of(pg_get_text(r, 0, COL_setup_publication_make)),
                .grants = copy_of(pg_get_text(r, 0, COL_setup_publication_grants)),
        };
        pg_free(r);
        return OK;
}

static enum fault make(struct pg *pg, const struct publication *p, struct err *e)
{
        if (pg_script(pg, "set local role none", e) != OK || pg_script(pg, SQL_setup_publisher, e) != OK)
                return e->kind;
        if (pg_script(pg, p->make, e) != OK)
                return strcmp(pg_sqlstate(pg), "42501") != 0
                               ? e->kind
                               : fail_at(e, p->present
                                                    ? "setup must run as the owner of the publication hentra"
                                                    : "to make a publication the login needs CREATE on the "
                                                      "database, and membership in hentra_owner");
        if (pg_script(pg, "set local role hentra_owner; grant usage on schema hentra to hentra_publisher",
                      e) != OK)
                return e->kind;
        return pg_script(pg, p->grants, e);
}

/* As the login, to whom the publication belongs; behind it, as the owner of the tables. */
static enum fault alter(struct pg *pg, const char *sql, struct err *e)
{
        if (pg_script(pg, "set local role none", e) != OK)
                return e->kind;
        if (pg_script(pg, sql, e) != OK)
                return strcmp(pg_sqlstate(pg), "42501") != 0
                               ? e->kind
                               : fail_at(e, "setup must run as the owner of the publication hentra");
        return pg_script(pg, "set local role hentra_owner", e);
}

enum fault publish_loosen(struct pg *pg, struct err *e)
{
        return alter(pg, SQL_setup_publication_loosen, e);
}

enum fault publish_fasten(struct pg *pg, struct err *e)
{
        struct publication p = {0};
        if (read_publication(pg, &p, e) != OK)
                return e->kind;
        enum fault fault = p.present ? alter(pg, p.make, e) : OK;
        /* Subscribers that could read the tables can read what came to them. */
        if (fault == OK && p.present && p.granted)
                fault = pg_script(pg, p.grants, e);
        free(p.make);
        free(p.grants);
        return fault;
}

static enum fault unmake(struct pg *pg, struct err *e)
{
        if (pg_script(pg, "set local role none", e) != OK)
                return e->kind;
        return pg_script(pg, SQL_setup_unpublish, e);
}

static enum fault change(struct pg *pg, const struct publication *p, bool wanted, struct err *e)
{
        struct err ignored;
        if (pg_script(pg, "begin", e) != OK)
                return e->kind;
        const enum fault fault = wanted ? make(pg, p, e) : unmake(pg, e);
        if (fault == OK)
                return pg_script(pg, "commit", e);
        (void)!pg_script(pg, "rollback", &ignored);
        return fault;
}

static enum fault warn(struct pg *pg, bool published, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_setup_publish_server, NULL, 0, &r, e) != OK)
                return e->kind;
        const struct text level = pg_get_text(r, 0, COL_setup_publish_server_level);
        const struct text slots = pg_get_text(r, 0, COL_setup_publish_server_slots);
        if (published && !text_equal(level, TEXT("logical")))
                log_warn("setup.not_logical", KT("wal_level", level.at),
                         KT("hint",
                            "nobody can subscribe: set wal_level=logical in postgresql.conf, and restart "
                            "the server"));
        if (published && !pg_get_int(r, 0, COL_setup_publish_server_bounded))
                log_warn("setup.slots_unbounded",
                         KT("hint", "a subscriber that stays away lets the log fill the disk: set "
                                    "max_slot_wal_keep_size (docs/feeding.md); hentra.slot_health shows it"));
        if (!published && slots.at)
                log_warn("setup.slots_left", KT("slots", slots.at),
                         KT("hint",
                            "they keep the server's log: let their subscribers drop the subscription, or "
                            "say select pg_drop_replication_slot(…)"));
        pg_free(r);
        return OK;
}

/* Rights may be left of a publication that somebody has dropped. */
static enum fault bring_about(struct pg *pg, const struct publication *p, bool wanted,
                              const struct schema_setup *s, struct err *e)
{
        char name[64];
        if (wanted ? p->present && p->agrees : !p->present && !p->granted)
                return OK;
        snprintf(name, sizeof(name), "publication hentra, %" PRId64 " tables", p->tables);
        s->change(s->context,
                  !wanted      ? "remove"
                  : p->present ? "bring up to date"
                               : "create",
                  wanted && p->tables    ? name
                  : wanted || p->present ? "publication hentra"
                                         : "rights of a publication hentra that is gone");
        return s->dry_run ? OK : change(pg, p, wanted, e);
}

enum fault publish(struct pg *pg, enum publishing wish, const struct schema_setup *s, struct err *e)
{
        struct publication p = {0};
        if (read_publication(pg, &p, e) != OK)
                return e->kind;
        const bool wanted = wish == PUBLISH || (wish == PUBLISH_AS_IT_IS && p.present);
        enum fault fault = wanted || wish == PUBLISH_NOT ? bring_about(pg, &p, wanted, s, e) : OK;
        if (fault == OK && !s->dry_run && (wanted || wish == PUBLISH_NOT))
                fault = warn(pg, wanted, e);
        if (fault == OK && !s->dry_run)
                slots_warn(pg);
        free(p.make);
        free(p.grants);
        return fault;
}
