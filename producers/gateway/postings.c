/* SPDX-License-Identifier: Apache-2.0
 *
 * postings.c - see postings.h.
 */
#include "producers/gateway/postings.h"

#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "core/program/clock.h"
#include "core/program/counters.h"
#include "producers/format/portal.h"
#include "producers/gateway/answer.h"
#include "producers/gateway/gateway_door.h"
#include <stdlib.h>

enum {
        DOCUMENTS,
        STEPS,
        REJECTED,
        UNCHANGED,
        UNCONFIRMED,
        IGNORED,
        ODD,
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
        [UNCONFIRMED] = {"hentra_gateway_requests_unconfirmed_total",
                         "Requests that Kafka did not confirm in time", COUNTER, 0},
        [IGNORED] = {"hentra_gateway_fields_ignored_total", "Fields that are not read", COUNTER, 0},
        [ODD] = {"hentra_gateway_values_odd_total", "Values outside of their list", COUNTER, 0},
        [NO_END] = {"hentra_gateway_resolved_without_end_total", "Documents 9 that have no end", COUNTER, 0},
        [UNNAMED] = {"hentra_gateway_units_unknown_total",
                     "Names of units that the client's file does not have", COUNTER, 0},
        [LEFT_OUT] = {"hentra_gateway_supplements_left_out_total",
                      "Supplements for which a document has no room", COUNTER, 0},
};

/* A call that waits for Kafka, and the dossiers of which it sent a document. */
struct posting {
        struct postings *all;
        struct posting *next, **link;
        struct httpd_request *request;
        const struct client *client;
        char *text;          /* the answer, if Kafka confirms */
        struct bytes ids;    /* each with a NUL */
        struct bytes hashes; /* of the ids with their source, 8 bytes each */
};

struct postings {
        struct sender *sender;
        struct gateway_door *door;
        struct zone *zone;
        struct clock clock;
        micros stated_at, earliest;
        bool refuses_known;
        struct posting *first;
};

/* ---- what is under way ---- */

static uint64_t hash_of(struct text source, struct text dossier_id)
{
        return hash_bytes(dossier_id.at, dossier_id.len) ^ hash_bytes(source.at, source.len);
}

static bool is_under_way(const struct postings *p, uint64_t hash)
{
        for (const struct posting *one = p->first; one; one = one->next) {
                for (size_t at = 0; at < one->hashes.len; at += sizeof(hash))
                        if (memcmp(one->hashes.at + at, &hash, sizeof(hash)) == 0)
                                return true;
        }
        return false;
}

static void note_sent(struct posting *one, struct text dossier_id, uint64_t hash)
{
        bytes_add(&one->ids, dossier_id.at, dossier_id.len);
        bytes_add(&one->ids, "", 1);
        bytes_add(&one->hashes, &hash, sizeof(hash));
}

static struct posting *begin(struct postings *p, struct httpd_request *r, const struct client *client)
{
        struct posting *one = need_alloc(sizeof(*one));
        *one = (struct posting){
                .all = p, .next = p->first, .link = &p->first, .request = r, .client = client};
        if (p->first)
                p->first->link = &one->next;
        p->first = one;
        return one;
}

static void end(struct posting *one)
{
        *one->link = one->next;
        if (one->next)
                one->next->link = one->link;
        bytes_free(&one->ids);
        bytes_free(&one->hashes);
        free(one->text);
        free(one);
}

static void forget(struct posting *one)
{
        const char *id = (const char *)one->ids.at;
        for (size_t at = 0; at < one->ids.len; at += strlen(id + at) + 1)
                gateway_door_forget(one->all->door, text_of(one->client->source), text_of(id + at));
}

static void on_done(void *context, void *call, bool confirmed)
{
        struct posting *one = call;
        (void)context;
        if (confirmed) {
                httpd_answer(one->request, answer_status(ANSWER_DONE), 0, text_of(one->text));
        } else {
                char *text = answer_refusal(ANSWER_LATER, NULL);
                counters[UNCONFIRMED].value++;
                forget(one);
                httpd_answer(one->request, answer_status(ANSWER_LATER), answer_retry_s(ANSWER_LATER),
                             text_of(text));
                free(text);
        }
        end(one);
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
        counters[NO_END].value += (double)tally.fake_resolved;
        counters[UNNAMED].value += (double)tally.unnamed;
        counters[LEFT_OUT].value += (double)tally.left_out;
        return fault;
}

static enum fault send_one(struct postings *p, struct posting *one, uint64_t number, struct event *v,
                           struct err *e)
{
        if (v->kind == KIND_DOCUMENT) {
                const uint64_t hash = hash_of(v->source, v->dossier_id);
                if (!gateway_door_passes(p->door, v, is_under_way(p, hash))) {
                        counters[UNCHANGED].value++;
                        return OK;
                }
                note_sent(one, v->dossier_id, hash);
        }
        return sender_send(p->sender, number, v, e);
}

/* Sends the good ones, and names the others in *a. RETRY: Kafka has no room. */
static enum fault send_all(struct postings *p, struct posting *one, uint64_t number, const struct call *c,
                           struct answer *a, struct err *e)
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
                        fault = send_one(p, one, number, &v.event, e);
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
        struct posting *one = begin(p, r, client);
        const uint64_t number = sender_ready(p->sender) ? sender_begin(p->sender, one) : 0;
        if (number == 0) {
                end(one);
                return false;
        }
        answer_begin(&a);
        const enum fault fault = send_all(p, one, number, c, &a, &e);
        one->text = answer_end(&a, c->kind);
        sender_end(p->sender, number, fault != OK); /* the posting may be gone behind it */
        return true;
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

/* ---- opening ---- */

enum fault postings_open(struct postings **out, const struct conf *conf, int wait_s, struct err *e)
{
        struct postings *p = *out = need_alloc(sizeof(*p));
        const struct sender_options sending = {.wait_s = wait_s,
                                               .confirm_ms = conf_ms(conf, "gateway.confirm_timeout"),
                                               .calls_most = (size_t)conf_count(conf, "gateway.connections"),
                                               .done = on_done,
                                               .context = p};
        counters_register(counters, COUNTERS);
        p->refuses_known = !strcmp(conf_text(conf, "gateway.known"), "refuse");
        if (p->refuses_known && !conf_text(conf, "gateway.memory"))
                return fail(e, USAGE, "gateway.known=refuse needs gateway.memory, to know them by");
        if (zone_open(&p->zone, conf_text(conf, "gateway.zone"), e) != OK ||
            clock_read_conf(&p->clock, conf, e) != OK ||
            conf_instant(conf, "load.earliest", &p->earliest, e) != OK ||
            gateway_door_open(&p->door, conf_text(conf, "gateway.memory"),
                              (uint64_t)conf_count(conf, "memory.most"), p->zone, e) != OK)
                return e->kind;
        return sender_open(&p->sender, conf, &sending, e);
}

void postings_give_up(struct postings *p)
{
        for (struct posting *one = p ? p->first : NULL, *next; one; one = next) {
                next = one->next;
                on_done(NULL, one, false);
        }
}

void postings_close(struct postings *p)
{
        if (!p)
                return;
        sender_close(p->sender);
        gateway_door_close(p->door);
        zone_close(p->zone);
        free(p);
}

struct sender *postings_sender(struct postings *p)
{
        return p->sender;
}
