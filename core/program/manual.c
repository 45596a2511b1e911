/* SPDX-License-Identifier: Apache-2.0
 *
 * manual.c - hentra(1), a page for each command, and hentra.conf(5).
 */
#include "core/program/manual.h"
#include "core/base/args.h"
#include "core/lib/conf_value.h"
#include "core/program/command.h"
#include "core/program/keys.h"
#include "core/program/troff.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char settings_page[] = "hentra.conf";

/* "alert rule" has the page hentra-alert-rule(1). */
static void page_of(const struct front_command *c, char name[static FRONT_NAME_MOST])
{
        snprintf(name, FRONT_NAME_MOST, "%s", c->name);
        for (char *blank; (blank = strchr(name, ' '));)
                *blank = '-';
}

static void print_title(const char *name, const char *command, int section)
{
        fputs(".TH ", stdout);
        for (const char *p = name; *p; p++)
                putchar(toupper((unsigned char)*p));
        if (command)
                putchar('-');
        for (const char *p = command ? command : ""; *p; p++)
                putchar(toupper((unsigned char)*p));
        printf(" %d \"%s\" \"hentra %s\"\n", section, HENTRA_DATE, HENTRA_VERSION);
        puts(".ad l");
}

static void print_options(const struct arg_spec *spec)
{
        for (; spec && spec->name; spec++) {
                fputs(".TP\n\\fB\\-\\-", stdout);
                troff_word(spec->name);
                fputs("\\fR", stdout);
                if (spec->value) {
                        fputs(" \\fI", stdout);
                        troff_word(spec->value);
                        fputs("\\fR", stdout);
                }
                putchar('\n');
                troff_text(spec->help);
        }
}

static void print_exit_status(void)
{
        puts(".SH EXIT STATUS\n"
             "0 done, 1 the job failed, 2 wrong usage or configuration.");
}

static void print_command(const struct front_command *c)
{
        char name[FRONT_NAME_MOST], page[FRONT_NAME_MOST];
        struct command_about about;
        snprintf(name, sizeof(name), "%s", c->name);
        page_of(c, page);
        command_describe(c->run, name, &about);
        print_title("hentra", page, 1);
        fputs(".SH NAME\nhentra\\-", stdout);
        troff_word(page);
        fputs(" \\- ", stdout);
        troff_text(c->summary);
        puts(".SH SYNOPSIS");
        /* A form of the command on each line. */
        const size_t name_len = strlen(name);
        const char *form = about.synopsis ? about.synopsis : name;
        for (bool first = true; form; first = false) {
                char text[512];
                const char *end = form;
                while ((end = strstr(end, " | ")) &&
                       (strncmp(end + 3, name, name_len) || end[3 + name_len] != ' '))
                        end += 3;
                snprintf(text, sizeof(text), "hentra %.*s", (int)(end ? (size_t)(end - form) : strlen(form)),
                         form);
                if (!first)
                        puts(".br");
                troff_text(text);
                form = end ? end + 3 : NULL;
        }
        puts(".SH DESCRIPTION");
        troff_text(about.about ? about.about : c->summary);
        puts(".SH OPTIONS");
        print_options(about.spec);
        print_options(args_globals);
        print_exit_status();
        puts(".SH SEE ALSO\n"
             ".BR hentra (1),\n"
             ".BR hentra.conf (5)");
}

static void print_overview(const struct front_command *commands)
{
        print_title("hentra", NULL, 1);
        puts(".SH NAME\n"
             "hentra \\- timeliness and online rates of public\\-service dossiers\n"
             ".SH SYNOPSIS\n"
             ".B hentra\n"
             ".I command\n"
             ".RI [ option ...]\n"
             ".SH DESCRIPTION\n"
             "hentra carries the status events of public\\-service dossiers through Apache\n"
             "Kafka into a PostgreSQL warehouse, and reports timeliness and online rates\n"
             "from it.\n"
             "Figures go to standard output, log lines to standard error.\n"
             ".SH COMMANDS\n"
             "Each has a page of its own.");
        for (; commands->name; commands++) {
                char page[FRONT_NAME_MOST];
                page_of(commands, page);
                fputs(".TP\n.BR hentra\\-", stdout);
                troff_word(page);
                puts(" (1)");
                troff_text(commands->summary);
        }
        puts(".SH OPTIONS OF EVERY COMMAND");
        print_options(args_globals);
        print_exit_status();
        puts(".SH ENVIRONMENT\n"
             "Every setting has a variable: HENTRA_LOAD_MEMORY stands for load.memory.\n"
             "HENTRA_CONFIG names the configuration file.\n"
             ".SH SEE ALSO\n"
             ".BR hentra.conf (5)");
}

static void print_settings(void)
{
        print_title(settings_page, NULL, 5);
        puts(".SH NAME\n"
             "hentra.conf \\- settings of hentra\n"
             ".SH DESCRIPTION\n"
             "A line has the form key=value; lines that begin with # or ; are comments.\n"
             "The file is the one that \\-\\-config names, else $HENTRA_CONFIG, else\n"
             "hentra.conf in the working directory.\n"
             ".PP\n"
             "A value comes from these places, and a later one wins: the default, the\n"
             "file, the environment (HENTRA_LOAD_MEMORY stands for load.memory),\n"
             "\\-\\-set KEY=VALUE.\n"
             "Secrets are refused from \\-\\-set, where other users of the machine could read\n"
             "them.\n"
             ".B hentra config\n"
             "shows every key with its value and where that comes from.\n"
             ".PP\n"
             "Keys below kafka. go to librdkafka as they are, keys below warehouse. to\n"
             "libpq, and so those below outbox. for the database of a source.\n"
             ".SH SETTINGS");
        for (size_t i = 0; i < settings.key_count; i++) {
                const struct conf_key *key = &settings.keys[i];
                char allowed[VALUE_ALLOWED], line[VALUE_ALLOWED + 256];
                fputs(".TP\n.B ", stdout);
                troff_word(key->name);
                putchar('\n');
                troff_text(key->help);
                snprintf(line, sizeof(line), "Default: %s; allowed: %s.",
                         key->fallback ? key->fallback : "none", conf_value_allowed(key, allowed));
                troff_text(line);
        }
        puts(".SH SEE ALSO\n"
             ".BR hentra (1),\n"
             ".BR hentra\\-config (1)");
}

bool manual_print(const struct front_command *commands, const char *name)
{
        if (name && strcmp(name, settings_page) == 0) {
                print_settings();
                return true;
        }
        if (!name) {
                print_overview(commands);
                return true;
        }
        for (const struct front_command *c = commands; c->name; c++) {
                char page[FRONT_NAME_MOST];
                page_of(c, page);
                if (strcmp(page, name) == 0) {
                        print_command(c);
                        return true;
                }
        }
        return false;
}

void manual_list(const struct front_command *commands)
{
        puts("hentra.1");
        for (; commands->name; commands++) {
                char page[FRONT_NAME_MOST];
                page_of(commands, page);
                printf("hentra-%s.1\n", page);
        }
        printf("%s.5\n", settings_page);
}
