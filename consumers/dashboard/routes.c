/* SPDX-License-Identifier: Apache-2.0
 *
 * routes.c - see routes.h. The parameters of a report are the options of `hentra report` that read nothing
 * of this machine and write nothing to it, with _ in place of -.
 */
#include "consumers/dashboard/routes.h"

#include <string.h>

#define REPORT_PARAMETERS                                                                               \
        "period from to by agency as_of known_at class kind restated with_vertical version lang limit " \
        "offset field procedure state order min_days mark due_from due_to "

static const struct route routes[] = {
        {.kind = ROUTE_LOGIN, .path = "/api/login", .posts = true, .parameters = ""},
        {.kind = ROUTE_LOGOUT, .path = "/api/logout", .posts = true, .parameters = ""},
        {.kind = ROUTE_LIVE, .path = "/api/live", .parameters = "last "},
        {.path = "/api/session", .ask = ASK_SESSION, .parameters = ""},
        {.path = "/api/reports", .ask = ASK_REPORTS, .parameters = "lang ", .shared = true},
        {.path = "/api/report/", .ask = ASK_REPORT, .parameters = REPORT_PARAMETERS, .shared = true},
        {.path = "/api/download/",
         .ask = ASK_DOWNLOAD,
         .parameters = REPORT_PARAMETERS "form pages unit delimiter decimal bom "},
        {.path = "/api/today", .ask = ASK_TODAY, .parameters = "", .shared = true},
        {.path = "/api/alerts",
         .ask = ASK_ALERTS,
         .parameters = "state agency limit before ",
         .shared = true},
        {.path = "/api/dossier/", .ask = ASK_DOSSIER, .parameters = "", .shared = true},
        {.path = "/api/agencies", .ask = ASK_AGENCIES, .parameters = "", .shared = true},
        {.path = "/api/periods", .ask = ASK_PERIODS, .parameters = "", .shared = true},
        {.path = "/api/series",
         .ask = ASK_SERIES,
         .parameters = "grain measure agency from to ",
         .shared = true},
        {.path = "/api/sources", .ask = ASK_SOURCES, .parameters = "", .shared = true},
        {.path = "/api/pipeline", .ask = ASK_PIPELINE, .parameters = "", .shared = true},
        {.path = "/api/rules", .ask = ASK_RULES, .parameters = "", .shared = true},
        {.path = "/api/receivers", .ask = ASK_RECEIVERS, .parameters = "", .shared = true},
        {.path = "/api/quarantine", .ask = ASK_QUARANTINE, .parameters = "limit offset ", .shared = true},
        {.path = "/api/ack", .posts = true, .json = true, .ask = ASK_ACK, .parameters = ""},
        {.path = "/api/rule", .posts = true, .json = true, .ask = ASK_RULE, .parameters = ""},
        {.path = "/api/rule_try", .posts = true, .json = true, .ask = ASK_RULE_TRY, .parameters = ""},
        {.path = "/api/receiver", .posts = true, .json = true, .ask = ASK_RECEIVER, .parameters = ""},
        {.path = "/api/replay", .posts = true, .json = true, .ask = ASK_REPLAY, .parameters = ""},
        {.path = "/api/audit", .posts = true, .ask = ASK_AUDIT, .parameters = "lang "},
};

const struct route *route_find(const char *path, const char **name)
{
        for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
                const size_t len = strlen(routes[i].path);
                const bool named = routes[i].path[len - 1] == '/';
                if (strncmp(path, routes[i].path, len) != 0 || (path[len] != 0) != named)
                        continue;
                *name = path + len;
                return &routes[i];
        }
        return NULL;
}

bool route_takes(const struct route *r, const char *parameter)
{
        const size_t len = strlen(parameter);
        if (len == 0 || strchr(parameter, ' '))
                return false;
        for (const char *at = r->parameters; *at; at = strchr(at, ' ') + 1)
                if (!strncmp(at, parameter, len) && at[len] == ' ')
                        return true;
        return false;
}

const char *download_type(const char *name, size_t *stem)
{
        static const struct {
                const char *end, *type;
        } types[] = {{".csv", "text/csv; charset=utf-8"},
                     {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};
        const char *dot = strrchr(name, '.');
        for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++) {
                if (strcmp(dot, types[i].end) != 0)
                        continue;
                *stem = (size_t)(dot - name);
                return types[i].type;
        }
        return NULL;
}
