/* SPDX-License-Identifier: Apache-2.0
 *
 * portal_value.c - see portal_value.h.
 */
#include "producers/format/portal_value.h"

#include "core/base/bytes.h"
#include <stdio.h>
#include <stdlib.h>

struct text portal_text(const struct json_node *object, const char *key, char digits[static PORTAL_DIGITS])
{
        const struct json_node *value = json_member(object, key);
        struct text t = {0};
        int64_t number;
        if (json_int_of(value, &number)) {
                t = (struct text){digits, (size_t)snprintf(digits, PORTAL_DIGITS, "%lld", (long long)number)};
        } else if (json_text_of(value, &t)) {
                t = text_trim(t);
                if (text_equal(t, TEXT("null")))
                        t = (struct text){0};
        }
        return t;
}

static enum fault check_no_fraction(struct portal_reading *r, const struct json_node *object, const char *key)
{
        double real;
        if (!json_real_of(json_member(object, key), &real))
                return OK;
        return fail(r->e, POISON, "%s is a number with a fraction: it must be a text", key);
}

enum fault portal_read_text(struct portal_reading *r, const struct json_node *object, const char *key,
                            size_t most, struct text *out)
{
        struct portal_event *v = r->out;
        char *digits = v->digits[v->numbers];
        *out = (struct text){0};
        if (check_no_fraction(r, object, key) != OK)
                return r->e->kind;
        *out = portal_text(object, key, digits);
        if (out->at == digits)
                v->numbers++;
        if (out->len > most)
                return fail(r->e, POISON, "%s has %zu bytes, at most %zu are allowed", key, out->len, most);
        const char *wrong = text_check_printable(*out);
        return wrong ? fail(r->e, POISON, "%s %s", key, wrong) : OK;
}

enum fault portal_read_time(struct portal_reading *r, const struct json_node *object, const char *key,
                            micros *out)
{
        char digits[PORTAL_DIGITS];
        const struct text t = portal_text(object, key, digits);
        struct civil local = {0};
        bool has_offset, flag;
        int offset;
        *out = NO_TIME;
        if (check_no_fraction(r, object, key) != OK)
                return r->e->kind;
        r->tally->odd += json_bool_of(json_member(object, key), &flag);
        if (t.len == 0)
                return OK;
        const char *wrong = civil_parse(t, "%Y%m%d%H%M%S", &local, &has_offset, &offset);
        if (wrong)
                return fail(r->e, POISON, "%s is no yyyyMMddHHmmss: expected is %s", key, wrong);
        if (zone_instant(r->portal->zone, &local, out) == LOCAL_GAP)
                r->tally->gaps++;
        if (moment_legal(*out) && *out >= r->portal->earliest)
                return OK;
        *out = NO_TIME;
        r->tally->odd++;
        return OK;
}

int portal_code(const struct json_node *object, const char *key)
{
        char digits[PORTAL_DIGITS];
        bool flag;
        if (json_bool_of(json_member(object, key), &flag))
                return flag;
        const struct text t = portal_text(object, key, digits);
        int code = 0;
        if (t.len == 0)
                return PORTAL_ABSENT;
        if (t.len > 2)
                return PORTAL_ODD;
        for (size_t i = 0; i < t.len; i++) {
                if (t.at[i] < '0' || t.at[i] > '9')
                        return PORTAL_ODD;
                code = 10 * code + (t.at[i] - '0');
        }
        return code;
}

enum truth portal_truth(const struct json_node *object, const char *key, int also)
{
        const int code = portal_code(object, key);
        return code == 0 ? TRUTH_NO : code == 1 || code == also ? TRUTH_YES : TRUTH_ABSENT;
}

enum truth portal_any(const struct json_node *list, const char *key, int also)
{
        enum truth all = TRUTH_ABSENT;
        for (size_t i = 0; i < json_items(list); i++) {
                const enum truth one = portal_truth(json_item(list, i), key, also);
                if (one > all)
                        all = one;
        }
        return all;
}
_Static_assert(TRUTH_ABSENT < TRUTH_NO && TRUTH_NO < TRUTH_YES, "portal_any() takes the greatest");

/* Prices are written "8000", "8.000" or "8000.00": only whether one is zero is asked. */
static enum fee price(const struct json_node *line)
{
        char digits[PORTAL_DIGITS];
        double real;
        if (json_real_of(json_member(line, "Gia"), &real))
                return real > 0 ? FEE_PAYABLE : real < 0 ? FEE_UNKNOWN : FEE_ZERO;
        const struct text t = portal_text(line, "Gia", digits);
        enum fee fee = t.len > 0 ? FEE_ZERO : FEE_UNKNOWN;
        for (size_t i = 0; i < t.len; i++) {
                if (t.at[i] >= '1' && t.at[i] <= '9')
                        fee = FEE_PAYABLE;
                else if (t.at[i] != '0' && t.at[i] != '.' && t.at[i] != ',')
                        return FEE_UNKNOWN;
        }
        return fee;
}

enum fee portal_fee(const struct json_node *lines)
{
        enum fee all = json_items(lines) > 0 ? FEE_ZERO : FEE_UNKNOWN;
        for (size_t i = 0; i < json_items(lines); i++) {
                const enum fee one = price(json_item(lines, i));
                if (one == FEE_PAYABLE)
                        return one;
                if (one == FEE_UNKNOWN)
                        all = one;
        }
        return all;
}

/* Empty: none. A number is no link. */
static struct text link_of(const struct json_node *object, const char *key)
{
        struct text t = {0};
        if (!json_text_of(json_member(object, key), &t))
                return t;
        t = text_trim(t);
        if (text_equal(t, TEXT("null")))
                t.len = 0;
        return t;
}

static int compare_links(const void *a, const void *b)
{
        return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* A sender chooses how long both lists are: sorted once, since pairs of them would take half an hour. */
bool portal_has_result_file(const struct json_node *results, const struct json_node *papers)
{
        const size_t result_n = json_items(results), paper_n = json_items(papers);
        struct text *links = result_n > 0 ? need_alloc((paper_n + 1) * sizeof(*links)) : NULL;
        bool has = false;
        for (size_t i = 0; links && i < paper_n; i++)
                links[i] = link_of(json_item(papers, i), "DuongDanTaiTepTin");
        if (links)
                qsort(links, paper_n, sizeof(*links), compare_links);
        for (size_t i = 0; !has && i < result_n; i++) {
                const struct text link = link_of(json_item(results, i), "DuongDanTepTinKetQua");
                has = link.len > 0 && !bsearch(&link, links, paper_n, sizeof(*links), compare_links);
        }
        free(links);
        return has;
}
