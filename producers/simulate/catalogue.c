/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue.c - comma-separated files, names in quotes.
 */
#include "producers/simulate/catalogue.h"
#include "core/lib/csv.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static void put_agencies(FILE *f, const struct province *v)
{
        fputs("code,name,level,parent,province\n", f);
        for (int i = 0; i < v->agencies; i++) {
                const struct agency *a = &v->agency[i];
                fprintf(f, "%s,", a->code);
                csv_print(f, text_of(a->name));
                fprintf(f, ",%s,%s,%s\n", level_names[a->level],
                        a->parent < 0 ? "" : v->agency[a->parent].code, v->profile->province);
        }
}

static void put_procedures(FILE *f, const struct province *v)
{
        fputs("code,name,field,service\n", f);
        for (int i = 0; i < v->procedures; i++) {
                const struct procedure *r = &v->procedure[i];
                fprintf(f, "%s,", r->code);
                csv_print(f, text_of(r->name));
                fprintf(f, ",%s,%s\n", r->field, service_names[r->service]);
        }
}

static enum fault write_file(const struct province *v, const char *dir, const char *name,
                             void (*put)(FILE *, const struct province *), struct err *e)
{
        char path[4096];
        if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
                return fail(e, USAGE, "the name of the directory is too long");
        FILE *f = fopen(path, "w");
        if (!f)
                return fail_errno(e, USAGE, "cannot write %s", path);
        put(f, v);
        if (ferror(f) | fclose(f))
                return fail_errno(e, FATAL, "cannot write %s", path);
        return OK;
}

enum fault catalogue_write(const struct province *v, const char *dir, struct err *e)
{
        if (mkdir(dir, 0777) != 0 && errno != EEXIST)
                return fail_errno(e, USAGE, "cannot make the directory %s", dir);
        enum fault fault = write_file(v, dir, "agencies.csv", put_agencies, e);
        return fault ? fault : write_file(v, dir, "procedures.csv", put_procedures, e);
}
