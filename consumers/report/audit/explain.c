/* SPDX-License-Identifier: Apache-2.0
 *
 * explain.c - values into sentences.
 */
#include "consumers/report/audit/explain.h"

#include <stdarg.h>
#include <string.h>

char *say_number(enum language language, struct decimal d, char out[static DECIMAL_TEXT])
{
        return language == VIETNAMESE ? decimal_format(d, '.', ',', out) : decimal_format(d, ',', '.', out);
}

static void add(struct finding *f, const char *text)
{
        bytes_add(&f->sentence, text, strlen(text));
}

void say(struct audit *a, struct finding *f, const char *vietnamese, const char *english, ...)
{
        const char *at = a->language == VIETNAMESE ? vietnamese : english;
        char number[DECIMAL_TEXT];
        va_list values;
        va_start(values, english);
        for (; *at; at++) {
                if (*at != '%' || !at[1] || !strchr("sntf", at[1])) {
                        bytes_add(&f->sentence, at, 1);
                        continue;
                }
                switch (*++at) {
                case 's':
                        add(f, va_arg(values, const char *));
                        break;
                case 'n':
                        add(f, say_number(a->language, va_arg(values, struct decimal), number));
                        break;
                case 'f':
                        add(f, say_number(a->language, va_arg(values, const struct figure *)->value, number));
                        break;
                case 't':
                        add(f,
                            rules_title(a->rules, va_arg(values, const struct figure *)->name, a->language));
                        break;
                }
        }
        va_end(values);
}

void say_amounts(struct audit *a, struct finding *f, const struct amount *amount, int n, const char *sign,
                 bool levels)
{
        for (int i = 0; i < n; i++) {
                if (i > 0)
                        say(a, f, " %s ", " %s ", sign);
                say(a, f, "%n", "%n", amount[i].value);
                if (levels && amount[i].figure)
                        say(a, f, " (%s)", " (%s)", amount[i].figure->level);
        }
}

void say_apart(struct audit *a, struct finding *f, const struct scope *s, const struct terms *apart,
               const struct decimal *by)
{
        if (by)
                say(a, f, "; chỉ đúng nếu có %n ", "; right only if there are %n ", *by);
        else
                say(a, f, "; chỉ đúng nếu kể cả ", "; right only if it holds ");
        for (int i = 0, said = 0; i < apart->n; i++) {
                if (!apart->at[i].name || scope_find(s, apart->at[i].name))
                        continue;
                say(a, f, said ? " hoặc %s" : "%s", said ? " or %s" : "%s",
                    rules_title(a->rules, apart->at[i].name, a->language));
                said++;
        }
        say(a, f, ", không được in", ", which is not printed");
}
