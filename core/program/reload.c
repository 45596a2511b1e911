/* SPDX-License-Identifier: Apache-2.0
 *
 * reload.c - see reload.h.
 */
#include "core/program/reload.h"

#include "core/lib/log.h"
#include <string.h>

/* The table of settings allows no other word. */
static enum log_level level_of(const char *word)
{
        enum log_level level = LOG_DEBUG;
        while (level < LOG_ERROR && strcmp(log_level_names[level], word) != 0)
                level++;
        return level;
}

void reload_log(const struct conf *conf)
{
        log_configure(level_of(conf_text(conf, "log.level")),
                      strcmp(conf_text(conf, "log.format"), "json") == 0);
}

static void differs(void *unused, const struct conf_change *c)
{
        (void)unused;
        if (c->live)
                log_info("config.changed", KT("key", c->key), KT("from", c->from), KT("to", c->to));
        else
                log_warn("config.needs_restart", KT("key", c->key), KT("runs_with", c->from),
                         KT("file_has", c->to));
}

void reload_settings(struct conf *conf)
{
        struct err e;
        size_t n;
        if (conf_read_again(conf, differs, NULL, &n, &e) != OK) {
                log_error("config.not_read", KT("reason", e.text),
                          KT("effect", "nothing was changed: mend it and send SIGHUP again"));
                return;
        }
        reload_log(conf);
        log_info("config.read_again", KI("differences", n));
}
