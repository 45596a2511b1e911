/* SPDX-License-Identifier: Apache-2.0
 *
 * plan.c - runs a reader plan over the bytes of one record; see plan.h.
 *
 * Rule: every length and every count is compared with the bytes that are left before anything is done with
 * it, and all items of all arrays and maps together may not be more than the bytes of the record.
 * So: a message of n bytes costs at most the steps of n items, whatever it claims.
 *
 * As in input.h, functions that take a value return NULL, or a text with the fault.
 */
#include "core/wire/plan.h"

#include "core/base/ascii.h"
#include "core/base/event_field.h"
#include "core/wire/input.h"

struct reader {
        struct input in;
        size_t items;                 /* that arrays and maps may still claim */
        const struct plan_step *step; /* the one that failed */
        const char *wrong;            /* what is wrong with it */
        uint32_t occurrence;          /* that is read, from 1; 0: none */
        bool doubt;                   /* something in an occurrence is not plain */
};

/* NULL, or false: there is no step to go on at. */
static const struct plan_step *refuse(struct reader *r, const struct plan_step *s, const char *wrong)
{
        r->step = s;
        r->wrong = wrong;
        return NULL;
}

/* The entry of a step's table that the next number chooses; a negative entry has no meaning for us. */
static inline const char *take_choice(struct input *in, const struct plan_step *s, int32_t *out)
{
        int64_t i;
        const char *wrong = take_small(in, &i);
        if (UNLIKELY(wrong))
                return wrong;
        if ((uint64_t)i >= s->count)
                return s->op == PLAN_UNION ? "has no such branch" : "has no such symbol";
        *out = s->table[i];
        if (*out < 0)
                return s->op == PLAN_UNION ? "may not have this branch" : "may not have this symbol";
        return NULL;
}

/* ---- what is not ours ---- */

/* The head of a block of an array or map: the number of items, 0 at its end. A negative count means that the
 * size in bytes follows: -1, there is none. */
static const char *take_block(struct reader *r, size_t *items, int64_t *size)
{
        int64_t n;
        const char *wrong = take_small(&r->in, &n);
        *size = -1;
        if (UNLIKELY(wrong))
                return wrong;
        *items = n < 0 ? -(uint64_t)n : (uint64_t)n;
        if (n < 0) {
                wrong = take_small(&r->in, size);
                if (UNLIKELY(wrong))
                        return wrong;
                if ((uint64_t)*size > input_left(&r->in) || *items > input_left(&r->in))
                        return "claims more items than there are bytes";
                return NULL;
        }
        if (*items > input_left(&r->in) || *items > r->items)
                return "claims more items than there are bytes";
        r->items -= *items;
        return NULL;
}

static const struct plan_step *pass(struct reader *r, const struct plan_step *steps,
                                    const struct plan_step *s);

static const struct plan_step *pass_blocks(struct reader *r, const struct plan_step *steps,
                                           const struct plan_step *blocks)
{
        const struct plan_step *end = steps + blocks->count;
        size_t items;
        int64_t size;
        do {
                const char *wrong = take_block(r, &items, &size);
                if (UNLIKELY(wrong))
                        return refuse(r, blocks, wrong);
                if (size >= 0)
                        r->in.at += size; /* as a whole */
                for (size_t i = 0; size < 0 && i < items; i++)
                        for (const struct plan_step *s = blocks + 1; s != end;)
                                if (!(s = pass(r, steps, s)))
                                        return NULL;
        } while (items > 0);
        return end;
}

static const char *skip_value(struct input *in, const struct plan_step *s)
{
        int64_t number;
        struct text text;
        const uint8_t *at;
        const char *wrong;
        switch (s->op) {
        case PLAN_SKIP_INT:
                wrong = take_small(in, &number);
                return wrong ? wrong : int_fault(number);
        case PLAN_SKIP_LONG:
                return take_wide(in, &number);
        case PLAN_SKIP_BYTES:
                return take_run(in, &text);
        default: /* PLAN_SKIP_FIXED */
                return take_bytes(in, s->count, &at);
        }
}

/* The step to go on at behind one that is not into the event; NULL: refused. Calls itself only for the items
 * of arrays and maps, as deep as the schema nests them. */
static const struct plan_step *pass(struct reader *r, const struct plan_step *steps,
                                    const struct plan_step *s)
{
        const char *wrong;
        int32_t branch;
        switch (s->op) {
        case PLAN_GOTO:
                return steps + s->count;
        case PLAN_UNION:
                wrong = take_choice(&r->in, s, &branch);
                return wrong ? refuse(r, s, wrong) : steps + branch;
        case PLAN_SKIP_BLOCKS:
                return pass_blocks(r, steps, s);
        default:
                wrong = skip_value(&r->in, s);
                return wrong ? refuse(r, s, wrong) : s + 1;
        }
}

/* ---- what is ours ---- */

static inline bool is_plain(const struct plan_step *s, int64_t value)
{
        return (uint64_t)value - (uint64_t)s->least <= (uint64_t)s->most - (uint64_t)s->least;
}

static inline const char *take_number(struct input *in, const struct plan_step *s, char *to, bool *doubt)
{
        int64_t number;
        const char *wrong = take_wide(in, &number);
        if (UNLIKELY(wrong))
                return wrong;
        if (s->op == PLAN_INT && int_fault(number))
                return int_fault(number);
        if (s->op == PLAN_MILLIS && __builtin_mul_overflow(number, 1000, &number))
                return "is outside the range of time";
        *doubt |= !is_plain(s, number);
        memcpy(to, &number, sizeof(number));
        return NULL;
}

