/* SPDX-License-Identifier: Apache-2.0
 *
 * registry_client.c - the URLs of a registry, and its answers.
 */
#include "core/wire/registry_client.h"
#include "core/base/text.h"
#include <stdio.h>
#include <string.h>

enum { PATH_MOST = 512 };
/* Confluent's error codes that are an answer. */
enum { NO_SUBJECT = 40401, NO_VERSION = 40402, NO_SCHEMA = 40403, NO_LEVEL = 40408 };

/* ---- settings ---- */

static enum fault add_url(struct registry_client *r, struct text url, struct err *e)
{
        const bool plain = url.len > 7 && memcmp(url.at, "http://", 7) == 0,
                   secure = url.len > 8 && memcmp(url.at, "https://", 8) == 0;
        while (url.len > 0 && url.at[url.len - 1] == '/')
                url.len--;
        if (r->urls == REGISTRY_URLS_MOST)
                return fail(e, USAGE, "schema.registry.url: at most %d URLs", REGISTRY_URLS_MOST);
        /* Before anything of it is shown: a login in a URL ends up in logs, and so does a token. */
        if (url.len > 0 && memchr(url.at, '?', url.len))
                return fail(e, USAGE,
                            "schema.registry.url: a URL ends with its path, before any question mark");
        if (url.len > 0 && memchr(url.at, '@', url.len))
                return fail(e, USAGE,
                            "schema.registry.url: no login in a URL; use schema.registry.user and "
                            "schema.registry.password");
        if ((!plain && !secure) || url.len >= REGISTRY_URL_MOST || memchr(url.at, ' ', url.len))
                return fail(e, USAGE,
                            "schema.registry.url: '%.*s' is no address such as "
                            "https://schemas.example:8081 or http://10.0.0.7:8080/apis/ccompat/v7",
                            (int)(url.len < 100 ? url.len : 100), url.at);
        snprintf(r->url[r->urls++], REGISTRY_URL_MOST, "%.*s", (int)url.len, url.at);
        return OK;
}

static enum fault read_urls(struct registry_client *r, const char *list, struct err *e)
{
        for (const char *at = list;; at++) {
                const size_t len = strcspn(at, ",");
                if (add_url(r, text_trim((struct text){at, len}), e) != OK)
                        return e->kind;
                at += len;
                if (!*at)
                        return OK;
        }
}

static enum fault read_settings(struct registry_client *r, const struct conf *conf, const char *urls,
                                struct err *e)
{
        r->user = conf_text(conf, "schema.registry.user");
        r->password = conf_text(conf, "schema.registry.password");
        r->tls = (struct http_tls){.ca = conf_text(conf, "schema.registry.ca.file"),
                                   .certificate = conf_text(conf, "schema.registry.certificate.file"),
                                   .key = conf_text(conf, "schema.registry.key.file"),
                                   .key_password = conf_text(conf, "schema.registry.key.password")};
        r->timeout_ms = (int)conf_ms(conf, "schema.registry.timeout");
        if (r->password && !r->user)
                return fail(e, USAGE, "schema.registry.password needs schema.registry.user");
        if (!r->tls.key != !r->tls.certificate)
                return fail(e, USAGE,
                            "schema.registry.certificate.file and schema.registry.key.file need each other");
        return read_urls(r, urls, e);
}

bool registry_client_wanted(const struct conf *conf)
{
        const char *urls = conf_text(conf, "schema.registry.url");
        return urls && *urls;
}

enum fault registry_client_open(struct registry_client *r, const struct conf *conf,
                                void (*answered)(void *context, const struct http_answer *a), void *context,
                                struct err *e)
{
        *r = (struct registry_client){0};
        if (read_settings(r, conf, conf_text(conf, "schema.registry.url"), e) != OK)
                return e->kind;
        return http_open(&r->http, "hentra", answered, context, e);
}

void registry_client_close(struct registry_client *r)
{
        http_close(r->http);
}

void registry_client_only(struct registry_client *r, size_t url)
{
        memmove(r->url[0], r->url[url], REGISTRY_URL_MOST);
        r->urls = 1;
        r->first = 0;
}

/* ---- one request ---- */

struct http_request registry_client_request(const struct registry_client *r, size_t url, const char *path,
                                            struct text body, char text[static REGISTRY_URL_MOST + 512])
{
        static const char *const headers[] = {
                "Content-Type: application/vnd.schemaregistry.v1+json",
                "Accept: application/vnd.schemaregistry.v1+json, application/json", NULL};
        snprintf(text, REGISTRY_URL_MOST + 512, "%s%s", r->url[url], path);
        return (struct http_request){.url = text,
                                     .user = r->user,
                                     .password = r->password,
                                     .tls = &r->tls,
                                     .headers = headers,
                                     .body = body.at,
                                     .len = body.len,
                                     .keep = REGISTRY_ANSWER_MOST,
                                     .timeout_ms = r->timeout_ms};
}

