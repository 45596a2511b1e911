/* SPDX-License-Identifier: Apache-2.0
 *
 * live.c - see live.h.
 */
#include "consumers/dashboard/live.h"

#include "consumers/dashboard/assets.h"
#include "consumers/dashboard/dashboard_counters.h"
#include "consumers/dashboard/replies.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
        WAITING_MOST = 256 << 10, /* bytes that a page may leave waiting */
        BEAT_S = 20,
        CHANGED_S = 1 /* between two words that figures may have changed */
};
static const int64_t UNKNOWN = -1;

struct live_page {
        struct live_page *next;
        struct live *live;
        struct live_role *role;
        struct httpd_stream *stream;
        uint64_t session;
        int64_t sent; /* number of the last event; UNKNOWN: its first is not chosen yet */
};

struct live_role {
        struct live_role *next;
        struct live *live;
        char name[ROLE_MOST];
        bool person;
        bool asking, again; /* a job is under way; and there is more to ask behind it */
};

/* ---- questions ---- */

static int64_t least_sent(const struct live_role *role)
{
        int64_t least = INT64_MAX;
        for (const struct live_page *p = role->live->pages; p; p = p->next)
                if (p->role == role && p->sent < least)
                        least = p->sent;
        return least;
}

static bool has_pages(const struct live_role *role)
{
        return least_sent(role) != INT64_MAX;
}

static void on_news(void *context, int status, struct text body);

static void ask(struct live_role *role)
{
        char since[32];
        struct bytes job = {0};
        struct job j = {.ask = ASK_NEWS, .role = role->name, .person = role->person};
        if (role->asking || role->live->closing) {
                role->again = true;
                return;
        }
        role->again = false;
        const int64_t behind = least_sent(role);
        if (behind == INT64_MAX)
                return;
        if (behind != UNKNOWN) {
                snprintf(since, sizeof(since), "%" PRId64, behind);
                j.pair[j.pairs++] = (struct job_pair){"since", since};
        }
        job_write(&job, &j);
        role->asking = pool_ask(role->live->pool, &job, on_news, role);
        role->again = !role->asking;
        bytes_free(&job);
}

static void send_event(struct live_page *p, int64_t number, const char *name, struct text data)
{
        struct bytes event = {0};
        char head[80];
        const int n = snprintf(head, sizeof(head), "id: %" PRId64 "\nevent: %s\ndata: ", number, name);
        bytes_add(&event, head, (size_t)n);
        bytes_add(&event, data.at, data.len);
        bytes_add(&event, "\n\n", 2);
        httpd_stream_send(p->stream, (struct text){(const char *)event.at, event.len});
        bytes_free(&event);
        p->sent = number;
}

static void send_to_role(struct live_role *role, int64_t number, struct text alert)
{
        for (struct live_page *p = role->live->pages; p; p = p->next)
                if (p->role == role && p->sent != UNKNOWN && p->sent < number)
                        send_event(p, number, "alert", alert);
}

/* Pages that know nothing yet begin here: what was before is not news. They are told, so that one which is
 * cut off before the first alert goes on here, too. */
static void begin_at(struct live_role *role, int64_t number)
{
        for (struct live_page *p = role->live->pages; p; p = p->next)
                if (p->role == role && p->sent == UNKNOWN)
                        send_event(p, number, "begun", TEXT("{}"));
}

/* Gives the number of events. */
static int read_news(struct live_role *role, struct text body)
{
        int n = 0;
        while (body.len > 0) {
                const char *end = memchr(body.at, '\n', body.len);
                const size_t len = end ? (size_t)(end - body.at) : body.len;
                const char *tab = memchr(body.at, '\t', len);
                const int64_t number = strtoll(body.at, NULL, 10);
                if (!tab)
                        begin_at(role, number);
                else
                        send_to_role(role, number, (struct text){tab + 1, len - (size_t)(tab + 1 - body.at)});
                n += tab != NULL;
                body.at += len + 1;
                body.len -= end ? len + 1 : len;
        }
        return n;
}

static void drop_pages(struct live_role *role)
{
        for (struct live_page *p = role->live->pages; p; p = p->next)
                if (p->role == role)
                        httpd_stream_close(p->stream);
}

static void on_news(void *context, int status, struct text body)
{
        struct live_role *role = context;
        role->asking = false;
        if (status == 200) {
                /* A copy with a NUL behind it, for strtoll(). */
                struct bytes copy = {0};
                bytes_add(&copy, body.at, body.len);
                bytes_add(&copy, "", 1);
                const int n = read_news(role, (struct text){(const char *)copy.at, body.len});
                bytes_free(&copy);
                if (n > 0 || role->again)
                        ask(role); /* an answer has a bound */
        } else if (status == 403) {
                drop_pages(role);
        } else {
                role->again = true; /* asked once more with the next sign */
        }
}

/* ---- pages ---- */

static void on_over(void *context, struct httpd_stream *s)
{
        struct live_page *page = context, **at = &page->live->pages;
        if (!page->live->closing && httpd_stream_is_behind(s))
                dashboard_count_slow();
        while (*at != page)
                at = &(*at)->next;
        *at = page->next;
        page->live->page_n--;
        free(page);
}

