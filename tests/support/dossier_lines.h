/* SPDX-License-Identifier: Apache-2.0
 *
 * dossier_lines.h - what was said of a dossier, read from lines as docs/rules.md has them.
 *
 * read_saying() takes one line and adds it to the dossier at hand (dossier_said.h). A line that it cannot
 * read fails the test, with the line's number.
 */
#ifndef HENTRA_SUPPORT_DOSSIER_LINES_H
#define HENTRA_SUPPORT_DOSSIER_LINES_H

#include "tests/support/dossier_said.h"
#include <stdlib.h>

static int line_number;

#define wrong(...)                                              \
        do {                                                    \
                print_error("docs/rules.md:%d: ", line_number); \
                fail_msg(__VA_ARGS__);                          \
        } while (0)

/* The text behind `word`, or NULL when `line` does not begin with it. */
static inline const char *behind(const char *line, const char *word)
{
        const size_t len = strlen(word);

        return strncmp(line, word, len) == 0 ? line + len : NULL;
}

static inline micros time_of(const char *text)
{
        struct err e;
        bool date_only;
        micros at = NO_TIME;

        if (moment_parse(zone, text_of(text), &at, &date_only, &e) != OK)
                wrong("\"%s\" is no time: %s", text, e.text);
        return at;
}

static inline int code_of(const char *text, const char *const *names, int n)
{
        for (int i = 0; i < n; i++)
                if (strcmp(names[i], text) == 0)
                        return i;
        wrong("\"%s\" is no code that events have", text);
        return -1;
}

static inline uint32_t agency_of(const char *text)
{
        if (text[0] < 'A' || text[0] > 'Z' || text[1] != '\0')
                wrong("\"%s\" is no agency: one letter names it", text);
        return (uint32_t)(text[0] - 'A') + 1;
}

static inline void add_part(struct statement *s, const char *part)
{
        const char *value;

        if ((value = behind(part, "return date ")))
                s->due_at = time_of(value);
        else if ((value = behind(part, "submitted ")))
                s->submitted_at = time_of(value);
        else if ((value = behind(part, "stated ")))
                s->stated_at = time_of(value);
        else if ((value = behind(part, "seen ")))
                s->observed_at = time_of(value);
        else if ((value = behind(part, "at ")))
                s->agency = agency_of(value);
        else if ((value = behind(part, "channel ")))
                s->channel = (uint8_t)code_of(value, channel_names, CHANNEL_COUNT);
        else if ((value = behind(part, "service ")))
                s->service = (uint8_t)code_of(value, service_names, SERVICE_COUNT);
        else if ((value = behind(part, "entry ")))
                s->sequence = atoi(value);
        else if ((value = behind(part, "source ")))
                s->source = (uint16_t)agency_of(value);
        else if ((value = behind(part, "changed ")))
                s->since = time_of(value);
        else if (strcmp(part, "a step") == 0)
                s->kind = KIND_STEP;
        else
                wrong("\"%s\" is no part of a statement", part);
}

/* "2022-03-01 08:00 RECEIVED; at A; return date 2022-03-08 17:00" */
static inline void read_statement(char *line)
{
        struct statement s = {0};
        char *rest = NULL, *part = strtok_r(line, ";", &rest);
        char time[17];

        if (strlen(part) < 18)
                wrong("\"%s\" is no time with a status", part);
        snprintf(time, sizeof(time), "%s", part);
        s.occurred_at = time_of(time);
        s.status = (uint8_t)code_of(part + strlen(time) + strspn(part + strlen(time), " "), status_names,
                                    STATUS_COUNT);
        while ((part = strtok_r(NULL, ";", &rest)))
                add_part(&s, part + strspn(part, " "));
        say(s);
}

/* The end of `text` when it is `word`, which is cut off. */
static inline bool cut_off(char *text, const char *word)
{
        const size_t len = strlen(text), tail = strlen(word);

        if (len < tail || strcmp(text + len - tail, word) != 0)
                return false;
        text[len - tail] = '\0';
        return true;
}

/* "RESOLVED 2022-03-07 15:00", "RESOLVED on 2022-03-07", "RESOLVED"; behind it " again": it reopens. */
static inline struct said_occurrence read_occurrence(char *text)
{
        struct said_occurrence o = {.occurred_at = NO_TIME};
        const char *day;
        char *time;

        o.reopens = cut_off(text, " again");
        time = strchr(text, ' ');
        if (time)
                *time++ = '\0';
        o.status = (uint8_t)code_of(text, status_names, STATUS_COUNT);
        if (!time)
                return o;
        day = behind(time, "on ");
        o.occurred_at = time_of(day ? day : time);
        o.occurred_day = day != NULL;
        if (o.occurred_day && (o.reopens || (ENDS & S(o.status)) != 0))
                o.occurred_at = zone_day_start(zone, zone_day(zone, o.occurred_at) + 1) - 1;
        return o;
}

/* "document of 2022-03-09 00:00: RECEIVED 2022-03-01 08:00, RESOLVED on 2022-03-07; return date …"; the
 * occurrences may be "nothing". */
static inline void read_document(char *line)
{
        struct said_occurrence occurrences[OCCURRENCES_MOST];
        struct statement s = {0};
        char *rest = NULL, *one, *part = strtok_r(line, ";", &rest), *list = strstr(part, ": ");
        size_t n = 0;

        if (!list)
                wrong("\"%s\" is no document", part);
        *list = '\0';
        s.stated_at = time_of(part);
        list += 2;
        while (rest && (part = strtok_r(NULL, ";", &rest)))
                add_part(&s, part + strspn(part, " "));
        for (rest = NULL, one = strtok_r(list, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
                one += strspn(one, " ");
                if (strcmp(one, "nothing") != 0)
                        occurrences[n++] = read_occurrence(one);
        }
        tell(s, occurrences, n);
}

static inline void read_saying(char *line)
{
        static const char document[] = "document of ", retraction[] = "the line above was taken back on ";

        if (behind(line, document))
                read_document(line + strlen(document));
        else if (behind(line, retraction))
                take_back(time_of(behind(line, retraction)));
        else
                read_statement(line);
}

#endif
