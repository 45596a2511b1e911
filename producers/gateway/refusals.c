/* SPDX-License-Identifier: Apache-2.0
 *
 * refusals.c - see refusals.h.
 */
#include "producers/gateway/refusals.h"

#include "core/lib/httpd.h"
#include "core/lib/log.h"
#include "core/program/counters.h"
#include <string.h>

enum { NO_CALL, TOO_LARGE, NOT_ALLOWED, TOO_FAST, LATER, NO_PATH, COUNTERS };
static struct counter counters[COUNTERS] = {
        [NO_CALL] = {"hentra_gateway_refused_no_call_total", "Requests refused: no JSON, or no call", COUNTER,
                     0},
        [TOO_LARGE] = {"hentra_gateway_refused_too_large_total", "Requests refused: size, dossiers, nesting",
                       COUNTER, 0},
        [NOT_ALLOWED] = {"hentra_gateway_refused_not_allowed_total",
                         "Requests refused: client, session, certificate, agency", COUNTER, 0},
        [TOO_FAST] = {"hentra_gateway_refused_too_fast_total", "Requests refused: rate", COUNTER, 0},
        [LATER] = {"hentra_gateway_refused_later_total", "Requests refused: no room for now", COUNTER, 0},
        [NO_PATH] = {"hentra_gateway_refused_no_path_total", "Requests refused: path or method", COUNTER, 0},
};

static const struct {
        int counter;
        const char *reason;
} codes[ANSWER_CODES] = {
        [ANSWER_NO_CALL] = {NO_CALL, "no JSON, or no call"},
        [ANSWER_TOO_LARGE] = {TOO_LARGE, "too long, too many dossiers, or nested too deep"},
        [ANSWER_NOT_ALLOWED] = {NOT_ALLOWED, "unknown client, or ended session"},
        [ANSWER_TOO_FAST] = {TOO_FAST, "too many requests"},
        [ANSWER_LATER] = {LATER, "no room"},
        [ANSWER_NO_PATH] = {NO_PATH, "no such path or method"},
};

void refusals_register(void)
{
        counters_register(counters, COUNTERS);
}

static void write_line(struct refusal *one, micros now)
{
        char address[HTTPD_HOST_MOST];
        httpd_write_address(one->address, address);
        log_warn("gateway.refused", KT("client", one->client ? one->client : "unknown"),
                 KT("address", address), KI("code", one->code), KI("status", answer_status(one->code)),
                 KI("times", one->since), KT("reason", one->reason));
        one->since = 0;
        one->logged = now;
}

static bool same_caller(const struct refusal *one, const char *client, const uint8_t address[static 16])
{
        return client || one->client ? client == one->client : httpd_same_network(one->address, address);
}

/* The place of this caller and code, else a free one, else that of all the others. */
static struct refusal *place_of(struct refusals *all, const char *client, const uint8_t address[static 16],
                                enum answer_code code)
{
        struct refusal *found = NULL;
        for (struct refusal *one = all->of; one < all->of + REFUSALS_NOTED; one++) {
                if (one->logged == 0)
                        found = found ? found : one;
                else if (one->code == code && same_caller(one, client, address))
                        return one;
        }
        return found ? found : &all->others;
}

void refusal_note(struct refusals *all, const char *client, const uint8_t address[static 16],
                  enum answer_code code, const char *reason, micros now)
{
        struct refusal *one = place_of(all, client, address, code);
        const bool first = one->logged == 0;
        counters[codes[code].counter].value++;
        one->client = one == &all->others ? NULL : client;
        one->code = code;
        one->reason = reason ? reason : codes[code].reason;
        memcpy(one->address, address, sizeof(one->address));
        one->since++;
        if (first)
                write_line(one, now);
}

static void look_at(struct refusal *one, micros now)
{
        if (one->logged == 0 || (now != END_OF_TIME && now - one->logged < 60 * MICROS_PER_SECOND))
                return;
        if (one->since > 0)
                write_line(one, now);
        else
                one->logged = 0;
}

void refusals_look(struct refusals *all, micros now)
{
        for (struct refusal *one = all->of; one < all->of + REFUSALS_NOTED; one++)
                look_at(one, now);
        look_at(&all->others, now);
}
