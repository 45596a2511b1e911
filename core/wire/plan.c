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
#include "core/wire/input.h"

struct reader {
        struct input in;
        size_t items;                 /* that arrays and maps may still claim */
        const struct plan_step *step; /* the one that failed */
        const char *wrong;            /* what is wrong with it */
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

/* The head of a block of an array or map: the number of items to walk, 0 at its end. A negative count means
 * that the size in bytes follows: such a block is skipped as a whole. */
static const char *take_block(struct reader *r, size_t *items, bool *walk)
{
        int64_t n, size;
        const uint8_t *at;
        const char *wrong = take_small(&r->in, &n);
        if (UNLIKELY(wrong))
                return wrong;
        *walk = n >= 0;
        *items = n < 0 ? -(uint64_t)n : (uint64_t)n;
        if (!*walk) {
                wrong = take_small(&r->in, &size);
                if (UNLIKELY(wrong))
                        return wrong;
                if ((uint64_t)size > input_left(&r->in) || *items > input_left(&r->in))
                        return "claims more items than there are bytes";
                return take_bytes(&r->in, (size_t)size, &at);
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
        bool walk;
        do {
                const char *wrong = take_block(r, &items, &walk);
                if (UNLIKELY(wrong))
                        return refuse(r, blocks, wrong);
                for (size_t i = 0; walk && i < items; i++)
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
static inline const char *take_value(struct input *in, const struct plan_step *s, struct event *v,
                                     bool *doubt)
{
        char *to = (char *)v + s->offset;
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
        return take_number(in, s, to, doubt); /* PLAN_INT, PLAN_MILLIS */
}

/* All steps. `in` and `doubt` are copies, so that they can be held in registers. */
static bool run(struct reader *r, const struct plan_step *steps, struct event *v, bool *plain)
{
        struct input in = r->in;
        bool doubt = false;
        for (const struct plan_step *s = steps; s->op != PLAN_END;) {
                if (UNLIKELY(s->op >= PLAN_SKIP_INT)) {
                        r->in = in;
                        s = pass(r, steps, s);
                        in = r->in;
                        if (!s)
                                return false;
                        continue;
                }
                const char *wrong = take_value(&in, s, v, &doubt);
                if (UNLIKELY(wrong))
                        return refuse(r, s, wrong);
                s++;
        }
        r->in = in;
        *plain = !doubt;
        return true;
}

enum fault plan_run(const struct plan_step *steps, const uint8_t *bytes, size_t len, struct event *v,
                    bool *plain, struct err *e)
{
        struct reader r = {.in = {bytes, bytes + len}, .items = len};
        if (!run(&r, steps, v, plain))
                return fail(e, POISON, "%s %s", r.step->name ? r.step->name : "record", r.wrong);
        if (input_left(&r.in) > 0)
                return fail(e, POISON, "record is followed by %zu bytes too many", input_left(&r.in));
        return OK;
}
