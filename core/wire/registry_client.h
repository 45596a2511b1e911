/* SPDX-License-Identifier: Apache-2.0
 *
 * registry_client.h - requests to a schema registry at one of its URLs, and whether an answer is the
 * registry's own.
 *
 * An answer counts when it is a 2xx with the JSON that was asked for, or a refusal with one of Confluent's
 * error codes. Anything else (no answer, a proxy's page, 5xx, a path that is not there) means that the URL is
 * away.
 */
#ifndef HENTRA_WIRE_REGISTRY_CLIENT_H
#define HENTRA_WIRE_REGISTRY_CLIENT_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/text.h"
#include "core/lib/conf.h"
#include "core/lib/http.h"
#include "core/lib/json.h"
#include <stdbool.h>
#include <stddef.h>

enum { REGISTRY_URLS_MOST = 8, REGISTRY_URL_MOST = 512, REGISTRY_ANSWER_MOST = 4 << 20 };

struct registry_client {
        struct http *http;
        char url[REGISTRY_URLS_MOST][REGISTRY_URL_MOST]; /* without a slash at the end */
        size_t urls, first;                              /* first: the one that answered last */
        const char *user, *password;
        struct http_tls tls;
        int timeout_ms;
};

/* schema.registry.url is set. */
bool registry_client_wanted(const struct conf *conf);
/* Connects to nothing. schema.registry.url must be set. USAGE: a setting makes no sense. `conf` is
 * borrowed; `answered` and `context` are those of http_open(). Close it after a fault, too. */
MUST enum fault registry_client_open(struct registry_client *r, const struct conf *conf,
                                     void (*answered)(void *context, const struct http_answer *a),
                                     void *context, struct err *e);
void registry_client_close(struct registry_client *r);
/* Asks this URL alone from now on (from 0). */
void registry_client_only(struct registry_client *r, size_t url);

struct registry_reply {
        int status;
        int64_t code;           /* Confluent's error code; 0: none */
        struct json_node *body; /* the caller closes it */
};
/* The answer of a URL. OK: it is the registry's own, though it may be a refusal (status 404, 409, 422).
 * RETRY: the URL is away; FATAL: it refuses our login; POISON: it began as the registry's own, and is longer
 * than REGISTRY_ANSWER_MOST. */
MUST enum fault registry_client_judge(const struct registry_client *r, size_t url,
                                      const struct http_answer *a, struct registry_reply *out, struct err *e);
/* The request of a path below a URL; `text` keeps the whole URL. body.at NULL: a GET. */
struct http_request registry_client_request(const struct registry_client *r, size_t url, const char *path,
                                            struct text body, char text[static REGISTRY_URL_MOST + 512]);

/* Asks one URL after the other until one answers, and waits for it. An answer of 2xx without the member is
 * none (NULL: a list is wanted). Faults RETRY and FATAL as of registry_client_judge(); USAGE: a URL is
 * none. */
MUST enum fault registry_client_ask(struct registry_client *r, const char *path, struct text body,
                                    const char *member, struct registry_reply *out, struct err *e);

/* Reads the member "schema" of a body. POISON: it is no Avro schema that can be read by itself. RETRY: there
 * is none. */
MUST enum fault registry_client_schema(const struct json_node *body, struct bytes *schema, struct err *e);

#endif
