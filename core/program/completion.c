/* SPDX-License-Identifier: Apache-2.0
 *
 * completion.c - see completion.h.
 */
#include "core/program/completion.h"
#include "core/base/args.h"
#include "core/program/command.h"
#include <stdio.h>
#include <string.h>

const char completion_shells[] = "bash|zsh|fish";

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

static bool has_two_words(const struct front_command *c)
{
        return strchr(c->name, ' ') != NULL;
}

/* The second words of names that begin with this one. */
static void print_seconds(const struct front_command *commands, const char *first)
{
        const size_t len = strlen(first);
        for (; commands->name; commands++)
                if (!strncmp(commands->name, first, len) && commands->name[len] == ' ')
                        printf(" %s", commands->name + len + 1);
}

/* ---- bash ---- */

static void print_words(const struct arg_spec *spec)
{
        for (; spec && spec->name; spec++)
                printf(" --%s", spec->name);
}

static void bash_words(const struct front_command *commands, bool of_two_words)
{
        for (const struct front_command *c = commands; c->name; c++) {
                struct command_about about = about_of(c);
                if (has_two_words(c) != of_two_words)
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

static void print_bash(const struct front_command *commands)
{
        puts("# bash completion for hentra: source <(hentra completion bash)\n"
             "_hentra()\n"
             "{\n"
             "        local word=${COMP_WORDS[COMP_CWORD]} words=\n"
             "        case ${COMP_CWORD}:\"${COMP_WORDS[1]} ${COMP_WORDS[2]-}\" in\n"
             "        [12]:*) ;;");
        bash_words(commands, true);
        puts("        esac\n"
             "        [[ -n $words ]] ||\n"
             "        case ${COMP_CWORD}:${COMP_WORDS[1]} in");
        fputs("        1:*) words=\"", stdout);
        for (const struct front_command *c = commands; c->name; c++)
                if (!has_two_words(c))
                        printf("%s ", c->name);
        puts("completion man version help --help --version\" ;;\n"
             "        *:completion) words=\"bash zsh fish\" ;;");
        fputs("        2:man) words=\"hentra.conf", stdout);
        for (const struct front_command *c = commands; c->name; c++) {
                putchar(' ');
                for (const char *p = c->name; *p; p++)
                        putchar(*p == ' ' ? '-' : *p);
        }
        puts("\" ;;");
        bash_words(commands, false);
        puts("        esac\n"
             "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
             "}\n"
             "complete -o default -F _hentra hentra");
}

/* ---- zsh and fish, which show what an option does ---- */

/* Prints text with `before` in front of each character of `special`. */
static void print_escaped(const char *text, const char *special, const char *before)
{
        for (; *text; text++) {
                if (strchr(special, *text))
                        fputs(before, stdout);
                putchar(*text);
        }
}

static bool is_path(const char *value)
{
        return strstr(value, "FILE") || strstr(value, "DIR");
}

/* "text|csv|json" */
static bool is_choice(const char *value)
{
        return strchr(value, '|') && value[strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-_|")] == '\0';
}

static void print_choice(const char *value)
{
        for (; *value; value++)
                putchar(*value == '|' ? ' ' : *value);
}

static void zsh_text(const char *text)
{
        for (; *text; text++)
                if (*text == '\'')
                        fputs("'\\''", stdout);
                else {
                        const char one[2] = {*text, '\0'};
                        print_escaped(one, "[]:\\", "\\");
                }
}

static void zsh_options(const struct arg_spec *spec)
{
        for (; spec && spec->name; spec++) {
                printf(" \\\n                '--%s[", spec->name);
                zsh_text(spec->help);
                putchar(']');
                if (spec->value) {
                        putchar(':');
                        zsh_text(spec->value);
                        putchar(':');
                        if (is_path(spec->value))
                                fputs("_files", stdout);
                        else if (is_choice(spec->value)) {
                                putchar('(');
                                print_choice(spec->value);
                                putchar(')');
                        }
                }
                putchar('\'');
        }
}

static void zsh_command(const struct front_command *c)
{
        printf("                '%s:", c->name);
        zsh_text(c->summary);
        puts("'");
}

static void zsh_words(const struct front_command *commands, bool of_two_words)
{
        for (const struct front_command *c = commands; c->name; c++) {
                struct command_about about = about_of(c);
                if (has_two_words(c) != of_two_words)
                        continue;
                printf(of_two_words ? "        '%s')\n"
                                      "                shift words\n"
                                      "                (( CURRENT-- ))\n"
                                      "                _arguments"
                                    : "        %s) _arguments",
                       c->name);
                zsh_options(about.spec);
                zsh_options(args_globals);
                fputs(" \\\n                '*: :{ compadd --", stdout);
                if (about.synopsis)
                        print_verbs(about.synopsis, c->name);
                if (!of_two_words)
                        print_seconds(commands, c->name);
                puts(of_two_words ? "; _files }'\n                return ;;" : "; _files }' ;;");
        }
}

static void print_zsh(const struct front_command *commands)
{
        puts("#compdef hentra\n"
             "# zsh completion for hentra: hentra completion zsh >~/.zfunc/_hentra, with ~/.zfunc in $fpath\n"
             "_hentra() {\n"
             "        local -a commands=(");
        for (const struct front_command *c = commands; c->name; c++)
                if (!has_two_words(c))
                        zsh_command(c);
        puts("        )\n"
             "        if (( CURRENT == 2 )); then\n"
             "                _describe command commands\n"
             "                return\n"
             "        fi\n"
             "        shift words\n"
             "        (( CURRENT-- ))\n"
             "        (( CURRENT > 2 )) && case \"$words[1] $words[2]\" in");
        zsh_words(commands, true);
        puts("        esac\n"
             "        case $words[1] in\n"
             "        completion) compadd bash zsh fish ;;");
        zsh_words(commands, false);
        puts("        esac\n"
             "}\n"
             "_hentra \"$@\"");
}

static void fish_text(const char *text)
{
        putchar('\'');
        print_escaped(text, "'\\", "\\");
        putchar('\'');
}

/* The condition under which words of a command are offered. */
static void fish_when(const char *command)
{
        const char *second = strchr(command, ' ');
        printf("complete -c hentra -n '__fish_seen_subcommand_from %.*s",
               second ? (int)(second - command) : (int)strlen(command), command);
        if (second)
                printf("; and __fish_seen_subcommand_from %s", second + 1);
        putchar('\'');
}

static void fish_options(const char *command, const struct arg_spec *spec)
{
        for (; spec && spec->name; spec++) {
                fish_when(command);
                printf(" -l %s", spec->name);
                if (spec->value && is_path(spec->value))
                        fputs(" -rF", stdout);
                else if (spec->value && is_choice(spec->value)) {
                        fputs(" -xa '", stdout);
                        print_choice(spec->value);
                        putchar('\'');
                } else if (spec->value)
                        fputs(" -x", stdout);
                fputs(" -d ", stdout);
                fish_text(spec->help);
                putchar('\n');
        }
}

static void print_fish(const struct front_command *commands)
{
        puts("# fish completion for hentra: hentra completion fish >~/.config/fish/completions/hentra.fish\n"
             "complete -c hentra -n __fish_use_subcommand -f\n"
             "complete -c hentra -n '__fish_seen_subcommand_from completion' -xa 'bash zsh fish'");
        for (const struct front_command *c = commands; c->name; c++) {
                struct command_about about = about_of(c);
                if (!has_two_words(c)) {
                        printf("complete -c hentra -n __fish_use_subcommand -fa %s -d ", c->name);
                        fish_text(c->summary);
                        putchar('\n');
                }
                if (about.synopsis) {
                        fish_when(c->name);
                        fputs(" -a '", stdout);
                        print_verbs(about.synopsis, c->name);
                        if (!has_two_words(c))
                                print_seconds(commands, c->name);
                        puts("'");
                }
                fish_options(c->name, about.spec);
                fish_options(c->name, args_globals);
        }
}

bool completion_print(const struct front_command *commands, const char *shell)
{
        if (strcmp(shell, "bash") == 0)
                print_bash(commands);
        else if (strcmp(shell, "zsh") == 0)
                print_zsh(commands);
        else if (strcmp(shell, "fish") == 0)
                print_fish(commands);
        else
                return false;
        return true;
}
