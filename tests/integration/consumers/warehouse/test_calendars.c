/* SPDX-License-Identifier: Apache-2.0
 *
 * test_calendars.c - which calendar an agency goes by that an alias leads to another one, in SQL and in C; and
 * that a catalogue waits for whoever writes a calendar.
 */
#include "consumers/warehouse/calendars.h"

#include "consumers/warehouse/calendar_derive.h"
#include "tests/support/scratch.h"

static void set_up(struct scratch *s)
{
        scratch_setup(s);
}

/* H1 works on Saturdays, too; H2 goes by the general calendar. */
static const char two_agencies[] =
        "insert into hentra.agency (code) values ('H1'), ('H2');"
        "insert into hentra.agency_version (agency_id, name, level) select agency_id, code, 2 from "
        "hentra.agency;"
        "insert into hentra.agency_calendar_version (agency_id, version) select agency_id, 1 from "
        "hentra.agency "
        "where code = 'H1';"
        "insert into hentra.agency_calendar_week (agency_id, version, valid_from, weekdays, hours, name)"
        " select agency_id, 1, '2000-01-01', 32, '07:30-11:30', 'x' from hentra.agency where code = 'H1'";

/* A code and where it leads: `days` are those of the warehouse from today on. */
static const char codes[] =
        "create temporary table led (code text, member text, first_day integer, behind integer);"
        "insert into led values ('always', 'H1', null, null), ('over', 'H1', null, 0), ('to come', 'H1', 1, "
        "null),"
        " ('until today', 'H1', null, 1), ('until today', 'H2', 1, null), ('from today', 'H2', null, 0),"
        " ('from today', 'H1', 0, null), ('from tomorrow', 'H2', null, 1), ('from tomorrow', 'H1', 1, null),"
        " ('own', 'H1', null, 1), ('nowhere', 'H2', null, null);"
        "insert into hentra.agency (code) select distinct code from led;"
        "insert into hentra.agency_spoken (agency_id, valid_from, valid_to, member_id)"
        " select a.agency_id, coalesce(hentra.local_day(now()) + first_day, '-infinity'),"
        " coalesce(hentra.local_day(now()) + behind, 'infinity'), m.agency_id"
        " from led join hentra.agency a using (code) join hentra.agency m on m.code = led.member;"
        "insert into hentra.agency_version (agency_id, name, level, valid_from)"
        " select agency_id, code, 2, hentra.local_day(now()) + 1 from hentra.agency where code = 'own'";

static void an_alias_holds_on_its_days(void **state)
{
        struct scratch s;
        struct warehouse w;
        struct calendar *c;
        struct pg_result *r;
        struct err e;
        int on_saturdays = 0;
        (void)state;
        scratch_open(&s);
        set_up(&s);
        scratch_script(s.pg, two_agencies);
        set_up(&s);
        scratch_script(s.pg, codes);
        assert_sql(s.pg,
                   "select string_agg(code, ', ' order by code collate \"C\") from hentra.agency where "
                   "hentra.calendar_of(agency_id) <> 0",
                   "H1, always, from today, until today");
        assert_int_equal(warehouse_open(&w, s.pg, &e), OK);
        assert_int_equal(calendar_read(&c, s.pg, w.zone, NULL, &e), OK);
        assert_int_equal(pg_run(s.pg, "select agency_id, hentra.calendar_of(agency_id) from hentra.agency",
                                NULL, 0, &r, &e),
                         OK);
        for (int row = 0; row < pg_rows(r); row++) {
                const struct calendar *own = calendar_for(c, (uint32_t)pg_get_int(r, row, 0));
                assert_int_equal(calendar_works_on(own, day_of_civil(2026, 3, 7)),
                                 pg_get_int(r, row, 1) != 0);
                on_saturdays += own != c;
        }
        assert_int_equal(on_saturdays, 4);
        pg_free(r);
        calendar_close(c);
        warehouse_close(&w);
        scratch_close(&s);
}

/* Else an import of a catalogue beside the first calendar of an agency would derive nothing from either. */
static void a_catalogue_waits_for_a_calendar(void **state)
{
        struct scratch s;
        struct err e;
        (void)state;
        scratch_open(&s);
        set_up(&s);
        struct pg *other = scratch_connect(&s, s.name);
        scratch_script(other, "begin");
        assert_int_equal(calendar_lock(other, &e), OK);
        scratch_script(other, two_agencies);
        scratch_script(s.pg, "set lock_timeout = '20ms'; begin");
        assert_int_equal(calendar_follow(s.pg, &e), RETRY);
        scratch_script(s.pg, "rollback; set lock_timeout = 0; begin");
        scratch_script(other, "commit");
        assert_int_equal(calendar_follow(s.pg, &e), OK);
        scratch_script(s.pg, "commit");
        assert_sql(s.pg, "select count(*) from hentra.agency_calendar", "1");
        pg_close(other);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_alias_holds_on_its_days),
                cmocka_unit_test(a_catalogue_waits_for_a_calendar),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
