/* SPDX-License-Identifier: Apache-2.0
 *
 * test_import_alias.c - codes and names of events that lead to an agency of the catalogue: reports count them
 * there, whatever came first; nothing of what events brought is rewritten.
 */
#include "tests/support/cataloguing.h"
#include "tests/support/figures.h"

static const char agencies[] =
        "code,name,level,province\nH21,Tỉnh Gia Lai,PROVINCE,H21\nH21.17,Sở Tư pháp,PROVINCE,H21\n"
        "H21.18,Sở Y tế,PROVINCE,H21\n";
static const char aliases[] =
        "alias,agency,system,source,valid_from,valid_to\n"
        "000.00.17.H21,H21.17,OLD,,,\n"
        "H21.50.05,H21.17,ONE_STOP,gialai,,2022-03-10\nH21.50.05,H21.18,ONE_STOP,gialai,2022-03-10,\n";

/* Facts of codes that no catalogue names yet: 10 received on the 2nd at each, and on the 20th 1 resolved. */
static void world(struct scratch *s)
{
        scratch_open(s);
        scratch_setup(s);
        scratch_script(s->pg,
                       "insert into hentra.agency (code) values ('000.00.17.H21'), ('H21.50.05'), ('SỞ  TƯ "
                       "PHÁP - tỉnh Gia Lai'), "
                       "('X'); insert into hentra.agency_level_claim select i, 3, now(), 0 from "
                       "generate_series(1, 4) i;"
                       "insert into hentra.flow_day (day, agency_id, channel, case_kind, shard, received, "
                       "resolved_early) "
                       "select d, i, 2, 0, 1, case when d = '2022-03-02' then 10 end, case when d = "
                       "'2022-03-20' then 1 end "
                       "from generate_series(1, 4) i, (values (date '2022-03-02'), ('2022-03-20')) as v (d);"
                       "insert into hentra.flow_half_month (half_month, agency_id, procedure_id, channel, "
                       "case_kind, shard, received, "
                       "resolved_early) select hentra.half_month_of(day), agency_id, 0, channel, case_kind, "
                       "shard, received, "
                       "resolved_early from hentra.flow_day");
}

static void assert_counted(struct scratch *s)
{
        char *csv = REPORT(s, "form06", "--period", "CAL:2022-03", "--by", "agency");
        assert_figures(csv, "agency", "", "received=40 resolved=4 in_process=36 broken=-");
        assert_figures(csv, "agency", "H21.17",
                       "received=30 resolved=2 in_process=18 inferred=false broken=-");
        /* On the 10th the code went to another agency, and what was open went along. */
        assert_figures(csv, "agency", "H21.18",
                       "received=0 transferred_in=10 resolved=1 in_process=9 broken=-");
        assert_figures(csv, "agency", "X", "received=10 resolved=1 in_process=9 inferred=true");
        assert_null(strstr(csv, "H21.50.05"));
        free(csv);
        csv = REPORT(s, "form06", "--period", "CAL:2022-03", "--by", "level");
        assert_figures(csv, "level", "PROVINCE", "received=30 resolved=3 in_process=27 broken=-");
        assert_figures(csv, "level", "COMMUNE", "received=10 resolved=1 in_process=9");
        free(csv);
        csv = REPORT(s, "online-rate", "--period", "CAL:2022-03", "--by", "agency");
        assert_figures(csv, "agency", "H21.17", "online=30 received=30");
        free(csv);
        assert_sql(s->pg,
                   "select string_agg(agency || ' ' || level || ' ' || received, ', ' order by agency) from "
                   "hentra.flow_daily "
                   "where day = '2022-03-02'",
                   "H21.17 PROVINCE 30, X COMMUNE 10");
        assert_sql(s->pg,
                   "select string_agg(level || ' ' || received, ', ' order by level) from hentra.form06 "
                   "where period = "
                   "'CAL:2022-03' and level is not null and field is null",
                   "COMMUNE 10, PROVINCE 30");
        assert_sql(s->pg,
                   "select string_agg(agency || ' ' || received, ', ' order by agency) from "
                   "hentra.online_rate where period = "
                   "'CAL:2022-03' and agency is not null",
                   "H21.17 30, X 10");
        assert_sql(s->pg, "select string_agg(code, ' ') from hentra.inferred_member where kind = 'AGENCY'",
                   "X");
}

