/* SPDX-License-Identifier: Apache-2.0
 *
 * conf_print.c - every key with its value and its source.
 */
#include "core/lib/conf_settings.h"

#include "core/lib/conf_value.h"
#include <stdio.h>

static void print_line(const char *name, const char *value, const char *origin, bool color)
{
        const char *bold = color ? "\033[1m" : "", *plain = color ? "\033[0m" : "";
        printf("# from: %s\n%s%s%s%s=%s\n\n", origin, value ? "" : "# ", bold, name, plain,
               !value                                             ? ""
               : conf_is_secret(name) || conf_holds_secret(value) ? "***"
                                                                  : value);
}

void conf_print(const struct conf *c, bool color)
{
        char allowed[VALUE_ALLOWED];
        for (size_t i = 0; i < c->table->key_count; i++) {
                const struct conf_key *key = &c->table->keys[i];
                const struct setting *s = conf_setting(c, key->name);
                printf("# %s\n# %s%s\n", key->help, conf_value_allowed(key, allowed),
                       conf_is_live(c->table, key->name) ? "; SIGHUP takes a new value" : "");
                print_line(key->name, conf_text(c, key->name), s ? s->origin : "default", color);
        }
        for (size_t i = 0; i < c->n; i++)
                if (conf_is_passed_on(c->table, c->at[i].name))
                        print_line(c->at[i].name, c->at[i].value, c->at[i].origin, color);
}
