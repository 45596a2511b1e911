/* SPDX-License-Identifier: Apache-2.0
 *
 * plan.c - runs a reader plan over the bytes of one record; see plan.h.
 *
 * Rule: every length and every count is compared with what is left before anything is done with it, and all
 * items of all arrays and maps together may not be more than the bytes of the record.
 * So: a message of n bytes costs at most n items' worth of steps, whatever it claims.
 */
#include "core/base/plan.h"

#include <stdbool.h>
#include <string.h>

struct reader {
        const uint8_t *at, *end;
        size_t items;                 /* that arrays and maps may still claim */
        const struct plan_step *step; /* the one that failed */
        const char *wrong;            /* what is wrong with it */
};

static size_t left(const struct reader *r)
{
        return (size_t)(r->end - r->at);
}

static bool wrong(struct reader *r, const char *what)
{
        r->wrong = what;
        return false;
}

/* Avro's int and long: seven bits a byte, lowest first, the sign in the lowest bit. */
static inline bool take_long(struct reader *r, int64_t *out)
{
        uint64_t bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
                if (r->at == r->end)
                        return wrong(r, "ends in the middle of a number");
                uint8_t byte = *r->at++;
                if (shift == 63 && byte > 1)
                        return wrong(r, "has a number of more than 64 bits");
                bits |= (uint64_t)(byte & 0x7f) << shift;
                if (byte < 0x80) {
                        *out = (int64_t)(bits >> 1 ^ -(bits & 1));
                        return true;
                }
        }
        return wrong(r, "has a number of more than 64 bits");
}

static inline bool take_int(struct reader *r, int64_t *out)
{
        if (!take_long(r, out))
                return false;
        return *out >= INT32_MIN && *out <= INT32_MAX ? true : wrong(r, "has a number of more than 32 bits");
}

static inline bool take_bytes(struct reader *r, size_t n, const uint8_t **out)
{
        if (n > left(r))
                return wrong(r, "claims more bytes than there are");
        *out = r->at;
        r->at += n;
        return true;
}

/* A length, and as many bytes. */
static inline bool take_run(struct reader *r, struct text *out)
{
        int64_t n;
        const uint8_t *at;
        if (!take_long(r, &n))
                return false;
        if (n < 0)
                return wrong(r, "has a negative length");
        if ((uint64_t)n > left(r) || !take_bytes(r, (size_t)n, &at))
                return wrong(r, "claims more bytes than there are");
        *out = (struct text){(const char *)at, (size_t)n};
        return true;
}

/* The entry of a step's table that the next number chooses; a negative entry has no meaning for us. */
static inline bool take_choice(struct reader *r, const struct plan_step *s, int32_t *out)
{
        int64_t i;
        if (!take_long(r, &i))
                return false;
        if (i < 0 || i >= s->count)
                return wrong(r, s->op == PLAN_UNION ? "has no such branch" : "has no such symbol");
        *out = s->table[i];
        if (*out < 0)
                return wrong(r,
                             s->op == PLAN_UNION ? "may not have this branch" : "may not have this symbol");
        return true;
}

/* A step that writes into the event. */
static inline bool take_value(struct reader *r, const struct plan_step *s, struct event *v)
{
        char *to = (char *)v + s->offset;
        struct text text;
        int64_t number;
        int32_t choice;
        const uint8_t *at;
        switch (s->op) {
        case PLAN_TEXT:
                if (!take_run(r, &text))
                        return false;
                memcpy(to, &text, sizeof(text));
                return true;
        case PLAN_INT:
                if (!take_int(r, &number))
                        return false;
                memcpy(to, &number, sizeof(number));
                return true;
        case PLAN_LONG:
                if (!take_long(r, &number))
                        return false;
                memcpy(to, &number, sizeof(number));
                return true;
        case PLAN_MILLIS:
                if (!take_long(r, &number))
                        return false;
                if (__builtin_mul_overflow(number, 1000, &number))
                        return wrong(r, "is outside the range of time");
                memcpy(to, &number, sizeof(number));
                return true;
        case PLAN_ENUM:
                if (!take_choice(r, s, &choice))
                        return false;
                memcpy(to, &choice, sizeof(choice));
                return true;
        case PLAN_BOOL:
                if (!take_bytes(r, 1, &at))
                        return false;
                if (*at > 1)
                        return wrong(r, "is neither true nor false");
                choice = *at ? DIGITISED_YES : DIGITISED_NO;
                memcpy(to, &choice, sizeof(choice));
                return true;
        default: /* PLAN_FIXED */
                if (!take_bytes(r, s->count, &at))
                        return false;
                memcpy(to, at, s->count);
                return true;
        }
}