static inline const char *take_text(struct input *in, const struct plan_step *s, char *to, bool *doubt)
{
        struct text text;
        const char *wrong = take_run(in, &text);
        if (UNLIKELY(wrong))
                return wrong;
        if (UNLIKELY(!is_plain(s, (int64_t)text.len) || (ascii_outside(text) && text_check_printable(text))))
                *doubt = true;
        memcpy(to, &text, sizeof(text));
        return NULL;
}

static inline const char *take_code(struct input *in, const struct plan_step *s, char *to)
{
        int32_t code;
        const char *wrong = take_choice(in, s, &code);
        if (UNLIKELY(wrong))
                return wrong;
        memcpy(to, &code, sizeof(code));
        return NULL;
}

static inline const char *take_truth(struct input *in, char *to)
{
        const uint8_t *at;
        const char *wrong = take_bytes(in, 1, &at);
        if (UNLIKELY(wrong))
                return wrong;
        if (*at > 1)
                return "is neither true nor false";
        const enum truth truth = *at ? TRUTH_YES : TRUTH_NO;
        memcpy(to, &truth, sizeof(truth));
        return NULL;
}

static inline const char *take_flag(struct input *in, char *to)
{
        const uint8_t *at;
        const char *wrong = take_bytes(in, 1, &at);
        if (UNLIKELY(wrong))
                return wrong;
        if (*at > 1)
                return "is neither true nor false";
        memcpy(to, &(bool){*at == 1}, sizeof(bool));
        return NULL;
}

static inline const char *take_id(struct input *in, char *to)
{
        const uint8_t *at;
        const char *wrong = take_bytes(in, PLAN_ID_BYTES, &at);
        if (UNLIKELY(wrong))
                return wrong;
        memcpy(to, at, PLAN_ID_BYTES);
        return NULL;
}

static inline const char *take_null(struct input *in, const struct plan_step *s, bool *null)
{
        int64_t branch;
        const char *wrong = take_small(in, &branch);
        if (UNLIKELY(wrong))
                return wrong;
        if ((uint64_t)branch > 1)
                return "has no such branch";
        *null = branch == (s->null == PLAN_NULL_FIRST ? 0 : 1);
        return NULL;
}

/* Compared one after the other, the most frequent first: a jump through a table, as of a switch, costs more.
 */
static inline const char *take_value(struct input *in, const struct plan_step *s, char *into, bool *doubt)
{
        char *to = into + s->offset;
        if (s->null) {
                bool null;
                const char *wrong = take_null(in, s, &null);
                if (UNLIKELY(wrong) || null)
                        return wrong;
        }
        if (s->op == PLAN_LONG)
                return take_number(in, s, to, doubt);
        if (s->op == PLAN_TEXT)
                return take_text(in, s, to, doubt);
        if (s->op == PLAN_ENUM)
                return take_code(in, s, to);
        if (s->op == PLAN_ID)
                return take_id(in, to);
        if (s->op == PLAN_BOOL)
                return take_truth(in, to);
        if (s->op == PLAN_FLAG)
                return take_flag(in, to);
        return take_number(in, s, to, doubt); /* PLAN_INT, PLAN_MILLIS */
}

static const struct plan_step *read_items(struct reader *r, const struct plan_step *steps,
                                          const struct plan_step *items, struct event *v);

/* All steps up to an end, into the event or an occurrence of it. `in` and `doubt` are copies, so that they
 * can be held in registers. Calls itself only for occurrences, which hold none. */
static bool run(struct reader *r, const struct plan_step *steps, const struct plan_step *s, char *into,
                struct event *v)
{
        struct input in = r->in;
        bool doubt = false;
        while (s->op != PLAN_END) {
                if (UNLIKELY(s->op >= PLAN_SKIP_INT)) {
                        r->in = in;
                        s = s->op == PLAN_ITEMS ? read_items(r, steps, s, v) : pass(r, steps, s);
                        in = r->in;
                        if (!s)
                                return false;
                        continue;
                }
                const char *wrong = take_value(&in, s, into, &doubt);
                if (UNLIKELY(wrong))
                        return refuse(r, s, wrong);
                s++;
        }
        r->in = in;
        r->doubt |= doubt;
        return true;
}

/* A size in bytes before the items is for those who pass over them. */
static const struct plan_step *read_items(struct reader *r, const struct plan_step *steps,
                                          const struct plan_step *items, struct event *v)
{
        size_t n;
        int64_t size;
        do {
                const char *wrong = take_block(r, &n, &size);
                if (UNLIKELY(wrong))
                        return refuse(r, items, wrong);
                if (n > OCCURRENCES_MOST - v->occurrence_n)
                        return refuse(r, items, "are more than the most that are allowed");
                for (size_t i = 0; i < n; i++) {
                        struct event_occurrence *o = &v->occurrence[v->occurrence_n++];
                        occurrence_empty(o);
                        r->occurrence = v->occurrence_n;
                        if (!run(r, steps, items + 1, (char *)o, v))
                                return NULL;
                }
                r->occurrence = 0;
        } while (n > 0);
        return steps + items->count;
}

enum fault plan_run(const struct plan_step *steps, const uint8_t *bytes, size_t len, struct event *v,
                    bool *plain, struct err *e)
{
        struct reader r = {.in = {bytes, bytes + len}, .items = len};
        if (!run(&r, steps, steps, (char *)v, v)) {
                fail(e, POISON, "%s %s", r.step->name ? r.step->name : "record", r.wrong);
                return r.occurrence > 0 ? fail_at(e, "occurrence %u", r.occurrence) : POISON;
        }
        if (input_left(&r.in) > 0)
                return fail(e, POISON, "record is followed by %zu bytes too many", input_left(&r.in));
        *plain = !r.doubt && (v->occurrence_n == 0 || v->kind == KIND_DOCUMENT);
        return OK;
}
