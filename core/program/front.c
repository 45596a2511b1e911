/* SPDX-License-Identifier: Apache-2.0
 *
 * front.c - finds the command, or helps to find it.
 *
 * Rule: results go to standard output, errors to standard error.
 */
#include "core/program/front.h"
#include "core/base/err.h"
#include "core/base/nearest.h"
#include "core/base/output.h"
#include "core/lib/http.h"
#include "core/lib/httpd.h"
#include "core/lib/kafka.h"
#include "core/lib/pg.h"
#include "core/lib/xlsx.h"
#include "core/program/completion.h"
#include "core/program/manual.h"
#include "core/wire/codec.h"
#include <stdio.h>
#include <string.h>

static const struct front_command built_in[] = {
        {"completion", "completion bash|zsh|fish: a script for the shell to read", NULL},
        {"man", "man [COMMAND|hentra.conf]: a manual page, for man(1)", NULL},
        {"version", "versions of hentra and its libraries", NULL},
        {"help", "this list, or help COMMAND; every command has --help", NULL},
        {0},
};

static const char *const built_in_help[] = {
        "completion bash|zsh|fish\n\nPrints a script that completes commands and options. The packages "
        "install "
        "it; by hand, for bash:\n  source <(hentra completion bash)",
        "man [COMMAND|hentra.conf|--list]\n\nPrints a manual page for man(1), of all without a name: "
        "hentra man load | man -l -\n  --list  the files of all pages, one a line",
        "version\n\nPrints the versions of hentra and of the libraries that it runs with.",
        "help [COMMAND]\n\nPrints all commands, or what one of them does and takes, as its --help.",
};

static void print_summaries(const struct front_command *commands)
{
        for (; commands->name; commands++)
                printf("  %-*s%s\n", (int)strlen(commands->name) < 12 ? 12 : 16, commands->name,
                       commands->summary);
}

static void print_help(const struct front_command *commands)
{
        puts("usage: hentra COMMAND [OPTION...]\n\n"
             "Carries the status events of public-service dossiers through Kafka into a PostgreSQL\n"
             "warehouse, and reports timeliness and online rates from it.\n");
        print_summaries(commands);
        putchar('\n');
        print_summaries(built_in);
        puts("\nexit codes: 0 done, 1 the job failed, 2 wrong usage or configuration");
}

static void print_version(void)
{
        printf("hentra %s\nlibrdkafka %s\nAvro-C %s\nlibpq %s\nlibcurl %s\nlibmicrohttpd %s\nlibxlsxwriter "
               "%s\n",
               HENTRA_VERSION, kafka_library_version(), codec_library_version(), pg_library_version(),
               http_library_version(), httpd_library_version(), xlsx_library_version());
}

static int complain(const struct front_command *commands, const char *word)
{
        struct nearest near = {0};
        char hint[NEAREST_HINT];
        for (const struct front_command *c = commands; c->name; c++)
                nearest_offer(&near, word, c->name);
        for (const struct front_command *c = built_in; c->name; c++)
                nearest_offer(&near, word, c->name);
        fprintf(stderr, "hentra: unknown command %s%s (`hentra help` lists them)\n", word,
                nearest_hint(&near, hint));
        return exit_code(USAGE);
}

static int complete(int argc, char **argv, const struct front_command *commands)
{
        if (argc == 3 && completion_print(commands, argv[2]))
                return 0;
        fprintf(stderr, "hentra completion: expected `hentra completion %s`\n", completion_shells);
        return exit_code(USAGE);
}

/* man, man NAME, and for those who install them man --list. */
static int manual(int argc, char **argv, const struct front_command *commands)
{
        const char *name = argc > 2 ? argv[2] : NULL;
        if (argc == 3 && strcmp(name, "--list") == 0) {
                manual_list(commands);
                return 0;
        }
        if (argc <= 3 && manual_print(commands, name))
                return 0;
        fputs("hentra man: expected nothing, one COMMAND of hentra, hentra.conf, or --list\n", stderr);
        return exit_code(USAGE);
}

static bool is(const char *word, const char *name, const char *option)
{
        return strcmp(word, name) == 0 || (option && strcmp(word, option) == 0);
}

/* Output that did not arrive is a failure. */
static int finish(int rc)
{
        struct err e;
        if (rc != 0 || output_finish(&e) == OK)
                return rc;
        fprintf(stderr, "hentra: %s\n", e.text);
        return exit_code(e.kind);
}

/* A name of two words comes before that of its first. Its command gets the whole name as argv[0]. */
static const struct front_command *find_pair(const struct front_command *commands, int argc, char **argv,
                                             char name[static FRONT_NAME_MOST])
{
        if (argc < 3)
                return NULL;
        snprintf(name, FRONT_NAME_MOST, "%s %s", argv[1], argv[2]);
        for (; commands->name; commands++)
                if (strcmp(name, commands->name) == 0)
                        return commands;
        return NULL;
}

static bool asks_for_help(int argc, char **argv)
{
        return argc == 3 && is(argv[2], "--help", "-h");
}

static bool print_built_in_help(const char *word)
{
        for (size_t i = 0; built_in[i].name; i++)
                if (strcmp(word, built_in[i].name) == 0)
                        return printf("usage: hentra %s\n", built_in_help[i]) > 0;
        return false;
}

static int run(const struct front_command *commands, int argc, char **argv);

/* help COMMAND: its --help. A word behind the name, as in "help alert list", is of that command. */
static int help_of(const struct front_command *commands, int argc, char **argv)
{
        char name[FRONT_NAME_MOST], option[] = "--help";
        if (print_built_in_help(argv[2]))
                return 0;
        char *asked[] = {argv[0], argv[2], option, NULL, NULL};
        if (find_pair(commands, argc - 1, argv + 1, name)) {
                asked[2] = argv[3];
                asked[3] = option;
        }
        return run(commands, asked[3] ? 4 : 3, asked);
}

static int run(const struct front_command *commands, int argc, char **argv)
{
        char name[FRONT_NAME_MOST];
        if (argc < 2) {
                fputs("hentra: a command is missing (`hentra help` lists them)\n", stderr);
                return exit_code(USAGE);
        }
        const char *word = argv[1];
        const struct front_command *pair = find_pair(commands, argc, argv, name);
        if (pair) {
                argv[2] = name;
                return pair->run(argc - 2, argv + 2);
        }
        for (const struct front_command *c = commands; c->name; c++)
                if (strcmp(word, c->name) == 0)
                        return c->run(argc - 1, argv + 1);
        if (asks_for_help(argc, argv) && print_built_in_help(word))
                return 0;
        if (is(word, "help", NULL) && argc > 2)
                return help_of(commands, argc, argv);
        if (is(word, "completion", NULL))
                return complete(argc, argv, commands);
        if (is(word, "help", "--help") || is(word, "-h", NULL))
                print_help(commands);
        else if (is(word, "version", "--version"))
                print_version();
        else if (is(word, "man", NULL))
                return manual(argc, argv, commands);
        else
                return complain(commands, word);
        return 0;
}

int front_run(const struct front_command *commands, int argc, char **argv)
{
        return finish(run(commands, argc, argv));
}
