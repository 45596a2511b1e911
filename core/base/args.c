/* SPDX-License-Identifier: Apache-2.0
 *
 * args.c - options by getopt_long, from one table; see args.h.
 */
#include "core/base/args.h"
#include "core/base/nearest.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct arg_spec args_globals[] = {
        {"config", "FILE",
         "read settings from FILE (else $HENTRA_CONFIG, else ./hentra.conf if it is there)"},
        {"set", "KEY=VALUE", "override one setting; may be given several times"},
        {"help", NULL, "print this and end"},
        {0},
};
enum { GLOBALS = 3 };

/* Codes that getopt_long() returns for long options: the place in the table, above all characters. */
enum { CODE = 256, CODE_CONFIG = CODE + ARGS_MOST, CODE_SET, CODE_HELP };

static int spec_count(const struct arg_spec *spec)
{
        int n = 0;
        while (spec[n].name)
                n++;
        if (n > ARGS_MOST)
                abort(); /* a table that does not fit is a mistake in the program */
        return n;
}

static void add_options(struct option *options, const struct arg_spec *spec, int code)
{
        for (int i = 0; spec[i].name; i++)
                options[i] = (struct option){spec[i].name, spec[i].value ? required_argument : no_argument,
                                             NULL, code + i};
}

static void list_names(const struct arg_spec *spec, char *out, size_t size)
{
        for (; spec->name; spec++) {
                size_t used = strlen(out);
                snprintf(out + used, size - used, "%s--%s", used > 0 ? ", " : "", spec->name);
        }
}

static void offer_names(const struct arg_spec *spec, const char *name, struct nearest *near)
{
        for (; spec->name; spec++)
                nearest_offer(near, name, spec->name);
}

static enum fault unknown_option(const struct arg_spec *spec, const char *given, struct err *e)
{
        char allowed[400] = "", name[64];
        const char *start = given + strspn(given, "-");
        snprintf(name, sizeof(name), "%.*s", (int)strcspn(start, "="), start);
        struct nearest near = {0};
        offer_names(spec, name, &near);
        offer_names(args_globals, name, &near);
        list_names(spec, allowed, sizeof(allowed));
        list_names(args_globals, allowed, sizeof(allowed));
        if (near.name)
                return fail(e, USAGE, "unknown option %.40s, did you mean --%s? Allowed: %s", given,
                            near.name, allowed);
        return fail(e, USAGE, "unknown option %.40s; allowed: %s", given, allowed);
}

static enum fault take_option(struct args *a, int code, int *sets, struct err *e)
{
        switch (code) {
        case CODE_CONFIG:
                a->config = optarg;
                return OK;
        case CODE_SET:
                if (!strchr(optarg, '='))
                        return fail(e, USAGE, "--set \"%.60s\": allowed is KEY=VALUE", optarg);
                if (*sets == SETS_MOST)
                        return fail(e, USAGE, "more than %d times --set: put them in a file for --config",
                                    SETS_MOST);
                a->set[(*sets)++] = optarg;
                return OK;
        case CODE_HELP:
                a->help = true;
                return OK;
        default:
                a->value[code - CODE] = optarg ? optarg : "";
                return OK;
        }
}

static enum fault take_operands(struct args *a, int argc, char **argv, struct err *e)
{
        if (argc - optind > OPERANDS_MOST)
                return fail(e, USAGE, "%d operands are more than the %d allowed", argc - optind,
                            OPERANDS_MOST);
        while (optind < argc)
                a->operand[a->operands++] = argv[optind++];
        return OK;
}

