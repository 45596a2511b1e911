/* SPDX-License-Identifier: Apache-2.0
 *
 * postings.c - see postings.h.
 */
#include "producers/gateway/postings.h"

#include "core/base/bytes.h"
#include "core/program/clock.h"
#include "core/program/counters.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/format/portal.h"
#include "producers/gateway/answer.h"
#include "producers/gateway/gateway_door.h"
#include "producers/store/forward.h"
#include <stdlib.h>

enum {
        DOCUMENTS,
        STEPS,
        REJECTED,
        UNCHANGED,
        NOT_STORED,
        IGNORED,
        ODD,
        RETYPED,
        NO_END,
        UNNAMED,
        LEFT_OUT,
        COUNTERS
};
static struct counter counters[COUNTERS] = {
        [DOCUMENTS] = {"hentra_gateway_documents_total", "Dossier documents that were read", COUNTER, 0},
        [STEPS] = {"hentra_gateway_steps_total", "Steps that were read", COUNTER, 0},
        [REJECTED] = {"hentra_gateway_rejected_total", "Documents and steps that could not be read", COUNTER,
                      0},
        [UNCHANGED] = {"hentra_gateway_unchanged_total", "Documents that said nothing new", COUNTER, 0},
        [NOT_STORED] = {"hentra_gateway_requests_not_stored_total",
                        "Requests whose events could not be written to the store", COUNTER, 0},
        [IGNORED] = {"hentra_gateway_fields_ignored_total", "Fields that are not read", COUNTER, 0},
        [ODD] = {"hentra_gateway_values_odd_total", "Values outside of their list", COUNTER, 0},
        [RETYPED] = {"hentra_gateway_values_retyped_total",
                     "Numbers and booleans where the interface has a text", COUNTER, 0},
        [NO_END] = {"hentra_gateway_resolved_without_end_total", "Documents 9 that have no end", COUNTER, 0},
        [UNNAMED] = {"hentra_gateway_units_unknown_total",
                     "Names of units that the client's file does not have", COUNTER, 0},
        [LEFT_OUT] = {"hentra_gateway_supplements_left_out_total",
                      "Supplements for which a document has no room", COUNTER, 0},
};

/* A call that waits for the sync, and the dossiers of which it stored a document. */
struct posting {
        struct posting *next;
        struct httpd_request *request;
        const struct client *client;
        char *text;       /* the answer, if the sync succeeds */
        struct bytes ids; /* each with a NUL */
};

struct postings {
        struct store *store; /* borrowed */
        struct codec *codec;
        struct gateway_door *door;
        struct zone *zone;
        struct clock clock;
        micros stated_at, earliest;
        bool refuses_known;
        struct posting *first; /* of this turn */
};

/* ---- calls ---- */

static void note_stored(struct posting *one, struct text dossier_id)
{
        bytes_add(&one->ids, dossier_id.at, dossier_id.len);
        bytes_add(&one->ids, "", 1);
}

static void forget(struct postings *p, struct posting *one)
{
        const char *id = (const char *)one->ids.at;
        for (size_t at = 0; at < one->ids.len; at += strlen(id + at) + 1)
                gateway_door_forget(p->door, text_of(one->client->source), text_of(id + at));
}

static void end(struct posting *one)
{
        bytes_free(&one->ids);
        free(one->text);
        free(one);
}

static void answer(struct postings *p, struct posting *one, bool stored)
{
        if (stored) {
                httpd_answer(one->request, answer_status(ANSWER_DONE), 0, text_of(one->text));
                return;
        }
        char *text = answer_refusal(ANSWER_LATER, NULL);
        counters[NOT_STORED].value++;
        forget(p, one);
        httpd_answer(one->request, answer_status(ANSWER_LATER), answer_retry_s(ANSWER_LATER), text_of(text));
        free(text);
}

void postings_end_turn(struct postings *p)
{
        struct err e;
        if (!p || !p->first)
                return;
        const bool stored = store_sync(p->store, &e) == OK;
        for (struct posting *one = p->first, *next; one; one = next) {
                next = one->next;
                answer(p, one, stored);
                end(one);
        }
        p->first = NULL;
}

/* ---- dossiers ---- */

/* In whole milliseconds, and strictly rising: of two documents of one dossier the later one counts. */
static micros next_stated_at(struct postings *p, micros now)
{
        const micros whole = now - floor_rest(now, 1000);
        p->stated_at = whole > p->stated_at ? whole : p->stated_at + 1;
        return p->stated_at;
}

static enum fault read_dossier(struct postings *p, const struct portal *portal, const struct call *c,
                               size_t i, struct portal_event *v, struct err *e)
{
        if (call_dossier_check(c, i, e) != OK)
                return e->kind;
        struct portal_tally tally = {0};
        const micros now = clock_now(&p->clock), stated_at = next_stated_at(p, now);
        const enum fault fault = (c->kind == CALL_STEPS ? portal_step : portal_document)(
                portal, call_dossier(c, i), stated_at, now > stated_at ? now : stated_at, v, &tally, e);
        counters[DOCUMENTS].value += (double)tally.documents;
        counters[STEPS].value += (double)tally.steps;
        counters[IGNORED].value += (double)tally.ignored;
        counters[ODD].value += (double)tally.odd;
        counters[RETYPED].value += (double)tally.retyped;
        counters[NO_END].value += (double)tally.fake_resolved;
        counters[UNNAMED].value += (double)tally.unnamed;
        counters[LEFT_OUT].value += (double)tally.left_out;
        return fault;
}

