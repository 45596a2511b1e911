/* SPDX-License-Identifier: Apache-2.0
 *
 * manifest.c - written with all there is, read for what the next export needs.
 */
#include "consumers/export/manifest.h"

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/crypto.h"
#include "core/lib/json.h"
#include <stdlib.h>
#include <string.h>

enum { FORM = 1 };

static bool read_half_month(const struct json_node *node, struct half_month *h)
{
        struct text day;
        struct civil c;
        bool offset;
        int seconds;
        if (!json_text_of(json_member(node, "half_month"), &day) ||
            civil_parse(day, "%Y-%m-%d", &c, &offset, &seconds) ||
            !json_int_of(json_member(node, "days"), &h->days) ||
            !json_int_of(json_member(node, "procedures"), &h->procedures))
                return false;
        h->day = day_of_civil(c.year, c.month, c.day);
        return true;
}

static bool read_all(struct manifest *m, const struct json_node *root)
{
        int64_t form;
        struct text identity;
        const struct json_node *list = json_member(root, "half_months");
        if (!json_int_of(json_member(root, "hentra_export"), &form) || form != FORM ||
            !json_int_of(json_member(root, "number"), &m->number) ||
            !json_int_of(json_member(root, "horizon"), &m->horizon) ||
            !json_int_of(json_member(root, "members"), &m->members) ||
            !json_text_of(json_member(root, "warehouse"), &identity) || identity.len >= IDENTITY_MOST ||
            !json_is_list(list))
                return false;
        memcpy(m->identity, identity.at, identity.len);
        m->half_month_n = json_items(list);
        m->half_months = need_alloc(m->half_month_n * sizeof(*m->half_months));
        for (size_t i = 0; i < m->half_month_n; i++) {
                if (!read_half_month(json_item(list, i), &m->half_months[i]))
                        return false;
        }
        return true;
}

enum fault manifest_read(struct manifest *m, struct text json, struct err *e)
{
        struct json_node *root;
        *m = (struct manifest){0};
        if (json_read(&root, json, e) != OK)
                return e->kind;
        const bool fine = read_all(m, root);
        json_close(root);
        return fine ? OK : fail(e, POISON, "it is no manifest of an export, or of another version of hentra");
}

void manifest_write(const struct manifest *m, FILE *out)
{
        char at[32], day[16], digits[65];
        struct json *j = json_new();
        json_put_int(j, "hentra_export", FORM);
        json_put_int(j, "number", m->number);
        json_put_text(j, "kind", m->full ? TEXT("full") : TEXT("changes"));
        json_put_text(j, "made_at", text_of(moment_format(moment_now(), at)));
        json_put_text(j, "format", text_of(export_format_names[m->format]));
        json_put_text(j, "warehouse", text_of(m->identity));
        json_put_text(j, "zone", text_of(m->zone));
        json_put_int(j, "rule_version", m->rule_version);
        json_put_int(j, "horizon", m->horizon);
        json_put_int(j, "members", m->members);
        json_add_object(j, "files", NULL);
        for (size_t i = 0; i < m->file_n; i++) {
                struct json *file = json_new();
                json_put_text(file, "name", text_of(m->files[i].file.name));
                json_put_text(file, "holds", text_of(m->files[i].holds));
                json_put_int(file, "rows", m->files[i].rows);
                json_put_int(file, "bytes", m->files[i].file.bytes);
                json_put_text(file, "sha256",
                              text_of(hex_format(m->files[i].file.sha256, sizeof(m->files[i].file.sha256),
                                                 digits)));
                json_add_object(j, "files", file);
        }
        json_add_object(j, "half_months", NULL);
        for (size_t i = 0; i < m->half_month_n; i++) {
                const struct half_month *h = &m->half_months[i];
                struct json *item = json_new();
                json_put_text(item, "half_month", text_of(day_format(h->day, day)));
                json_put_bool(item, "replaced", h->replaced);
                json_put_int(item, "days", h->days);
                json_put_int(item, "procedures", h->procedures);
                json_add_object(j, "half_months", item);
        }
        char *line = json_line(j);
        fprintf(out, "%s\n", line);
        free(line);
        json_free(j);
}

const struct half_month *manifest_half_month(const struct manifest *m, int32_t day)
{
        for (size_t i = 0; i < m->half_month_n; i++) {
                if (m->half_months[i].day == day)
                        return &m->half_months[i];
        }
        return NULL;
}

void manifest_free(struct manifest *m)
{
        free(m->half_months);
        *m = (struct manifest){0};
}
