/* SPDX-License-Identifier: Apache-2.0
 *
 * call.c - see call.h.
 */
#include "producers/gateway/call.h"

#include <strings.h>

static const struct {
        const char *service;
        enum call_kind kind;
} services[] = {
        {"DongBoHoSoMC", CALL_DOCUMENTS}, {"CapNhatTienDoHoSoMC", CALL_STEPS}, {"TraCuuHoSo", CALL_LOOKUP}};

static bool kind_of_service(struct text name, enum call_kind *kind)
{
        for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
                if (!text_equal(name, text_of(services[i].service)))
                        continue;
                *kind = services[i].kind;
                return true;
        }
        return false;
}

enum { PARTS_MOST = 3 };

/* The parts of "/a/b/c"; 0: there are more, or one is empty. */
static size_t split(const char *path, struct text parts[static PARTS_MOST])
{
        size_t n = 0;
        while (*path == '/') {
                const size_t len = strcspn(++path, "/");
                if (n == PARTS_MOST || (len == 0 && n > 0))
                        return 0;
                parts[n++] = (struct text){path, len};
                path += len;
        }
        return *path == '\0' ? n : 0;
}

bool call_route(const char *path, struct call_route *route)
{
        struct text part[PARTS_MOST];
        const size_t n = split(path, part);
        *route = (struct call_route){0};
        if (n == 0)
                return false;
        const struct text last = part[n - 1];
        if (text_equal(part[0], TEXT("oc"))) {
                const bool login = n > 1 && text_equal(last, TEXT("login"));
                route->in_body = !login;
                route->kind = login ? CALL_LOGIN : CALL_DOCUMENTS;
                if (n - login > 1)
                        route->key = part[1];
                return n - login <= 2;
        }
        if (n < 2)
                return false;
        if (n == PARTS_MOST)
                route->key = part[1];
        if (text_equal(part[0], TEXT("hg")))
                return kind_of_service(last, &route->kind);
        route->kind = text_equal(last, TEXT("steps")) ? CALL_STEPS : CALL_DOCUMENTS;
        route->creates = text_equal(last, TEXT("create"));
        return text_equal(part[0], TEXT("td")) &&
               (route->kind == CALL_STEPS || route->creates || text_equal(last, TEXT("update")));
}

/* A text as it is, since it may be a secret, and a number by its digits; "null" is none. */
static struct text member_text(const struct json_node *body, const char *key,
                               char digits[static PORTAL_DIGITS])
{
        static const struct text none = {0};
        struct text t;
        if (!json_text_of(json_member(body, key), &t))
                return portal_text(body, key, digits);
        return text_equal(t, TEXT("null")) ? none : t;
}

static struct text agency_of_url(const char *madonvi)
{
        static const struct text none = {0};
        const struct text t = text_trim(text_of(madonvi));
        return text_equal(t, TEXT("null")) ? none : t;
}

/* "False", "false", "0", false or 0 */
static bool says_no(struct text t)
{
        return text_equal(t, TEXT("0")) || (t.len == 5 && !strncasecmp(t.at, "false", 5));
}

static bool member_says_no(const struct json_node *node)
{
        struct text t;
        int64_t number;
        bool flag;
        return (json_bool_of(node, &flag) && !flag) || (json_int_of(node, &number) && number == 0) ||
               (json_text_of(node, &t) && says_no(t));
}

static bool is_text_or_number(const struct json_node *node)
{
        struct text t;
        int64_t number;
        return json_text_of(node, &t) || json_int_of(node, &number);
}

enum fault call_read_body(const struct call_route *route, struct text body, const struct call_limits *limits,
                          struct json_node **root, struct json_gaps *gaps, struct err *e)
{
        const struct json_list_form form = {.key = route->in_body ? "data" : NULL,
                                            .name = "MaHoSo",
                                            .depth_most = limits->depth,
                                            .values_most = limits->values,
                                            .elements_most = limits->dossiers};
        return json_list_read(root, gaps, body, &form, e);
}

enum fault call_read(const struct call_route *route, const struct json_node *body, const char *madonvi,
                     const char *updating, struct call *c, struct err *e)
{
        *c = (struct call){.kind = route->kind,
                           .creates = route->creates || says_no(text_of(updating)),
                           .madonvi = agency_of_url(madonvi),
                           .dossiers = body};
        if (route->in_body || route->kind == CALL_LOGIN) {
                c->session = member_text(body, "session", c->digits[1]);
                c->username = member_text(body, "username", c->digits[2]);
                c->password = member_text(body, "password", c->digits[3]);
        }
        if (route->in_body) {
                struct text service = {0};
                const struct json_node *agency = json_member(body, "madonvi");
                c->madonvi = portal_text(body, "madonvi", c->digits[0]);
                if (!json_is_absent(agency) && !is_text_or_number(agency))
                        return fail(e, POISON, "madonvi is no text");
                c->creates = member_says_no(json_member(body, "isUpdating"));
                c->dossiers = json_member(body, "data");
                (void)json_text_of(json_member(body, "service"), &service);
                if (!kind_of_service(service, &c->kind))
                        return fail(e, POISON, "service: DongBoHoSoMC, CapNhatTienDoHoSoMC, TraCuuHoSo");
        }
        if (c->kind == CALL_LOGIN || c->kind == CALL_LOOKUP || json_is_map(c->dossiers) ||
            json_items(c->dossiers) > 0)
                return OK;
        return fail(e, POISON, "%s", route->in_body ? "data: [ … ]" : "[ … ]");
}

size_t call_dossiers(const struct call *c)
{
        return json_is_map(c->dossiers) ? 1 : json_items(c->dossiers);
}

const struct json_node *call_dossier(const struct call *c, size_t i)
{
        return json_is_map(c->dossiers) ? c->dossiers : json_item(c->dossiers, i);
}

enum fault call_dossier_check(const struct call *c, size_t i, struct err *e)
{
        const char *wrong = c->gaps ? json_gap_at(c->gaps, i) : NULL;
        return wrong ? fail(e, POISON, "the dossier cannot be read: %s", wrong) : OK;
}