static void test_reports_count_them_under_their_agency(void **state)
{
        struct scratch s;
        char facts[64];
        (void)state;
        world(&s);
        scratch_text(s.pg, "select md5(string_agg(f::text, '' order by f)) from hentra.flow_day f", facts,
                     sizeof(facts));
        /* What is kept by level was added up before the import, and again behind it. */
        scratch_script(
                s.pg, "select hentra.form06_group(); select hentra.form06_sum(); select hentra.form06_sum()");
        catalogue_takes(&s, "agencies", agencies);
        catalogue_takes(&s, "aliases", aliases);
        assert_counted(&s);
        scratch_script(
                s.pg, "select hentra.form06_group(); select hentra.form06_sum(); select hentra.form06_sum()");
        assert_counted(&s);
        assert_sql(s.pg, "select md5(string_agg(f::text, '' order by f)) from hentra.flow_day f", facts);
        assert_sql(s.pg, "select string_agg(code, ' ' order by agency_id) from hentra.agency where inferred",
                   "000.00.17.H21 H21.50.05 SỞ  TƯ PHÁP - tỉnh Gia Lai X");
        /* An empty agency takes an alias away. */
        catalogue_takes(&s, "aliases", "alias,agency,system\n000.00.17.H21,,OLD\n");
        char *csv = REPORT(&s, "form06", "--period", "CAL:2022-03", "--by", "agency");
        assert_figures(csv, "agency", "000.00.17.H21", "received=10 inferred=true");
        assert_figures(csv, "agency", "H21.17", "received=20");
        free(csv);
        scratch_close(&s);
}

/* As a loader adds it, with no more than its rights; and while an import has not ended. */
static void test_a_new_agency_is_matched(void **state)
{
        static const char late[] = "insert into hentra.agency (code) values ('both'), ('late') on "
                                   "conflict do nothing";
        static const char lead[] =
                "select coalesce(string_agg(a.code || ' ' || m.code, ', ' order by a.code), '') from "
                "hentra.agency_spoken s join hentra.agency a using (agency_id) join hentra.agency m "
                "on m.agency_id = s.member_id where a.agency_id > 4";
        struct scratch s;
        struct err e;
        struct pg_result *r;
        (void)state;
        world(&s);
        catalogue_takes(&s, "agencies", agencies);
        catalogue_takes(&s, "aliases", "alias,agency,system\n000.00.18.H21,H21.18,OLD\n");
        scratch_script(s.pg, "set role hentra_loader; insert into hentra.agency (code) values "
                             "('000.00.18.H21'), ('sở y tế'), "
                             "('Sở Y'); reset role");
        assert_sql(s.pg, lead, "000.00.18.H21 H21.18, sở y tế H21.18");
        struct pg *loader = scratch_connect(&s, s.name);
        scratch_script(s.pg,
                       "begin; select pg_advisory_xact_lock(hashtext('hentra.agency_alias')); insert into "
                       "hentra.agency_alias (system, alias, agency_id) select 1, 'late', agency_id from "
                       "hentra.agency "
                       "where code = 'H21.17'; select hentra.agency_match(null)");
        assert_int_equal(pg_ask_prepared(loader, late, NULL, 0, &e), OK);
        scratch_script(s.pg, "do $$ begin while not exists (select from pg_locks where locktype = 'advisory' "
                             "and not granted and database = (select oid from pg_database where datname = "
                             "current_database())) loop end loop; end $$");
        /* The import adds the code as well: neither waits for the other's row. */
        scratch_script(s.pg, "insert into hentra.agency (code) values ('both'); commit");
        assert_int_equal(pg_take_prepared(loader, &r, &e), OK);
        pg_free(r);
        pg_close(loader);
        assert_sql(s.pg, lead, "000.00.18.H21 H21.18, late H21.17, sở y tế H21.18");
        scratch_close(&s);
}

static void test_names_are_folded(void **state)
{
        static const char *const same[] = {"Sở Tư pháp",
                                           "SỞ TƯ PHÁP",
                                           "sở  tư  pháp ",
                                           "Sở Tư pháp - tỉnh Gia Lai",
                                           "Sở Tư pháp – Tỉnh Gia Lai",
                                           "Sở Tư pháp, tỉnh Gia Lai",
                                           "So\xcc\x9b\xcc\x89 Tu\xcc\x9b pha\xcc\x81p"};
        static const char *const other[] = {"Sở Tư pháp tỉnh Gia Lai", "Sở Tư phap",
                                            "Sở Tư pháp - tỉnh Gia Lai cũ", "UBND"};
        struct scratch s;
        char sql[300];
        (void)state;
        world(&s);
        for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
                snprintf(sql, sizeof(sql), "select hentra.agency_name_bare(hentra.agency_name_fold('%s'))",
                         same[i]);
                assert_sql(s.pg, sql, "sở tư pháp");
        }
        for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
                snprintf(sql, sizeof(sql),
                         "select hentra.agency_name_bare(hentra.agency_name_fold('%s')) <> 'sở tư pháp'",
                         other[i]);
                assert_sql(s.pg, sql, "true");
        }
        assert_sql(s.pg,
                   "select hentra.agency_name_fold('Ủy ban KHÁNH HOÀ, Quý') = hentra.agency_name_fold('Uỷ "
                   "ban Khánh Hòa, Qúy')",
                   "true");
        assert_sql(s.pg, "select hentra.agency_name_bare('ubnd xã đak đoa')", "xã đak đoa");
        assert_sql(s.pg, "select hentra.agency_name_bare('ubnd')", "ubnd");
        /* Affixes are data. */
        catalogue_takes(&s, "affixes", "affix,place,used\nTỈNH GIA LAI,END,yes\nUBND,START,no\n");
        assert_sql(s.pg, "select hentra.agency_name_bare('sở tư pháp tỉnh gia lai')", "sở tư pháp");
        assert_sql(s.pg, "select hentra.agency_name_bare('ubnd xã đak đoa')", "ubnd xã đak đoa");
        scratch_close(&s);
}

