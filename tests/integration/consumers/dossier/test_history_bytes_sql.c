/* SPDX-License-Identifier: Apache-2.0
 *
 * test_history_bytes_sql.c - hentra.history_read() finds in the bytes what C has put there.
 */
#include "tests/support/worker.h"

#include "consumers/dossier/history_bytes.h"
#include "tests/support/history_random.h"

enum { HISTORIES = 500 };

static struct world world;
static struct pg *pg;
static struct bytes packed, expected;

static int open_all(void **state)
{
        (void)state;
        world_open(&world, "history_bytes_sql", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "history_bytes_sql");
        return 0;
}

static int close_all(void **state)
{
        (void)state;
        bytes_free(&packed);
        bytes_free(&expected);
        pg_close(pg);
        world_close(&world);
        return 0;
}

static void add_text(const char *text)
{
        bytes_add(&expected, text, strlen(text));
}

static void add_number(int64_t v)
{
        char text[32];
        snprintf(text, sizeof(text), "%lld|", (long long)v);
        add_text(text);
}

static void add_time(micros at)
{
        if (at == NO_TIME)
                add_text("|");
        else
                add_number(at);
}

static micros placed(const struct statement *s, const struct said_occurrence *o)
{
        if (o->occurred_at != NO_TIME)
                return o->occurred_at;
        return s->since != NO_TIME ? s->since : s->stated_at != NO_TIME ? s->stated_at : 0;
}

/* Of a document its latest occurrence counts; of equal ones the later in its list. */
static void add_top(const struct statement *s)
{
        const struct said_occurrence none = {.occurred_at = NO_TIME}, *top = &none;
        for (int i = 0; i < s->occurrence_n; i++)
                if (i == 0 || placed(s, &s->occurrence[i]) >= placed(s, top))
                        top = &s->occurrence[i];
        add_number(top->status);
        add_time(top->occurred_at);
        add_number(s->occurrence_n ? top->occurred_day : s->occurred_day);
        add_number(top->agency);
}

static void add_occurrences(const struct statement *s)
{
        for (int i = 0; i < s->occurrence_n; i++) {
                const struct said_occurrence *o = &s->occurrence[i];
                add_number(o->status);
                add_time(o->occurred_at);
                add_number(o->occurred_day);
                add_number(o->reopens);
                add_number(o->agency);
        }
}

static void add_line(int place, const struct statement *s)
{
        add_number(place);
        add_number(s->kind);
        if (s->kind == KIND_DOCUMENT) {
                add_top(s);
        } else {
                add_number(s->status);
                add_time(s->occurred_at);
                add_number(s->occurred_day);
                add_number(s->agency);
        }
        add_number(s->sequence);
        add_time(s->stated_first);
        add_time(s->stated_at);
        add_time(s->observed_at);
        add_time(s->since);
        add_time(s->retracted_at);
        add_time(s->submitted_at);
        add_time(s->due_at);
        add_number(s->received_by);
        add_number(s->source);
        add_number(s->procedure);
        add_number(s->field);
        add_number(s->case_kind | s->level << 2 | s->channel << 4 | s->return_channel << 6 | s->service << 8 |
                   s->payment << 10 | s->digitised << 12);
        add_number(s->electronic_result | s->reused_data << 2 | s->shared_to_store << 4 |
                   s->citizen_data << 6 | s->fee << 8 | s->rating << 10);
        bytes_add(&expected, s->about, s->about_len);
        add_text("|");
        add_number(s->stated_ahead);
        add_number((int32_t)s->content);
        add_occurrences(s);
        add_text("\n");
}

static const char lines[] =
        "select coalesce(string_agg(concat_ws('|', place, kind, status, coalesce(occurred_at::text, ''),"
        " occurred_day::integer, agency_id, sequence, coalesce(stated_first::text, ''),"
        " coalesce(stated_at::text, ''), coalesce(observed_at::text, ''), coalesce(since::text, ''),"
        " coalesce(retracted_at::text, ''), coalesce(submitted_at::text, ''), coalesce(due_at::text, ''),"
        " received_by_id, source_id, procedure_id, field_id, codes, facts, coalesce(about, ''),"
        " stated_ahead::integer, content) || '|' ||"
        " coalesce((select string_agg(concat_ws('|', o.one ->> 'status', coalesce(o.one ->> 'at', ''),"
        " (o.one ->> 'day')::boolean::integer, (o.one ->> 'reopens')::boolean::integer, o.one ->> "
        "'agency_id')"
        " || '|', '' order by o.n) from jsonb_array_elements(occurrences) with ordinality o (one, n)), '')"
        " || e'\\n', '' order by place), '') from hentra.history_read($1::bytea)";

static void sql_reads_what_c_writes(void **state)
{
        static struct history one;
        (void)state;
        for (int i = 0; i < HISTORIES; i++) {
                struct pg_result *r;
                struct err e;
                some_history(&one);
                bytes_clear(&packed);
                bytes_clear(&expected);
                const size_t len = history_pack(&one, &packed);
                for (int k = 0; k < one.n; k++)
                        add_line(k + 1, &one.of[k]);
                add_text("");
                const struct pg_param param = pg_bytea(packed.at, len);
                if (pg_run(pg, lines, &param, 1, &r, &e) != OK)
                        fail_msg("history %d: %s", i, e.text);
                const struct text found = pg_get_text(r, 0, 0);
                if (found.len != expected.len ||
                    (found.len > 0 && memcmp(found.at, expected.at, found.len) != 0))
                        fail_msg("history %d:\n%.*s is read as\n%.*s", i, (int)expected.len,
                                 (char *)expected.at, (int)found.len, found.at);
                pg_free(r);
        }
}

static void another_version_is_refused(void **state)
{
        struct pg_result *r;
        struct err e;
        (void)state;
        assert_int_equal(pg_run(pg, "select place from hentra.history_read('\\x02')", NULL, 0, &r, &e),
                         FATAL);
        assert_non_null(strstr(e.text, "version 2"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(sql_reads_what_c_writes),
                cmocka_unit_test(another_version_is_refused),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_all, close_all);
}