/* The head of a block of an array or map: how many items are to be walked, 0 at its end. A negative count says
 * that the size in bytes follows: such a block is passed over whole. */
static bool take_block(struct reader *r, size_t *items, bool *walk)
{
        int64_t n, size;
        const uint8_t *at;
        if (!take_long(r, &n))
                return false;
        *walk = n >= 0;
        *items = n < 0 ? -(uint64_t)n : (uint64_t)n;
        if (!*walk) {
                if (!take_long(r, &size))
                        return false;
                if (size < 0 || (uint64_t)size > left(r) || *items > left(r))
                        return wrong(r, "claims more items than there are bytes");
                return take_bytes(r, (size_t)size, &at);
        }
        if (*items > left(r) || *items > r->items)
                return wrong(r, "claims more items than there are bytes");
        r->items -= *items;
        return true;
}

static bool run(struct reader *r, const struct plan_step *steps, uint32_t from, uint32_t to, struct event *v);

static bool skip_blocks(struct reader *r, const struct plan_step *steps, uint32_t at, struct event *v)
{
        size_t items;
        bool walk;
        do {
                if (!take_block(r, &items, &walk)) {
                        r->step = steps + at;
                        return false;
                }
                for (size_t i = 0; walk && i < items; i++)
                        if (!run(r, steps, at + 1, steps[at].count, v))
                                return false;
        } while (items > 0);
        return true;
}

static inline bool skip_value(struct reader *r, const struct plan_step *s)
{
        int64_t number;
        struct text text;
        const uint8_t *at;
        switch (s->op) {
        case PLAN_SKIP_INT:
                return take_int(r, &number);
        case PLAN_SKIP_LONG:
                return take_long(r, &number);
        case PLAN_SKIP_BYTES:
                return take_run(r, &text);
        default: /* PLAN_SKIP_FIXED */
                return take_bytes(r, s->count, &at);
        }
}

/* The steps from `from` to `to`, or to PLAN_END. Calls itself only for the items of arrays and maps, as deep as
 * the schema nests them. */
static bool run(struct reader *r, const struct plan_step *steps, uint32_t from, uint32_t to, struct event *v)
{
        for (uint32_t at = from; at != to;) {
                const struct plan_step *s = steps + at++;
                int32_t branch;
                bool good = true;
                switch (s->op) {
                case PLAN_END:
                        return true;
                case PLAN_GOTO:
                        at = s->count;
                        break;
                case PLAN_UNION:
                        good = take_choice(r, s, &branch);
                        if (good)
                                at = (uint32_t)branch;
                        break;
                case PLAN_SKIP_BLOCKS:
                        if (!skip_blocks(r, steps, at - 1, v))
                                return false; /* it has said which step failed */
                        at = s->count;
                        break;
                case PLAN_SKIP_INT:
                case PLAN_SKIP_LONG:
                case PLAN_SKIP_BYTES:
                case PLAN_SKIP_FIXED:
                        good = skip_value(r, s);
                        break;
                default:
                        good = take_value(r, s, v);
                }
                if (!good) {
                        r->step = s;
                        return false;
                }
        }
        return true;
}

enum fault plan_run(const struct plan_step *steps, const uint8_t *bytes, size_t len, struct event *v,
                    struct err *e)
{
        struct reader r = {.at = bytes, .end = bytes + len, .items = len};
        if (!run(&r, steps, 0, UINT32_MAX, v))
                return fail(e, POISON, "%s %s", r.step->name ? r.step->name : "record", r.wrong);
        if (left(&r) > 0)
                return fail(e, POISON, "record is followed by %zu bytes too many", left(&r));
        return OK;
}
