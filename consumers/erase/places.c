/* SPDX-License-Identifier: Apache-2.0
 *
 * places.c - the columns of the warehouse; see places.h.
 *
 * The columns come from the server, so that none is forgotten; what may be done in which is listed here, and
 * in a column that is not listed nothing is changed.
 */
#include "consumers/erase/places.h"

#include "core/base/stop.h"
#include "generated/embedded.h"
#include <stdlib.h>
#include <string.h>

static const char identity[] =
        "it names a dossier, or a code of a source: facts are kept under it, and the source "
        "sends it again. Let the source give it another one, take the old one back with "
        "`hentra dossier withdraw`";
static const char of_catalogue[] = "correct the file of the catalogue, and import it";
static const char of_frozen[] = "what was frozen is never changed: a trigger and sha256 see to it";

enum deed { REPLACE, REMOVE, LEAVE };
static const struct column_rule {
        const char *name;
        enum deed deed;
        const char *advice;
} column_rules[] = {
        {"alert_ack.reason", REPLACE, NULL},
        {"alert_delivery.last_error", REPLACE, NULL},
        {"alert_rule.name", REPLACE, NULL},
        {"alert_webhook.name", REPLACE, NULL},
        {"agency_calendar_version.note", REPLACE, NULL},
        {"calendar_version.note", REPLACE, NULL},
        {"erasure.reason", REPLACE, NULL},
        {"quarantine.headers", REMOVE, "the row stays, so that the message is not set aside again"},
        {"quarantine.key", REMOVE, "the row stays, so that the message is not set aside again"},
        {"quarantine.reason", REPLACE, NULL},
        {"quarantine.value", REMOVE, "the row stays, so that the message is not set aside again"},
        {"source_pause.reason", REPLACE, NULL},
        {"notice.dossiers", LEAVE, "loaders delete it two minutes after it was told"},
        {"notice.moves", LEAVE, "loaders delete it two minutes after it was told"},
        {"alert_webhook.url", LEAVE,
         "give it another address: `hentra alert mail set` or `hentra alert webhook set`"},
        {"alert.dossier_id", LEAVE, identity},
        {"alert_likely_before.dossier_id", LEAVE, identity},
        {"dossier.dossier_id", LEAVE, identity},
        {"foresight_pause.dossier_id", LEAVE, identity},
        {"agency.code", LEAVE, identity},
        {"field.code", LEAVE, identity},
        {"procedure.code", LEAVE, identity},
        {"source.code", LEAVE, identity},
        {"agency_affix.affix", LEAVE, of_catalogue},
        {"agency_alias.alias", LEAVE, of_catalogue},
        {"agency_version.name", LEAVE, of_catalogue},
        {"field.name", LEAVE, of_catalogue},
        {"procedure_version.name", LEAVE, of_catalogue},
        {"frozen_report.name", LEAVE, of_frozen},
        {"frozen_report.question", LEAVE, of_frozen},
        {"frozen_row.cells", LEAVE, of_frozen},
        {"frozen_row.keys", LEAVE, of_frozen},
        {NULL, LEAVE, "hentra does not know whether this may be changed: look at it by hand"},
};

static const struct column_rule *rule_of_column(struct text name)
{
        const struct column_rule *rule = column_rules;
        while (rule->name && !text_equal(text_of(rule->name), name))
                rule++;
        return rule;
}

struct place *places_add(struct places *p, const char *name)
{
        p->of = need_realloc(p->of, (p->n + 1) * sizeof(*p->of));
        p->of[p->n] = (struct place){.name = need_strdup(name)};
        return &p->of[p->n++];
}

void places_free(struct places *p)
{
        for (size_t i = 0; i < p->n; i++)
                free(p->of[i].name);
        free(p->of);
        *p = (struct places){0};
}

struct hit { /* a row that holds it */
        char place[32];
        struct bytes value; /* as it is to be */
};
struct column {
        const struct needle *needle;
        struct hit *hits;
        size_t n;
        int64_t looked;
};

enum { VALUE_PLACE, VALUE_VALUE }; /* of the queries that erase_columns.sql gives */

static enum fault look_at_value(void *context, const struct pg_result *r, struct err *e)
{
        struct column *c = context;
        struct bytes changed = {0};
        c->looked++;
        if (stop_asked())
                return fail(e, RETRY, "it was stopped: nothing was changed");
        const struct text value = pg_get_text(r, 0, VALUE_VALUE), place = pg_get_text(r, 0, VALUE_PLACE);
        if (needle_count(c->needle, value, ERASED, &changed) == 0) {
                bytes_free(&changed);
                return OK;
        }
        c->hits = need_realloc(c->hits, (c->n + 1) * sizeof(*c->hits));
        struct hit *hit = &c->hits[c->n++];
        *hit = (struct hit){.value = changed};
        memcpy(hit->place, place.at, place.len < sizeof(hit->place) ? place.len : sizeof(hit->place) - 1);
        return OK;
}

static enum fault change_hits(const struct column *c, struct pg *pg, const char *change, enum deed deed,
                              int64_t *removed, struct err *e)
{
        for (size_t i = 0; i < c->n; i++) {
                const struct text value = {(const char *)c->hits[i].value.at, c->hits[i].value.len},
                                  none = {0};
                const struct pg_param params[] = {pg_text(text_of(c->hits[i].place)),
                                                  pg_text(deed == REMOVE ? none : value)};
                struct pg_result *r;
                if (pg_run(pg, change, params, 2, &r, e) != OK)
                        return e->kind;
                *removed += pg_affected(r);
                pg_free(r);
        }
        return OK;
}

static enum fault search_column(struct places *p, struct pg *pg, const struct needle *n, bool dry_run,
                                const struct pg_result *columns, int row, struct err *e)
{
        const struct text name = pg_get_text(columns, row, COL_erase_columns_name);
        const struct column_rule *rule = rule_of_column(name);
        struct column c = {.needle = n};
        enum fault fault = pg_stream(pg, pg_get_text(columns, row, COL_erase_columns_read).at, NULL, 0,
                                     look_at_value, &c, e);
        p->searched += c.looked;
        if (fault == OK && c.n) {
                struct place *place = places_add(p, name.at);
                place->found = (int64_t)c.n;
                place->advice = rule->advice;
                place->done = rule->deed == REPLACE  ? "replaced by " ERASED
                              : rule->deed == REMOVE ? "removed"
                                                     : NULL;
                if (!dry_run && rule->deed != LEAVE)
                        fault = change_hits(&c, pg, pg_get_text(columns, row, COL_erase_columns_change).at,
                                            rule->deed, &place->removed, e);
        }
        for (size_t i = 0; i < c.n; i++)
                bytes_free(&c.hits[i].value);
        free(c.hits);
        return fault;
}

enum fault places_in_warehouse(struct places *p, struct pg *pg, const struct needle *n, bool dry_run,
                               struct err *e)
{
        struct pg_result *columns;
        enum fault fault = pg_run(pg, SQL_erase_columns, NULL, 0, &columns, e);
        if (fault != OK)
                return fault;
        for (int row = 0; fault == OK && row < pg_rows(columns); row++)
                fault = search_column(p, pg, n, dry_run, columns, row, e);
        pg_free(columns);
        return fault;
}
