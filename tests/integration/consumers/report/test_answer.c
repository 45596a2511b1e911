/* SPDX-License-Identifier: Apache-2.0
 *
 * test_answer.c - an answer that is kept and one that is streamed have the same rows, in one snapshot that is
 * read only; what a sink refuses ends the answer.
 */
#include "consumers/report/reports.h"
#include "tests/support/scratch.h"

static const char world[] =
        "insert into hentra.agency (code, inferred) values ('P', false), ('C', true);"
        "insert into hentra.agency_version (agency_id, name, level) values (1, 'So Tu phap', 1);"
        "insert into hentra.agency_level_claim select 2, 3, now(), 0;"
        "insert into hentra.field (code, name) select 'F' || i, repeat('x', 200 * i) from generate_series(1, "
        "400) i;"
        "insert into hentra.procedure (code) select '1.' || i from generate_series(1, 400) i;"
        "insert into hentra.procedure_field_claim select i, i, now(), 0 from generate_series(1, 400) i;"
        "insert into hentra.flow_half_month (half_month, agency_id, procedure_id, channel, case_kind, shard, "
        "received, resolved_early, resolved_late, resolved_late_instant)"
        " select '2022-03-01', 1 + i % 2, i, 2, 0, 1, 10 * i, 3, 1, 1 from generate_series(1, 400) i;";

struct asked {
        struct scratch s;
        struct warehouse w;
        struct question q;
        struct answer a;
};

static void open_world(struct asked *x)
{
        struct err e;
        *x = (struct asked){.q = {.groups = {BY_LEVEL, BY_FIELD}, .groups_n = 2}};
        scratch_open(&x->s);
        scratch_setup(&x->s);
        scratch_script(x->s.pg, world);
        assert_int_equal(warehouse_open(&x->w, x->s.pg, &e), OK);
        const struct range_words words = {.period = "CAL:2022-03"};
        assert_int_equal(range_read(&x->q.range, &words, x->w.zone, moment_now(), x->s.pg, &e), OK);
        x->a = (struct answer){.report = &report_form06, .q = &x->q, .warehouse = &x->w};
}

static void close_world(struct asked *x)
{
        answer_free(&x->a);
        warehouse_close(&x->w);
        scratch_close(&x->s);
}

struct seen {
        const struct answer *kept;
        int begun, rows, most;
};

static enum fault see_begin(void *context, const struct answer *a, struct err *e)
{
        struct seen *s = context;
        (void)e;
        assert_int_equal(s->rows, 0);
        assert_string_equal(a->population.source, "flow_half_month");
        s->begun++;
        return OK;
}

static enum fault see_row(void *context, const struct answer *a, const struct answer_row *row, struct err *e)
{
        struct seen *s = context;
        assert_non_null(a->pg);
        if (s->rows == s->most)
                return fail(e, POISON, "enough");
        const struct answer_row *kept = &s->kept->row[s->rows++];
        assert_int_equal(kept->depth, row->depth);
        for (int g = 0; g < row->depth; g++) {
                assert_true(text_equal(kept->group[g].key, row->group[g].key));
                assert_true(text_equal(kept->group[g].name, row->group[g].name));
                assert_int_equal(kept->group[g].inferred, row->group[g].inferred);
        }
        for (int c = 0; c < form_columns(report_form06.form); c++) {
                assert_int_equal(kept->cell[c].known, row->cell[c].known);
                if (report_form06.form->columns[c].kind == COLUMN_COUNT)
                        assert_int_equal(kept->cell[c].n, row->cell[c].n);
        }
        return OK;
}

static void test_kept_and_streamed(void **state)
{
        struct asked x;
        struct err e;
        (void)state;
        open_world(&x);
        assert_int_equal(answer_ask(&x.a, x.s.pg, &e), OK);
        assert_int_equal(x.a.rows, 403); /* 400 fields, 2 levels, the total */
        assert_int_equal(x.a.answered, 403);
        struct answer other = {.report = &report_form06, .q = &x.q, .warehouse = &x.w};
        struct seen seen = {.kept = &x.a, .most = 1000};
        const struct answer_sink sink = {&seen, see_begin, see_row};
        assert_int_equal(answer_stream(&other, x.s.pg, &sink, &e), OK);
        assert_int_equal(seen.begun, 1);
        assert_int_equal(seen.rows, 403);
        assert_null(other.row);
        /* A name is kept whole, however long it is. */
        size_t longest = 0;
        for (int i = 0; i < x.a.rows; i++) {
                if (x.a.row[i].group[1].name.len > longest)
                        longest = x.a.row[i].group[1].name.len;
        }
        assert_int_equal(longest, 80000);
        close_world(&x);
}

static void test_rates_are_of_their_cells(void **state)
{
        struct asked x;
        struct err e;
        (void)state;
        open_world(&x);
        assert_int_equal(answer_ask(&x.a, x.s.pg, &e), OK);
        const int rate = form_find(report_form06.form, "on_time_rate");
        const struct cell *c = &x.a.row[x.a.rows - 1].cell[rate];
        assert_true(c->known);
        assert_int_equal(c->n, 1200);
        assert_int_equal(c->of, 1600);
        close_world(&x);
}

static void test_a_sink_ends_it(void **state)
{
        struct asked x;
        struct err e, later;
        (void)state;
        open_world(&x);
        assert_int_equal(answer_ask(&x.a, x.s.pg, &e), OK);
        struct answer other = {.report = &report_form06, .q = &x.q, .warehouse = &x.w};
        struct seen seen = {.kept = &x.a, .most = 5};
        const struct answer_sink sink = {&seen, see_begin, see_row};
        assert_int_equal(answer_stream(&other, x.s.pg, &sink, &e), POISON);
        assert_string_equal(e.text, "enough");
        /* Until it is over nothing can be written: it is one snapshot, read only. */
        assert_int_not_equal(pg_script(x.s.pg, "create table hentra.x ()", &later), OK);
        assert_string_equal(pg_sqlstate(x.s.pg), "25006");
        close_world(&x);
}

/* What the question names may go meanwhile: it is read as of the answer. */
static void test_the_question_is_read_in_the_snapshot(void **state)
{
        struct asked x;
        struct err e;
        (void)state;
        open_world(&x);
        struct pg *other = scratch_connect(&x.s, x.s.name);
        const struct range_words words = {.period = "CAL:2022-03"};
        assert_int_equal(answer_snapshot(x.s.pg, &e), OK);
        struct warehouse w;
        assert_int_equal(warehouse_open(&w, x.s.pg, &e), OK);
        scratch_script(other, "delete from hentra.period where period = 'CAL:2022-03'; delete from "
                              "hentra.agency_version; delete from hentra.flow_half_month");
        assert_int_equal(range_read(&x.q.range, &words, w.zone, moment_now(), x.s.pg, &e), OK);
        x.q.agency = "P";
        assert_int_equal(question_agency(&x.q, x.s.pg, &e), OK);
        x.a.in_snapshot = true;
        assert_int_equal(answer_ask(&x.a, x.s.pg, &e), OK);
        assert_int_equal(x.a.rows, 202); /* the level of one agency of two, its 200 fields, the total */
        scratch_script(x.s.pg, "commit");
        assert_int_equal(range_read(&x.q.range, &words, w.zone, moment_now(), x.s.pg, &e), USAGE);
        warehouse_close(&w);
        pg_close(other);
        close_world(&x);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_kept_and_streamed),
                cmocka_unit_test(test_rates_are_of_their_cells),
                cmocka_unit_test(test_a_sink_ends_it),
                cmocka_unit_test(test_the_question_is_read_in_the_snapshot),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
