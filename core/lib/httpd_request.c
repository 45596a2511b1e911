/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd_request.c - the parts of a request, and its answer.
 */
#include "core/lib/httpd_request.h"

#include "core/base/moment.h"
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

void httpd_drop_body(struct httpd_request *r)
{
        httpd_room_give_back(&r->httpd->room, &r->connection->place);
        if (r->body.len > 0) /* it may hold a password */
                explicit_bzero(r->body.at, r->body.len);
        bytes_free(&r->body);
}

void httpd_hand_over(struct httpd_request *r, const struct httpd_reply *head)
{
        r->status = head->status;
        if (head->type)
                MHD_add_response_header(r->response, "Content-Type", head->type);
        for (size_t i = 0; i < head->fields; i++)
                MHD_add_response_header(r->response, head->field[i].name, head->field[i].value);
        httpd_drop_body(r);
        httpd_place_turn(&r->connection->place, HTTPD_LEAVING, steady_now());
        if (!r->connection->asleep)
                return;
        r->connection->asleep = NULL;
        r->httpd->again = true;
        MHD_resume_connection(r->mhd);
}

void httpd_reply(struct httpd_request *r, const struct httpd_reply *reply)
{
        r->response = MHD_create_response_from_buffer(reply->body.len, (void *)reply->body.at,
                                                      reply->lasting ? MHD_RESPMEM_PERSISTENT
                                                                     : MHD_RESPMEM_MUST_COPY);
        if (!r->response)
                out_of_memory(reply->body.len);
        httpd_hand_over(r, reply);
}

void httpd_answer(struct httpd_request *r, int status, int retry_s, struct text body)
{
        char seconds[16];
        const struct httpd_field retry = {"Retry-After", seconds};
        snprintf(seconds, sizeof(seconds), "%d", retry_s);
        httpd_reply(r, &(struct httpd_reply){.status = status,
                                             .type = "application/json; charset=utf-8",
                                             .field = &retry,
                                             .fields = retry_s > 0,
                                             .body = body});
}

const char *httpd_method(const struct httpd_request *r)
{
        return r->method;
}

const char *httpd_path(const struct httpd_request *r)
{
        return r->path;
}

const char *httpd_query(const struct httpd_request *r, const char *name)
{
        return MHD_lookup_connection_value(r->mhd, MHD_GET_ARGUMENT_KIND, name);
}

struct visiting {
        void (*visit)(void *context, const char *name, const char *value);
        void *context;
};

static enum MHD_Result visit_one(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
        const struct visiting *v = context;
        (void)kind;
        v->visit(v->context, name, value);
        return MHD_YES;
}

void httpd_each_query(const struct httpd_request *r,
                      void (*visit)(void *context, const char *name, const char *value), void *context)
{
        struct visiting v = {visit, context};
        MHD_get_connection_values(r->mhd, MHD_GET_ARGUMENT_KIND, visit_one, &v);
}

const char *httpd_header(const struct httpd_request *r, const char *name)
{
        return MHD_lookup_connection_value(r->mhd, MHD_HEADER_KIND, name);
}

struct counting {
        const char *name;
        int n;
};

static enum MHD_Result count_one(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
        struct counting *c = context;
        (void)kind;
        (void)value;
        c->n += strcasecmp(name, c->name) == 0;
        return MHD_YES;
}

int httpd_header_count(const struct httpd_request *r, const char *name)
{
        struct counting c = {.name = name};
        MHD_get_connection_values(r->mhd, MHD_HEADER_KIND, count_one, &c);
        return c.n;
}

struct text httpd_body(const struct httpd_request *r)
{
        return (struct text){(const char *)r->body.at, r->body.len};
}

void httpd_address(const struct httpd_request *r, uint8_t out[static 16])
{
        memcpy(out, r->connection->place.address, 16);
}

const struct tls_peer *httpd_peer(struct httpd_request *r)
{
        struct connection *c = r->connection;
        if (!r->httpd->authority)
                return NULL;
        if (!c->peer) {
                c->peer = need_alloc(sizeof(*c->peer));
                tls_peer_read(
                        MHD_get_connection_info(r->mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session,
                        c->peer);
        }
        return c->peer;
}

const struct httpd_admission *httpd_admission(const struct httpd_request *r)
{
        return &r->admission;
}