enum fault args_parse(struct args *a, const struct arg_spec *spec, int argc, char **argv, struct err *e)
{
        struct option options[ARGS_MOST + GLOBALS + 1] = {0};
        int code, sets = 0;
        *a = (struct args){.spec = spec};
        add_options(options, spec, CODE);
        add_options(options + spec_count(spec), args_globals, CODE_CONFIG);
        optind = 0; /* glibc: begin anew */
        opterr = 0;
        while ((code = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
                if (code == ':')
                        return fail(e, USAGE, "option %.40s needs a value", argv[optind - 1]);
                if (code == '?' && optopt >= CODE)
                        return fail(e, USAGE, "option %.40s takes no value", argv[optind - 1]);
                if (code == '?' && optopt != 0)
                        return fail(e, USAGE, "unknown option -%c: options are words, see --help", optopt);
                if (code == '?')
                        return unknown_option(spec, argv[optind - 1], e);
                enum fault fault = take_option(a, code == 'h' ? CODE_HELP : code, &sets, e);
                if (fault != OK || a->help)
                        return fault;
        }
        return take_operands(a, argc, argv, e);
}

/* The place of an option in the table; asking for one that is not there is a mistake in the program. */
static int place_of(const struct args *a, const char *name)
{
        for (int i = 0; a->spec[i].name; i++)
                if (strcmp(a->spec[i].name, name) == 0)
                        return i;
        abort();
}

bool args_flag(const struct args *a, const char *name)
{
        return a->value[place_of(a, name)] != NULL;
}

const char *args_text(const struct args *a, const char *name)
{
        return a->value[place_of(a, name)];
}

enum fault args_count(const struct args *a, const char *name, int64_t least, int64_t most, int64_t *out,
                      struct err *e)
{
        const char *text = args_text(a, name);
        if (!text)
                return OK;
        char *end;
        errno = 0;
        long long value = strtoll(text, &end, 10);
        if (end == text || *end || errno != 0 || value < least || value > most)
                return fail(e, USAGE, "--%s \"%.40s\": allowed is a whole number from %lld to %lld", name,
                            text, (long long)least, (long long)most);
        *out = value;
        return OK;
}

enum fault args_choose_word(const char *what, struct text word, const char *const *words, int n, int *chosen,
                            struct err *e)
{
        struct nearest near = {0};
        char allowed[160] = "", given[64], hint[NEAREST_HINT];
        size_t len = 0;
        snprintf(given, sizeof(given), "%.*s", (int)word.len, word.at);
        for (int i = 0; i < n && len < sizeof(allowed); i++) {
                if (text_equal(word, text_of(words[i]))) {
                        *chosen = i;
                        return OK;
                }
                nearest_offer(&near, given, words[i]);
                len += (size_t)snprintf(allowed + len, sizeof(allowed) - len, "%s%s", i ? ", " : "",
                                        words[i]);
        }
        return fail(e, USAGE, "%s %s: allowed are %s%s", what, given, allowed, nearest_hint(&near, hint));
}

enum fault args_choice(const struct args *a, const char *name, const char *const *words, int n, int *chosen,
                       struct err *e)
{
        char what[32];
        const char *word = args_text(a, name);
        snprintf(what, sizeof(what), "--%s", name);
        return word ? args_choose_word(what, text_of(word), words, n, chosen, e) : OK;
}

enum fault args_verb(const struct args *a, const char *command, const char *const *verbs, int n, int *chosen,
                     struct err *e)
{
        char all[160] = "";
        size_t len = 0;
        if (a->operands > 0)
                return args_choose_word(command, text_of(a->operand[0]), verbs, n, chosen, e);
        for (int i = 0; i < n && len < sizeof(all); i++)
                len += (size_t)snprintf(all + len, sizeof(all) - len, "%s%s",
                                        i == 0      ? ""
                                        : i + 1 < n ? ", "
                                                    : " or ",
                                        verbs[i]);
        return fail(e, USAGE, "expected: %s (hentra %s --help)", all, command);
}

enum fault args_wait(const struct args *a, int *wait_s, struct err *e)
{
        int64_t seconds = *wait_s;
        enum fault fault = args_count(a, "wait", 0, 86400, &seconds, e);
        *wait_s = (int)seconds;
        return fault;
}

enum fault args_no_operands(const struct args *a, struct err *e)
{
        if (a->operands == 0)
                return OK;
        return fail(e, USAGE, "unexpected %.60s: this command takes options only, see --help", a->operand[0]);
}

static size_t shown_width(const struct arg_spec *s)
{
        return strlen(s->name) + (s->value ? 1 + strlen(s->value) : 0);
}

static size_t widest(const struct arg_spec *spec, size_t width)
{
        for (; spec->name; spec++)
                if (shown_width(spec) > width)
                        width = shown_width(spec);
        return width;
}

static void print_table(const struct arg_spec *spec, size_t width)
{
        for (; spec->name; spec++)
                printf("  --%s%s%s%*s  %s\n", spec->name, spec->value ? " " : "",
                       spec->value ? spec->value : "", (int)(width - shown_width(spec)), "", spec->help);
}

void args_print(const struct arg_spec *spec)
{
        size_t width = widest(args_globals, widest(spec, 0));
        print_table(spec, width);
        print_table(args_globals, width);
}
