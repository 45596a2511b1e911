/* SPDX-License-Identifier: Apache-2.0
 *
 * backward.c - two graphs of types, walked side by side.
 *
 * Rule: a pair of types that is being compared already counts as readable. So: types that contain
 * themselves end, and each pair of records is compared once.
 */
#include "core/wire/backward.h"
#include "core/base/bytes.h"
#include <stdlib.h>
#include <string.h>

struct pair {
        const struct type *writer, *reader;
        bool refused;
};
struct walk {
        struct pair *seen; /* records */
        size_t n;
        struct err *e;
};

static bool reads(struct walk *w, const struct type *writer, const struct type *reader);

static bool refuse(struct walk *w, const char *why)
{
        fail(w->e, FATAL, "%s", why);
        return false;
}

static const char *bare_name(const struct type *t)
{
        const char *dot = t->name ? strrchr(t->name, '.') : NULL;
        return dot ? dot + 1 : t->name ? t->name : "";
}

static bool same_name(struct walk *w, const struct type *writer, const struct type *reader)
{
        if (strcmp(bare_name(writer), bare_name(reader)) == 0)
                return true;
        fail(w->e, FATAL, "%s was %s", bare_name(reader), bare_name(writer));
        return false;
}

static const struct part *find_part(const struct type *t, const char *name)
{
        for (size_t i = 0; i < t->parts; i++)
                if (strcmp(t->part[i].name, name) == 0)
                        return &t->part[i];
        return NULL;
}

static bool reads_fields(struct walk *w, const struct type *writer, const struct type *reader)
{
        for (size_t i = 0; i < reader->parts; i++) {
                const struct part *field = &reader->part[i], *before = find_part(writer, field->name);
                if (before ? reads(w, before->type, field->type)
                           : field->has_default || refuse(w, "it is new and has no default"))
                        continue;
                fail_at(w->e, "field %s", field->name);
                return false;
        }
        return true;
}

static bool reads_record(struct walk *w, const struct type *writer, const struct type *reader)
{
        for (size_t i = 0; i < w->n; i++)
                if (w->seen[i].writer == writer && w->seen[i].reader == reader)
                        return !w->seen[i].refused || refuse(w, "a record that is not read");
        const size_t at = w->n++;
        w->seen = need_realloc(w->seen, w->n * sizeof(*w->seen));
        w->seen[at] = (struct pair){writer, reader, false};
        const bool fine = same_name(w, writer, reader) && reads_fields(w, writer, reader);
        w->seen[at].refused = !fine;
        return fine;
}

static bool reads_enum(struct walk *w, const struct type *writer, const struct type *reader)
{
        if (!same_name(w, writer, reader))
                return false;
        for (size_t i = 0; i < writer->parts && !reader->unknown; i++) {
                if (!find_part(reader, writer->part[i].name)) {
                        fail(w->e, FATAL, "the symbol %s of %s is gone, and there is no default",
                             writer->part[i].name, bare_name(reader));
                        return false;
                }
        }
        return true;
}

static bool promoted(enum type_kind writer, enum type_kind reader)
{
        switch (reader) {
        case TYPE_LONG:
                return writer == TYPE_INT;
        case TYPE_FLOAT:
                return writer == TYPE_INT || writer == TYPE_LONG;
        case TYPE_DOUBLE:
                return writer == TYPE_INT || writer == TYPE_LONG || writer == TYPE_FLOAT;
        case TYPE_STRING:
                return writer == TYPE_BYTES;
        case TYPE_BYTES:
                return writer == TYPE_STRING;
        default:
                return false;
        }
}

static bool reads_value(struct walk *w, const struct type *writer, const struct type *reader)
{
        if (writer->kind != reader->kind && !promoted(writer->kind, reader->kind)) {
                fail(w->e, FATAL, "%s is not read as %s", type_names[writer->kind], type_names[reader->kind]);
                return false;
        }
        switch (writer->kind == reader->kind ? reader->kind : TYPE_NULL) {
        case TYPE_RECORD:
                return reads_record(w, writer, reader);
        case TYPE_ENUM:
                return reads_enum(w, writer, reader);
        case TYPE_FIXED:
                return same_name(w, writer, reader) &&
                       (writer->size == reader->size || refuse(w, "a fixed of another size"));
        case TYPE_ARRAY:
        case TYPE_MAP:
                return reads(w, writer->part[0].type, reader->part[0].type);
        case TYPE_LONG:
                return !writer->logical || !reader->logical ||
                       strcmp(writer->logical, reader->logical) == 0 ||
                       refuse(w, "a long with another logical type");
        default:
                return true;
        }
}

/* Each branch of a union that was written must be read; a union that reads needs one branch that does. */
static bool reads(struct walk *w, const struct type *writer, const struct type *reader)
{
        if (writer->kind == TYPE_UNION) {
                for (size_t i = 0; i < writer->parts; i++)
                        if (!reads(w, writer->part[i].type, reader))
                                return false;
                return true;
        }
        if (reader->kind != TYPE_UNION)
                return reads_value(w, writer, reader);
        for (size_t i = 0; i < reader->parts; i++)
                if (reads(w, writer, reader->part[i].type))
                        return true;
        return reader->parts > 0 ? false : refuse(w, "an empty union reads nothing");
}

enum fault backward_check(const struct schema *writer, const struct schema *reader, struct err *e)
{
        struct walk w = {.e = e};
        const bool fine = reads(&w, writer->root, reader->root);
        free(w.seen);
        return fine ? OK : e->kind;
}