static enum fault store_one(struct postings *p, struct posting *one, struct event *v, struct err *e)
{
        uint8_t bytes[CODEC_EVENT_MOST], record[FORWARD_RECORD_MOST];
        size_t len;
        if (v->kind == KIND_DOCUMENT) {
                if (!gateway_door_passes(p->door, v)) {
                        counters[UNCHANGED].value++;
                        return OK;
                }
                note_stored(one, v->dossier_id);
        }
        event_identify(v);
        if (codec_encode(p->codec, v, bytes, &len, e) != OK)
                return e->kind;
        return store_append(p->store, record, forward_record(v->dossier_id, bytes, len, record), moment_now(),
                            e);
}

/* Stores the good ones, and names the others in *a. RETRY: there is no room. */
static enum fault store_all(struct postings *p, struct posting *one, const struct call *c, struct answer *a,
                            struct err *e)
{
        const struct client *client = one->client;
        const struct text agency = c->madonvi.len > 0 && c->madonvi.len <= AGENCY_MOST ? c->madonvi
                                   : client->agency ? text_of(client->agency)
                                                    : text_of(client->source);
        const struct portal portal = {.zone = p->zone,
                                      .source = text_of(client->source),
                                      .agency = agency,
                                      .earliest = p->earliest,
                                      .units = client->units,
                                      .unit_n = client->unit_n};
        for (size_t i = 0; i < call_dossiers(c); i++) {
                struct portal_event v;
                char digits[PORTAL_DIGITS];
                const struct json_node *node = call_dossier(c, i);
                enum fault fault = read_dossier(p, &portal, c, i, &v, e);
                if (fault == OK && !client_may_dossier(client, v.event.dossier_id))
                        fault = fail(e, POISON,
                                     "MaHoSo is of an agency or a kind that this client may not send");
                if (fault == OK && p->refuses_known && c->creates &&
                    gateway_door_knows(p->door, portal.source, v.event.dossier_id)) {
                        answer_known(a, i, v.event.dossier_id);
                        continue;
                }
                if (fault == OK)
                        fault = store_one(p, one, &v.event, e);
                if (fault == RETRY || fault == FATAL)
                        return fault;
                if (fault == OK)
                        continue;
                counters[REJECTED].value++;
                const struct text id = portal_text(node, "MaHoSo", digits);
                answer_reject(a, i, id.len <= DOSSIER_ID_MOST ? id : (struct text){0}, e->text);
        }
        return OK;
}

bool postings_take(struct postings *p, struct httpd_request *r, const struct client *client,
                   const struct call *c)
{
        struct answer a;
        struct err e;
        struct posting *one = need_alloc(sizeof(*one));
        const size_t mark = store_mark(p->store);
        *one = (struct posting){.next = p->first, .request = r, .client = client};
        answer_begin(&a);
        const enum fault fault = store_all(p, one, c, &a, &e);
        one->text = answer_end(&a, c->kind);
        if (fault == OK) {
                p->first = one;
                return true;
        }
        store_roll_back(p->store, mark);
        forget(p, one);
        end(one);
        return false;
}

char *postings_look_up(struct postings *p, const struct client *client, const struct call *c)
{
        struct answer a;
        size_t known = 0;
        answer_begin(&a);
        for (size_t i = 0; i < call_dossiers(c); i++) {
                char digits[PORTAL_DIGITS];
                const struct text id = portal_text(call_dossier(c, i), "MaHoSo", digits);
                if (!client_may_dossier(client, id) ||
                    !gateway_door_knows(p->door, text_of(client->source), id))
                        continue;
                answer_found(&a, i, id);
                known++;
        }
        if (known > 0)
                return answer_end(&a, CALL_LOOKUP);
        answer_drop(&a);
        return NULL;
}

void postings_lost(struct postings *p, const char *reason)
{
        gateway_door_begin_anew(p->door, reason);
}

void postings_refused(struct postings *p, struct text source, struct text dossier_id)
{
        gateway_door_forget(p->door, source, dossier_id);
}

/* ---- opening ---- */

enum fault postings_open(struct postings **out, const struct conf *conf, struct store *store, struct err *e)
{
        struct postings *p = *out = need_alloc(sizeof(*p));
        p->store = store;
        counters_register(counters, COUNTERS);
        p->refuses_known = !strcmp(conf_text(conf, "gateway.known"), "refuse");
        if (p->refuses_known && !conf_text(conf, "gateway.memory"))
                return fail(e, USAGE, "gateway.known=refuse needs gateway.memory, to know them by");
        if (codec_open(&p->codec, e) != OK || zone_open(&p->zone, conf_text(conf, "gateway.zone"), e) != OK ||
            clock_read_conf(&p->clock, conf, e) != OK ||
            conf_instant(conf, "load.earliest", &p->earliest, e) != OK)
                return e->kind;
        return gateway_door_open(&p->door, conf_text(conf, "gateway.memory"),
                                 (uint64_t)conf_count(conf, "memory.most"), store_end(store).position,
                                 p->zone, e);
}

void postings_close(struct postings *p)
{
        if (!p)
                return;
        gateway_door_close(p->door, store_end(p->store).position);
        zone_close(p->zone);
        codec_close(p->codec);
        free(p);
}
