/* SPDX-License-Identifier: Apache-2.0
 *
 * manual.c - completion and manual page.
 */
#include "core/program/manual.h"
#include "core/base/args.h"
#include "core/program/command.h"
#include <stdio.h>
#include <string.h>

static struct command_about about_of(const struct front_command *c)
{
        char name[FRONT_NAME_MOST];
        struct command_about about;
        snprintf(name, sizeof(name), "%s", c->name);
        command_describe(c->run, name, &about);
        return about;
}

/* Finds the end of an alternative: the next | or ] outside of inner brackets; without brackets around all
 * alternatives also a blank. */
static const char *alternative_end(const char *p, bool bracketed)
{
        for (int depth = 0; *p; p++) {
                if (depth == 0 && (*p == '|' || *p == ']' || (*p == ' ' && !bracketed)))
                        break;
                depth += (*p == '[') - (*p == ']');
        }
        return p;
}

/* The synopsis from where the command's name stands again: "spool DIR | spool undo FILE"; else all of it. */
static const char *last_form(const char *synopsis, size_t name_len)
{
        for (const char *p = synopsis; (p = strstr(p, " | "));) {
                p += strlen(" | ");
                if (strncmp(p, synopsis, name_len + 1) == 0)
                        return p;
        }
        return synopsis;
}

/* Prints the first words, parted by blanks, of the alternatives behind the name of the command: of
 * "quarantine list|show|replay", "alert [list|explain DOSSIER|retry [ID …|--all]]", "dossier withdraw ID". */
static void print_verbs(const char *synopsis, const char *name)
{
        const char *p = last_form(synopsis, strlen(name));
        p += strlen(name);
        p += strspn(p, " ");
        const bool bracketed = *p == '[';
        p += bracketed;
        const char *end = alternative_end(p, bracketed);
        const bool one_word = !bracketed && *p >= 'a' && *p <= 'z';
        if (*p == '-' || (*end != '|' && !one_word))
                return;
        for (;; p = end + 1, end = alternative_end(p, bracketed)) {
                printf(" %.*s", (int)strcspn(p, " |]"), p);
                if (*end != '|')
                        return;
        }
}

static void print_words(const struct arg_spec *spec)
{
        for (; spec && spec->name; spec++)
                printf(" --%s", spec->name);
}

/* The second words of names that begin with this one. */
static void print_seconds(const struct front_command *commands, const char *first)
{
        const size_t len = strlen(first);
        for (; commands->name; commands++)
                if (!strncmp(commands->name, first, len) && commands->name[len] == ' ')
                        printf(" %s", commands->name + len + 1);
}

static void print_completions(const struct front_command *commands, bool of_two_words)
{
        for (const struct front_command *c = commands; c->name; c++) {
                struct command_about about = about_of(c);
                if ((strchr(c->name, ' ') != NULL) != of_two_words)
                        continue;
                printf(of_two_words ? "        *:\"%s\") words=\"" : "        *:%s) words=\"", c->name);
                print_words(about.spec);
                print_words(args_globals);
                if (about.synopsis)
                        print_verbs(about.synopsis, c->name);
                if (!of_two_words)
                        print_seconds(commands, c->name);
                puts("\" ;;");
        }
}

void manual_bash(const struct front_command *commands)
{
        puts("# bash completion for hentra: source <(hentra completion bash)\n"
             "_hentra()\n"
             "{\n"
             "        local word=${COMP_WORDS[COMP_CWORD]} words=\n"
             "        case ${COMP_CWORD}:\"${COMP_WORDS[1]} ${COMP_WORDS[2]-}\" in\n"
             "        [12]:*) ;;");
        print_completions(commands, true);
        puts("        esac\n"
             "        [[ -n $words ]] ||\n"
             "        case ${COMP_CWORD}:${COMP_WORDS[1]} in");
        fputs("        1:*) words=\"", stdout);
        for (const struct front_command *c = commands; c->name; c++)
                if (!strchr(c->name, ' '))
                        printf("%s ", c->name);
        puts("completion man version help --help --version\" ;;\n"
             "        *:completion) words=bash ;;");
        print_completions(commands, false);
        puts("        esac\n"
             "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
             "}\n"
             "complete -o default -F _hentra hentra");
}

/* Prints text for troff, where a backslash, a dash and a first dot or quotation mark of a line have a
 * meaning. A line that begins with a blank is a line by itself; troff would join it with the next one. */
static void print_troff(const char *text)
{
        bool line_start = true, indented = false;
        for (const char *p = text; *p; p++) {
                if (line_start && indented && *p != ' ' && *p != '\n')
                        fputs(".br\n", stdout);
                if (line_start)
                        indented = *p == ' ';
                if (line_start && (*p == '.' || *p == '\''))
                        fputs("\\&", stdout);
                if (*p == '\\')
                        fputs("\\e", stdout);
                else if (*p == '-')
                        fputs("\\-", stdout);
                else
                        putchar(*p);
                line_start = *p == '\n';
        }
}

static void print_options(const struct arg_spec *spec)
{
        for (; spec && spec->name; spec++) {
                printf(".TP\n\\fB\\-\\-");
                print_troff(spec->name);
                printf("\\fR");
                if (spec->value) {
                        fputs(" \\fI", stdout);
                        print_troff(spec->value);
                        fputs("\\fR", stdout);
                }
                putchar('\n');
                print_troff(spec->help);
                putchar('\n');
        }
}

static void print_command(const struct front_command *c)
{
        struct command_about about = about_of(c);
        fputs(".SS hentra ", stdout);
        print_troff(about.synopsis ? about.synopsis : c->name);
        putchar('\n');
        print_troff(about.about ? about.about : c->summary);
        putchar('\n');
        print_options(about.spec);
}

void manual_page(const struct front_command *commands)
{
        printf(".TH HENTRA 1 \"%s\" \"hentra %s\"\n", HENTRA_DATE, HENTRA_VERSION);
        puts(".ad l\n"
             ".SH NAME\n"
             "hentra \\- timeliness and online rates of public\\-service dossiers\n"
             ".SH SYNOPSIS\n"
             ".B hentra\n"
             ".I command\n"
             ".RI [ option ...]\n"
             ".SH DESCRIPTION\n"
             "hentra carries the status events of public\\-service dossiers through Apache Kafka into a\n"
             "PostgreSQL warehouse, and reports timeliness and online rates from it. Figures go to standard\n"
             "output, log lines to standard error.\n"
             ".SH COMMANDS");
        for (; commands->name; commands++)
                print_command(commands);
        puts(".SH OPTIONS OF EVERY COMMAND");
        print_options(args_globals);
        puts(".SH EXIT STATUS\n"
             "0 done, 1 the job failed, 2 wrong usage or configuration.\n"
             ".SH ENVIRONMENT\n"
             "Every setting has a variable: HENTRA_LOAD_MEMORY stands for load.memory. HENTRA_CONFIG names "
             "the\n"
             "configuration file. See \\fBhentra config\\fR.");
}