/* A department is called alike in every province; where there are several, only the province in the name tells. */
static void test_names_stay_in_their_province(void **state)
{
        static const char lead[] =
                "select coalesce(string_agg(concat_ws(' ', a.code, m.code, nullif(s.valid_from, "
                "'-infinity'), "
                "nullif(s.valid_to, 'infinity')), ', ' order by m.code, s.valid_from, a.agency_id), '') from "
                "hentra.agency_spoken s join hentra.agency a using (agency_id) join hentra.agency m on "
                "m.agency_id = "
                "s.member_id";
        struct scratch s;
        (void)state;
        scratch_open(&s);
        scratch_setup(&s);
        scratch_script(s.pg,
                       "insert into hentra.agency (code) values ('Sở Nội vụ'), ('Sở Nội vụ - tỉnh Gia Lai'), "
                       "('Sở Nội vụ - tỉnh Đồng Tháp'), ('Sở Nội vụ - tỉnh An Giang')");
        /* One province: a name without one is of it, another one's is of none. */
        catalogue_takes(
                &s, "agencies",
                "code,name,level,parent\nH21,UBND Tỉnh Gia Lai,PROVINCE,\nH21.5,Sở Nội vụ,PROVINCE,H21\n");
        assert_sql(s.pg, lead, "Sở Nội vụ H21.5, Sở Nội vụ - tỉnh Gia Lai H21.5");
        /* Of the second one the office is not even there. */
        catalogue_takes(&s, "agencies",
                        "code,name,level,valid_from\nH20,Tỉnh Đồng Tháp,PROVINCE,2024-01-01\n");
        assert_sql(s.pg, lead, "Sở Nội vụ H21.5 2024-01-01, Sở Nội vụ - tỉnh Gia Lai H21.5");
        catalogue_takes(&s, "agencies", "code,name,level,province\nX.5,Sở Nội vụ,PROVINCE,H20\n");
        assert_sql(s.pg, lead, "Sở Nội vụ - tỉnh Gia Lai H21.5, Sở Nội vụ - tỉnh Đồng Tháp X.5");
        /* What somebody has said for the whole name. */
        catalogue_takes(&s, "aliases", "alias,agency,system\nSở Nội vụ,H21.5,NAME\n");
        assert_sql(s.pg, "select hentra.agency_match(null)", "0");
        /* Two units of that name: none. Without the other one, the alias. */
        catalogue_takes(&s, "agencies", "code,name,level,province\nX.5,Sở khác,PROVINCE,H20\n");
        assert_sql(s.pg, lead, "Sở Nội vụ H21.5, Sở Nội vụ - tỉnh Gia Lai H21.5");
        scratch_close(&s);
}

/* Day by day, by the words of the rule: the catalogue's own version; else codes; else names; else names without
 * affixes; and of two that differ, none. What has neither a blank nor a letter beyond ASCII is a code. */
static const char by_the_rule[] =
        "with day as (select d::date as day from generate_series(date '2022-01-01', "
        "'2022-02-20', interval '1 day') d), known as (select agency_id, lower(name) as name, "
        "valid_from, valid_to from hentra.agency_version union all select agency_id, "
        "lower(alias), valid_from, valid_to from hentra.agency_alias where system = 4), ways as "
        "(select a.agency_id, day, array(select distinct l.agency_id from hentra.agency_alias l "
        "where system < 4 and alias = a.code and day >= valid_from and day < valid_to and "
        "l.agency_id <> a.agency_id) as codes, array(select distinct k.agency_id from known k "
        "where a.code ~ '[^!-~]' and k.name = lower(a.code) and day >= valid_from and day < "
        "valid_to and k.agency_id <> a.agency_id) as names, array(select distinct k.agency_id "
        "from known k where a.code ~ '[^!-~]' and replace(k.name, ' - tỉnh gia lai', '') = "
        "replace(lower(a.code), ' - tỉnh gia lai', '') and day >= valid_from and day < valid_to "
        "and k.agency_id <> a.agency_id) as bare, exists (select from hentra.agency_version v "
        "where v.agency_id = a.agency_id and day >= valid_from and day < valid_to) as own from "
        "hentra.agency a cross join day), chosen as (select agency_id, day, own, case when "
        "cardinality(codes) > 0 then codes when cardinality(names) > 0 then names else bare end "
        "as way from ways) select count(*) from chosen where hentra.agency_member(agency_id, "
        "day) <> case when own or cardinality(way) <> 1 then agency_id else way[1] end and (own "
        "or cardinality(way) <> 1 or exists (select from hentra.agency_version v where "
        "v.agency_id = way[1] and day >= valid_from and day < valid_to)) or exists (select from "
        "hentra.agency_spoken s where s.agency_id = chosen.agency_id and day >= valid_from and "
        "day < valid_to) <> (not own and cardinality(way) = 1)";

