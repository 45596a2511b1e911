/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver.c - see receiver.h.
 */
#include "consumers/alert/manage/receiver.h"

#include "consumers/alert/manage/codes.h"
#include "consumers/alert/tell/mail.h"
#include "core/base/bytes.h"
#include "core/base/nearest.h"
#include "core/lib/http.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_MOST = 254, URL_MOST = 4096, MINUTES_PER_HOUR = 60, HOURS_PER_DAY = 24 };

void receiver_begin(struct receiver *v, bool mail)
{
        *v = (struct receiver){.mail = mail, .digest_minute = EACH_ALERT, .enabled = true};
}

void receiver_free(struct receiver *v)
{
        free(v->url);
        v->url = NULL;
}

static const char *kind_name(bool mail)
{
        return mail ? "mail receiver" : "webhook";
}

/* ---- the address ---- */

static void take_url(struct receiver *v, char *url)
{
        free(v->url);
        v->url = url;
}

/* The first line of a file; "-": of standard input. */
static enum fault read_line(const char *path, char **line, struct err *e)
{
        char text[URL_MOST + 2];
        const bool input = !strcmp(path, "-");
        FILE *in = input ? stdin : fopen(path, "re");
        if (!in)
                return fail_errno(e, USAGE, "--url-file %s", path);
        const bool any = fgets(text, sizeof(text), in) != NULL;
        if (!input)
                fclose(in);
        const struct text t = text_trim(any ? text_of(text) : text_of(NULL));
        if (t.len == 0 || t.len > URL_MOST)
                return fail(e, USAGE,
                            "--url-file %s: its first line has to be an address of at most %d bytes", path,
                            URL_MOST);
        *line = strndup(t.at, t.len);
        if (!*line)
                out_of_memory(t.len);
        return OK;
}

static enum fault apply_url(struct receiver *v, const struct args *a, struct err *e)
{
        const char *given = args_text(a, "url"), *file = args_text(a, "url-file");
        char *url = NULL;
        bool secret = false;
        if (given && file)
                return fail(e, USAGE, "--url and --url-file: one of them");
        if (!given && !file)
                return v->url ? OK
                              : fail(e, USAGE,
                                     "where to? --url-file FILE, - for standard input, or --url URL");
        if (given)
                url = need_strdup(given);
        else if (read_line(file, &url, e) != OK)
                return e->kind;
        take_url(v, url);
        if (http_url_check(url, &secret, e) != OK)
                return fail_at(e, given ? "--url" : "--url-file");
        if (given && secret && !v->unseen)
                return fail(e, USAGE,
                            "--url: this address may hold a secret, which others on this machine could see "
                            "in the list of processes: put it into a file for --url-file, or - for "
                            "standard input");
        return OK;
}

static enum fault apply_address(struct receiver *v, const struct args *a, struct err *e)
{
        char url[ADDRESS_MOST + sizeof("mailto:")];
        const char *to = args_text(a, "to");
        if (!to)
                return v->url ? OK : fail(e, USAGE, "to whom? --to ADDRESS");
        if (!mailbox_legal(to))
                return fail(e, USAGE,
                            "--to: this is no address of a mailbox: allowed is one, as name@example.vn");
        snprintf(url, sizeof(url), "mailto:%s", to);
        take_url(v, need_strdup(url));
        return OK;
}

/* ---- the rest ---- */

static enum fault apply_digest(struct receiver *v, const struct args *a, struct err *e)
{
        const char *word = args_text(a, "digest");
        int hour, minute, used = 0;
        if (!word)
                return OK;
        if (!strcmp(word, "off")) {
                v->digest_minute = EACH_ALERT;
                return OK;
        }
        if (strspn(word, "0123456789:") != strlen(word) || strlen(word) > 5 ||
            sscanf(word, "%2d:%2d%n", &hour, &minute, &used) != 2 || word[used] || used < 4 || hour < 0 ||
            hour >= HOURS_PER_DAY || minute < 0 || minute >= MINUTES_PER_HOUR)
                return fail(e, USAGE,
                            "--digest \"%.20s\": allowed is a time of day as 07:30, or off: each alert",
                            word);
        v->digest_minute = hour * MINUTES_PER_HOUR + minute;
        return OK;
}

enum fault receiver_apply(struct receiver *v, const struct args *a, struct pg *pg, struct err *e)
{
        const char *agency = args_text(a, "agency");
        if ((v->mail ? apply_address(v, a, e) : apply_url(v, a, e)) != OK || apply_digest(v, a, e) != OK)
                return e->kind;
        if (agency && !strcmp(agency, "any"))
                v->agency_id = ANY_RECIPIENT;
        else if (agency && code_find(pg, &codes_agency, agency, &v->agency_id, e) != OK)
                return fail_at(e, "--agency");
        return OK;
}

/* ---- the warehouse ---- */

static enum fault unknown_receiver(bool mail, struct pg *pg, const char *name, struct err *e)
{
        const struct pg_param param = pg_bool(mail);
        struct nearest near = {0};
        struct pg_result *r;
        char hint[NEAREST_HINT];
        if (pg_run(pg, SQL_alert_receiver_names, &param, 1, &r, e) != OK)
                return e->kind;
        for (int row = 0; row < pg_rows(r); row++)
                nearest_offer(&near, name, pg_get_text(r, row, COL_alert_receiver_names_name).at);
        (void)!fail(e, USAGE, "there is no %s '%s'%s", kind_name(mail), name, nearest_hint(&near, hint));
        pg_free(r);
        return e->kind;
}

enum fault receiver_read(struct receiver *v, struct pg *pg, const char *name, struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(name)), pg_bool(v->mail)};
        struct pg_result *r;
        if (pg_run(pg, SQL_alert_receiver_known, params, 2, &r, e) != OK)
                return e->kind;
        if (pg_rows(r) == 0) {
                pg_free(r);
                return unknown_receiver(v->mail, pg, name, e);
        }
        take_url(v, need_strdup(pg_get_text(r, 0, COL_alert_receiver_known_url).at));
        v->webhook_id = (int32_t)pg_get_int(r, 0, COL_alert_receiver_known_webhook_id);
        v->digest_minute = (int32_t)pg_get_int(r, 0, COL_alert_receiver_known_digest_minute);
        v->agency_id = (int32_t)pg_get_int(r, 0, COL_alert_receiver_known_agency_id);
        v->enabled = pg_get_int(r, 0, COL_alert_receiver_known_enabled) != 0;
        pg_free(r);
        return OK;
}

/* The server names the values of a row that it refuses, so also the address. */
enum fault receiver_write(const struct receiver *v, struct pg *pg, const char *name, struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(name)),    pg_text(text_of(v->url)),
                                          pg_int4(v->digest_minute), pg_int4(v->agency_id),
                                          pg_bool(v->enabled),       pg_int4(v->webhook_id)};
        const enum fault fault = v->webhook_id ? pg_run(pg, SQL_alert_receiver_set, params, 6, NULL, e)
                                               : pg_run(pg, SQL_alert_receiver_add, params, 5, NULL, e);
        if (fault == POISON && !strcmp(pg_sqlstate(pg), "23505"))
                return fail(e, USAGE, "there is a receiver '%s' already, by e-mail or webhook", name);
        if (fault == POISON)
                return fail(e, USAGE,
                            "the warehouse refuses this name or address: a name has 1 to 63 printable "
                            "characters, an address no blanks");
        return fault;
}