static bool is_refusal(int status, int64_t code)
{
        switch (status) {
        case 404:
                return code == NO_SUBJECT || code == NO_VERSION || code == NO_SCHEMA || code == NO_LEVEL;
        case 409:
                return true;
        case 422:
                return code >= 42200 && code < 42300;
        default:
                return false;
        }
}

enum fault registry_client_judge(const struct registry_client *r, size_t url, const struct http_answer *a,
                                 struct registry_reply *out, struct err *e)
{
        struct err unread;
        *out = (struct registry_reply){.status = a->status};
        if (!a->status)
                return fail(e, RETRY, "the schema registry at %s is away: %s", r->url[url], a->error);
        if (a->status == 401 || a->status == 403)
                return fail(
                        e, FATAL,
                        "the schema registry at %s refuses us with status %d: schema.registry.user and its "
                        "rights",
                        r->url[url], a->status);
        if (a->cut) /* waiting mends no schema that is too long; a page without an end is none */
                return fail(e,
                            a->status < 300 && a->len > 0 && *(const char *)a->body == '{' ? POISON : RETRY,
                            "the schema registry at %s answered more than %d bytes", r->url[url],
                            REGISTRY_ANSWER_MOST);
        if (json_read(&out->body, (struct text){a->body, a->len}, &unread) == OK)
                (void)json_int_of(json_member(out->body, "error_code"), &out->code);
        else
                out->body = NULL;
        if (out->body && ((a->status >= 200 && a->status < 300) || is_refusal(a->status, out->code)))
                return OK;
        json_close(out->body);
        out->body = NULL;
        return fail(e, RETRY, "%s answered with status %d and nothing that a schema registry says%s",
                    r->url[url], a->status, a->status == 404 ? ": is its path right?" : "");
}

/* RETRY: something that is no registry answered in its place. */
static enum fault whole(const struct registry_client *r, size_t url, const char *member,
                        struct registry_reply *reply, struct err *e)
{
        if (reply->status >= 300 ||
            (member ? json_member(reply->body, member) != NULL : json_is_list(reply->body)))
                return OK;
        json_close(reply->body);
        reply->body = NULL;
        return fail(e, RETRY, "the schema registry at %s answered without %s", r->url[url],
                    member ? member : "a list");
}

/* The caller closes out->body. */
enum fault registry_client_ask(struct registry_client *r, const char *path, struct text body,
                               const char *member, struct registry_reply *out, struct err *e)
{
        enum fault fault = OK;
        for (size_t i = 0; i < r->urls; i++) {
                const size_t url = (r->first + i) % r->urls;
                char text[REGISTRY_URL_MOST + PATH_MOST];
                const struct http_request q = registry_client_request(r, url, path, body, text);
                struct http_answer a = {.error = ""};
                struct bytes answer = {0};
                struct err without;
                fault = http_ask(r->http, &q, &a, &answer, &without);
                if (fault == RETRY)
                        a.error = without.text;
                if (fault == FATAL || fault == USAGE)
                        fault = fail(e, fault, "schema.registry.url %s: %s", r->url[url], without.text);
                else
                        fault = registry_client_judge(r, url, &a, out, e);
                if (fault == OK)
                        fault = whole(r, url, member, out, e);
                if (fault == POISON)
                        fault = e->kind = RETRY;
                bytes_free(&answer);
                if (fault == OK)
                        r->first = url;
                if (fault != RETRY)
                        return fault;
        }
        return fault;
}

enum fault registry_client_schema(const struct json_node *body, struct bytes *schema, struct err *e)
{
        struct text type, text;
        if (json_text_of(json_member(body, "schemaType"), &type) && !text_equal(type, TEXT("AVRO")))
                return fail(e, POISON, "the schema is in %.*s, not in Avro",
                            (int)(type.len < 20 ? type.len : 20), type.at);
        if (json_items(json_member(body, "references")) > 0)
                return fail(e, POISON, "the schema has references to others, which are not read");
        if (!json_text_of(json_member(body, "schema"), &text))
                return fail(e, RETRY, "the schema registry's answer has no schema");
        bytes_clear(schema);
        bytes_add(schema, text.at, text.len);
        return OK;
}
