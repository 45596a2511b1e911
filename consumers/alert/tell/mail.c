/* SPDX-License-Identifier: Apache-2.0
 *
 * mail.c - see mail.h.
 */
#include "consumers/alert/tell/mail.h"

#include <string.h>

enum { ADDRESS_MOST = 254 };

static bool begins(const char *s, const char *with)
{
        return !strncmp(s, with, strlen(with));
}

const char *mailbox_of(const char *url)
{
        return begins(url, "mailto:") ? url + strlen("mailto:") : NULL;
}

static bool is_word_character(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* As the constraint of alert_webhook.url has it. */
bool mailbox_legal(const char *address)
{
        const char *at = strchr(address, '@');
        const size_t len = strlen(address);
        if (!at || at == address || len > ADDRESS_MOST || !is_word_character(at[1]) ||
            !is_word_character(address[len - 1]))
                return false;
        for (const char *p = address; *p; p++) {
                const char *others = p < at ? ".!#$%&'*+/=?^_{|}~-" : ".-";
                if (p != at && !is_word_character(*p) && !strchr(others, *p))
                        return false;
        }
        return true;
}

static const char *filled(const struct conf *conf, const char *key)
{
        const char *value = conf_text(conf, key);
        return value && *value ? value : NULL;
}

enum fault mail_read_conf(struct mail *m, const struct conf *conf, struct err *e)
{
        static const char *const words[] = {
                [LETTER_TLS_REQUIRED] = "required", [LETTER_TLS_TRIED] = "tried", [LETTER_TLS_NONE] = "none"};
        const char *tls = conf_text(conf, "alert.mail.tls");
        *m = (struct mail){.server = filled(conf, "alert.mail.server"),
                           .from = filled(conf, "alert.mail.from"),
                           .user = filled(conf, "alert.mail.user"),
                           .password = filled(conf, "alert.mail.password"),
                           .ca = filled(conf, "alert.mail.ca.file"),
                           .timeout_ms = (int)conf_ms(conf, "alert.mail.timeout")};
        while (strcmp(words[m->tls], tls) != 0)
                m->tls++;
        if (!m->server)
                return OK;
        if (!begins(m->server, "smtp://") && !begins(m->server, "smtps://"))
                return fail(e, USAGE, "alert.mail.server: allowed is smtp://HOST:PORT or smtps://HOST:PORT");
        if (strchr(m->server, '@'))
                return fail(e, USAGE,
                            "alert.mail.server: the login belongs into alert.mail.user and "
                            "alert.mail.password");
        if (!m->from || !mailbox_legal(m->from))
                return fail(e, USAGE, "alert.mail.from: an address is needed, as hentra@example.vn");
        return OK;
}

struct http_letter mail_letter(const struct mail *m, const struct letter *l, const struct letter_head *head,
                               const char *to)
{
        return (struct http_letter){.server = m->server,
                                    .user = m->user,
                                    .password = m->password,
                                    .ca = m->ca,
                                    .tls = m->tls,
                                    .from = m->from,
                                    .to = to,
                                    .headers = head->list,
                                    .plain = l->plain,
                                    .html = l->html,
                                    .timeout_ms = m->timeout_ms};
}
