/* SPDX-License-Identifier: Apache-2.0
 *
 * portal.c - a body that a one-stop system posts, by each of the paths; and the same bytes as a file of
 * clients.
 *
 * What was taken passes the check at the door and can be encoded. A refusal is plain ASCII: it names a field,
 * and no value of it. A body that was read is not too deep. Of a dossier that cannot be read nothing but its
 * name is left.
 */
#include "producers/format/portal.h"
#include "core/wire/codec.h"
#include "core/wire/event_id.h"
#include "producers/gateway/call.h"
#include "producers/gateway/clients.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

/* jansson begins every object with eight buckets and every array with eight places, for "{}," and "[],". */
const struct fuzz_bound fuzz_bound = {1 << 18, 512};

enum { DEPTH_MOST = 32, DOSSIERS_MOST = 500, VALUES_MOST = 128000 };
static struct zone *zone;
static struct codec *codec;

void fuzz_open(void)
{
        struct err e;
        HOLDS(zone_open(&zone, "Asia/Ho_Chi_Minh", &e) == OK && codec_open(&codec, &e) == OK);
}

static int depth(const struct json_node *node)
{
        int deepest = 0;
        for (size_t i = 0; i < json_items(node); i++) {
                const int here = depth(json_item(node, i));
                deepest = here > deepest ? here : deepest;
        }
        return json_is_list(node) ? deepest + 1 : json_is_map(node) ? 1 : 0;
}

static void is_refusal(const struct err *e)
{
        for (const char *c = e->text; *c; c++)
                HOLDS(*c >= ' ' && *c < 0x7f);
}

static void taken(struct event *v)
{
        uint8_t bytes[CODEC_EVENT_MOST];
        size_t len;
        struct err e;
        HOLDS(event_check(v, &e) == OK && v->agency.len > 0 && v->stated_at <= v->observed_at);
        HOLDS(v->kind == KIND_STEP ? v->occurrence_n == 0 : v->occurrence_n > 0);
        event_identify(v);
        HOLDS(codec_encode(codec, v, bytes, &len, &e) == OK);
}

static void read_dossiers(const struct call *c)
{
        static const struct portal_unit unit = {"Sở", "H15.05"};
        const struct portal p = {
                .zone = zone, .source = TEXT("fuzz"), .agency = TEXT("H15"), .units = &unit, .unit_n = 1};
        const micros now = day_of_civil(2026, 10, 20) * MICROS_PER_DAY;
        for (size_t i = 0; i < call_dossiers(c); i++) {
                struct portal_tally tally = {0};
                struct portal_event v;
                struct err e;
                if (call_dossier_check(c, i, &e) != OK) {
                        const struct json_node *named = call_dossier(c, i);
                        is_refusal(&e);
                        HOLDS(json_is_absent(named) || json_members(named) == 1);
                        continue;
                }
                if (fuzz_said(portal_document(&p, call_dossier(c, i), now, now, &v, &tally, &e), &e) == OK)
                        taken(&v.event);
                else
                        is_refusal(&e);
                if (fuzz_said(portal_step(&p, call_dossier(c, i), now, now, &v, &tally, &e), &e) == OK)
                        taken(&v.event);
                else
                        is_refusal(&e);
        }
}

static void read_body(const char *path, struct text body)
{
        struct call_route route;
        struct call c;
        struct err e;
        struct json_node *root;
        struct json_gaps gaps;
        const struct call_limits limits = {DEPTH_MOST, DOSSIERS_MOST, VALUES_MOST};
        if (!call_route(path, &route))
                return;
        if (call_read_body(&route, body, &limits, &root, &gaps, &e) == OK) {
                HOLDS(depth(root) <= DEPTH_MOST);
                if (call_read(&route, root, NULL, NULL, &c, &e) == OK) {
                        c.gaps = &gaps;
                        read_dossiers(&c);
                }
        } else {
                is_refusal(&e);
        }
        json_close(root);
        json_gaps_close(&gaps);
}

static void read_clients(struct text file)
{
        const char *path;
        struct clients clients;
        struct err e;
        fuzz_file(0, file, &path);
        const enum fault fault = fuzz_said(clients_open(&clients, path, "gateway", &e), &e);
        HOLDS(fault == OK ? clients.n > 0 : fault == USAGE);
        clients_close(&clients);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        char *path = fuzz_string(&data, &size);
        const struct text body = {(const char *)data, size};
        read_body(path, body);
        read_body("/td/create", body);
        read_body("/oc", body);
        read_clients(body);
        free(path);
}