/* Random catalogues: ten agencies with some versions, ten codes and names of events. */
static void random_catalogue(struct scratch *s, unsigned seed)
{
        static const char *const words[] = {
                "a b", "A b", "a b - tỉnh Gia Lai", "c đ", "C Đ", "e", "F.1", "F.2", "F.3", "g h"};
        char sql[600], code[32];
        scratch_script(s->pg, "delete from hentra.agency_spoken; delete from hentra.agency_alias; delete "
                              "from hentra.agency_version");
        for (int i = 0; i < 14; i++) {
                const int from = rand_r(&seed) % 40, to = from + 1 + rand_r(&seed) % 30;
                snprintf(code, sizeof(code), "C%d", rand_r(&seed) % 10);
                snprintf(sql, sizeof(sql),
                         "insert into hentra.agency_version (agency_id, valid_from, valid_to, name, level) "
                         "select agency_id, date "
                         "'2022-01-01' + %d, date '2022-01-01' + %d, '%s', 1 from hentra.agency a where code "
                         "= '%s' and not exists "
                         "(select from hentra.agency_version v where v.agency_id = a.agency_id and valid_to "
                         "> date '2022-01-01' + %d "
                         "and valid_from < date '2022-01-01' + %d)",
                         from, to, words[rand_r(&seed) % 10], i % 4 ? code : words[rand_r(&seed) % 10], from,
                         to);
                scratch_script(s->pg, sql);
        }
        for (int i = 0; i < 20; i++) {
                const int from = rand_r(&seed) % 40, to = from + 1 + rand_r(&seed) % 30;
                snprintf(sql, sizeof(sql),
                         "insert into hentra.agency_alias (system, source, alias, agency_id, valid_from, "
                         "valid_to) select %d, 's%d', "
                         "'%s', agency_id, date '2022-01-01' + %d, date '2022-01-01' + %d from hentra.agency "
                         "where code = 'C%d' on "
                         "conflict do nothing",
                         1 + rand_r(&seed) % 4, i, words[rand_r(&seed) % 10], from, to, rand_r(&seed) % 10);
                scratch_script(s->pg, sql);
        }
}

static void test_each_day_is_as_the_rule_says(void **state)
{
        struct scratch s;
        (void)state;
        scratch_open(&s);
        scratch_setup(&s);
        scratch_script(
                s.pg,
                "insert into hentra.agency (code) select 'C' || i from generate_series(0, 9) i union all "
                "select unnest("
                "array['a b', 'A b', 'a b - tỉnh Gia Lai', 'c đ', 'C Đ', 'e', 'F.1', 'F.2', 'F.3', 'g h'])");
        int64_t led = 0;
        for (unsigned seed = 1; seed <= 40; seed++) {
                char text[32];
                random_catalogue(&s, seed);
                scratch_script(s.pg, "select hentra.agency_match(null)");
                assert_sql(s.pg, by_the_rule, "0");
                led += atoll(
                        scratch_text(s.pg, "select count(*) from hentra.agency_spoken", text, sizeof(text)));
                /* One by one it is the same, and again it is nothing. */
                scratch_script(s.pg, "create temporary table was as table hentra.agency_spoken; delete from "
                                     "hentra.agency_spoken; "
                                     "select hentra.agency_match(array[agency_id]) from hentra.agency");
                assert_sql(s.pg, "select count(*) from (table was except table hentra.agency_spoken) d", "0");
                assert_sql(s.pg, "select hentra.agency_match(null)", "0");
                scratch_script(s.pg, "drop table was");
        }
        assert_true(led > 100);
        scratch_close(&s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_reports_count_them_under_their_agency),
                cmocka_unit_test(test_a_new_agency_is_matched),
                cmocka_unit_test(test_names_are_folded),
                cmocka_unit_test(test_names_stay_in_their_province),
                cmocka_unit_test(test_each_day_is_as_the_rule_says),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