static struct live_role *role_of(struct live *l, const char *name, bool person)
{
        for (struct live_role *role = l->roles; role; role = role->next)
                if (role->person == person && !strcmp(role->name, name))
                        return role;
        struct live_role *role = need_alloc(sizeof(*role));
        *role = (struct live_role){.next = l->roles, .live = l, .person = person};
        snprintf(role->name, sizeof(role->name), "%s", name);
        l->roles = role;
        return role;
}

/* The header is the browser's when it connects again by itself, and is the newer one. */
static int64_t last_event_of(const struct httpd_request *r)
{
        const char *header = httpd_header(r, "Last-Event-ID"), *id = header ? header : httpd_query(r, "last");
        char *rest = NULL;
        const long long number = id ? strtoll(id, &rest, 10) : UNKNOWN;
        return id && *id && !*rest && number >= 0 && number < INT64_MAX ? number : UNKNOWN;
}

/* A quarter is left to others. */
static bool has_place(const struct live *l, const char *role)
{
        unsigned own = 0;
        for (const struct live_page *p = l->pages; p; p = p->next)
                own += !strcmp(p->role->name, role);
        return l->page_n < l->pages_most && own < l->pages_most - l->pages_most / 4 && !l->closing;
}

void live_open(struct live *l, struct httpd_request *r, const char *role, bool person, uint64_t session)
{
        struct httpd_field fields[SAFE_FIELDS + 2];
        if (!has_place(l, role)) {
                reply_error(r, 503, 5, "busy", "too many pages listen at the moment");
                return;
        }
        memcpy(fields, safe_fields, sizeof(safe_fields[0]) * SAFE_FIELDS);
        fields[SAFE_FIELDS] = (struct httpd_field){"Cache-Control", "no-store"};
        fields[SAFE_FIELDS + 1] = (struct httpd_field){"X-Accel-Buffering", "no"}; /* of a proxy in front */
        const struct httpd_reply head = {.status = 200,
                                         .type = "text/event-stream; charset=utf-8",
                                         .field = fields,
                                         .fields = SAFE_FIELDS + 2};
        struct live_page *page = need_alloc(sizeof(*page));
        *page = (struct live_page){.next = l->pages,
                                   .live = l,
                                   .role = role_of(l, role, person),
                                   .session = session,
                                   .sent = last_event_of(r)};
        l->pages = page;
        l->page_n++;
        page->stream = httpd_stream_open(r, &head, WAITING_MOST, on_over, page);
        httpd_stream_send(page->stream, TEXT("retry: 3000\n\n"));
        ask(page->role);
}

static void send_all(struct live *l, struct text bytes)
{
        for (struct live_page *p = l->pages; p; p = p->next)
                httpd_stream_send(p->stream, bytes);
}

void live_news(struct live *l, enum news news)
{
        if (news == NEWS_ALERT || news == NEWS_LOST)
                for (struct live_role *role = l->roles; role; role = role->next)
                        ask(role);
        if (l->changed == 0)
                l->changed = steady_now();
}

static micros next_change(const struct live *l)
{
        return l->told + CHANGED_S * MICROS_PER_SECOND;
}

/* Roles that nobody listens to any more are forgotten, unless their answer is still to come. */
static void forget_roles(struct live *l)
{
        struct live_role **at = &l->roles;
        while (*at) {
                struct live_role *role = *at;
                if (role->asking || has_pages(role)) {
                        at = &role->next;
                        continue;
                }
                *at = role->next;
                free(role);
        }
}

void live_turn(struct live *l, micros now)
{
        const bool news = l->changed != 0 && now >= next_change(l);
        if (news || (l->again != 0 && now >= l->again)) {
                send_all(l, TEXT("event: changed\ndata: {}\n\n"));
                l->told = now;
                l->changed = 0;
                /* Answers of before the change may be given to those who ask at once. */
                l->again = news && l->fresh ? now + 2 * l->fresh + MICROS_PER_SECOND : 0;
        }
        if (now < l->beat + BEAT_S * MICROS_PER_SECOND)
                return;
        l->beat = now;
        for (struct live_page *p = l->pages; p; p = p->next)
                if (p->session && !visit_lives(l->sessions, p->session, now))
                        httpd_stream_close(p->stream);
        send_all(l, TEXT("event: beat\ndata: {}\n\n")); /* a comment would reach no script */
        for (struct live_role *role = l->roles; role; role = role->next)
                if (role->again)
                        ask(role);
        forget_roles(l);
}

int live_wait_ms(const struct live *l, micros now)
{
        micros next = l->beat + BEAT_S * MICROS_PER_SECOND;
        if (!l->pages)
                return -1;
        if (l->changed != 0 && next_change(l) < next)
                next = next_change(l);
        if (l->again != 0 && l->again < next)
                next = l->again;
        return next <= now ? 0 : (int)((next - now) / 1000 + 1);
}

void live_close(struct live *l)
{
        l->closing = true;
}

void live_free(struct live *l)
{
        while (l->roles) {
                struct live_role *next = l->roles->next;
                free(l->roles);
                l->roles = next;
        }
}
