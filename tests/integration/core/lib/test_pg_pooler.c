/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pg_pooler.c - a real pgbouncer between hentra and PostgreSQL: with a server for each transaction it is refused, however it
 * picks them; with a server for each session everything works.
 */
#include "consumers/warehouse/warehouse.h"
#include "core/program/keys.h"
#include "tests/support/child.h"
#include "tests/support/connected.h"
#include "tests/support/feed.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { PICKS = 2 }; /* the server that was used last, or each in turn */

static struct pooler {
        pid_t pid;
        int port;
        char folder[64];
} poolers[PICKS];

static int free_port(void)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof(at);
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 &&
                    getsockname(fd, (struct sockaddr *)&at, &len) == 0);
        close(fd);
        return ntohs(at.sin_port);
}

/* Of the server under test, out of its password file. */
static void read_password(char *out, size_t size)
{
        char path[256], line[512];
        const char *file = strstr(getenv("HENTRA_TEST_PG"), "passfile='");
        assert_non_null(file);
        assert_int_equal(sscanf(file, "passfile='%255[^']", path), 1);
        FILE *f = fopen(path, "r");
        assert_true(f && fgets(line, sizeof(line), f));
        fclose(f);
        line[strcspn(line, "\n")] = 0;
        snprintf(out, size, "%s", strrchr(line, ':') + 1);
}

static void write_configuration(const struct pooler *p, const char *path, bool in_turn)
{
        char password[256];
        int port = 0;
        read_password(password, sizeof(password));
        assert_int_equal(sscanf(strstr(getenv("HENTRA_TEST_PG"), "port="), "port=%d", &port), 1);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fprintf(f, "[databases]\n");
        static const char *const modes[] = {"session", "transaction", "statement", "one"};
        for (int i = 0; i < 4; i++)
                fprintf(f,
                        "%s = host=127.0.0.1 port=%d dbname=%s user=hentra password=%s pool_mode=%s "
                        "pool_size=%d\n",
                        modes[i], port, world.database, password, i < 3 ? modes[i] : "session",
                        i < 3 ? 6 : 1);
        fprintf(f,
                "[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\nunix_socket_dir =\nauth_type = any\n"
                "server_round_robin = %d\nlogfile = %s/log\n",
                p->port, in_turn, p->folder);
        assert_int_equal(fclose(f), 0);
}

static void pooler_start(struct pooler *p, bool in_turn)
{
        char path[96];
        const struct passwd *user = getpwnam("postgres");
        *p = (struct pooler){.port = free_port(), .folder = "/tmp/hentra-pooler-XXXXXX"};
        assert_non_null(mkdtemp(p->folder));
        snprintf(path, sizeof(path), "%s/ini", p->folder);
        umask(077);
        write_configuration(p, path, in_turn);
        /* It refuses to run as root. */
        const bool root = geteuid() == 0 && user;
        assert_true(!root || (chown(p->folder, user->pw_uid, user->pw_gid) == 0 &&
                              chown(path, user->pw_uid, user->pw_gid) == 0));
        p->pid = fork();
        assert_true(p->pid >= 0);
        if (p->pid > 0)
                return;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (!freopen("/dev/null", "w", stderr))
                _exit(126);
        execl("/usr/sbin/pgbouncer", "pgbouncer", path, root ? "-u" : NULL, "postgres", NULL);
        _exit(127);
}

static struct conf *through(int which, const char *mode)
{
        char port[16];
        struct conf *conf;
        struct err e;
        snprintf(port, sizeof(port), "%d", poolers[which].port);
        setenv("HENTRA_WAREHOUSE_PORT", port, 1);
        setenv("HENTRA_WAREHOUSE_DBNAME", mode, 1);
        DONE(conf_open(&conf, &settings, world.file, NULL, &e));
        return conf;
}

static int open_all(void **state)
{
        struct conf *conf;
        struct pg *first;
        struct err e;
        (void)state;
        world_open(&world, "pg_pooler", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "test");
        for (int i = 0; i < PICKS; i++) {
                pooler_start(&poolers[i], i == 1);
                conf = through(i, "session");
                DONE(warehouse_connect(&first, conf, "waits for the pooler", 10, &e));
                pg_close(first);
                conf_close(conf);
        }
        return 0;
}

static int close_all(void **state)
{
        char path[96];
        for (int i = 0; i < PICKS; i++) {
                kill(poolers[i].pid, SIGKILL);
                waitpid(poolers[i].pid, NULL, 0);
                snprintf(path, sizeof(path), "%s/ini", poolers[i].folder);
                unlink(path);
                snprintf(path, sizeof(path), "%s/log", poolers[i].folder);
                unlink(path);
                rmdir(poolers[i].folder);
        }
        unsetenv("HENTRA_WAREHOUSE_PORT");
        unsetenv("HENTRA_WAREHOUSE_DBNAME");
        return connected_end(state);
}

/* So many servers wait in the pool, after so many clients were busy at once. */
static void fill(int which, const char *mode, int servers)
{
        char command[400];
        int n = snprintf(command, sizeof(command),
                         "for i in $(seq %d); do psql -qXAt -h 127.0.0.1 -p %d -U hentra -d %s -c "
                         "'select pg_sleep(0.2)' & done; wait",
                         servers, poolers[which].port, mode);
        assert_true(n < (int)sizeof(command));
        assert_int_equal(system(command), 0); // NOLINT(cert-env33-c,concurrency-mt-unsafe)
}

static void refused(int which, const char *mode)
{
        struct conf *conf = through(which, mode);
        struct pg *opened;
        struct err e;
        for (int i = 0; i < 2; i++) {
                assert_int_equal(warehouse_connect(&opened, conf, "refused", 5, &e), USAGE);
                assert_non_null(strstr(e.text, "pool_mode = session"));
        }
        conf_close(conf);
}

static void a_server_for_each_transaction_is_refused(void **state)
{
        (void)state;
        for (int which = 0; which < PICKS; which++) {
                refused(which, "transaction");
                for (int servers = 2; servers <= 3; servers++) {
                        fill(which, "transaction", servers);
                        refused(which, "transaction");
                }
                refused(which, "statement");
        }
        /* And nothing of ours is left in a server that others use next. */
        struct child c;
        conf_close(through(0, "transaction"));
        assert_exit(2, &c, &world, "report", "form06");
        assert_says(child_err(&c), "pool_mode = session");
        child_close(&c);
        // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe)
        assert_int_equal(
                system("psql -qXAt -h 127.0.0.1 -p $HENTRA_WAREHOUSE_PORT -U hentra -d transaction -c 'show "
                       "search_path' | grep -q public"),
                0);
}

static void a_server_for_each_session_will_do(void **state)
{
        (void)state;
        for (int which = 0; which < PICKS; which++) {
                struct conf *conf = through(which, "session");
                struct pg *a, *b;
                struct pg_notification n;
                struct pg_result *r;
                struct err e;
                bool any = false;
                for (int i = 0; i < 2; i++) {
                        DONE(warehouse_connect(&a, conf, "listens", 5, &e));
                        DONE(warehouse_connect(&b, conf, "tells", 5, &e));
                        DONE(pg_listen(a, "hentra_dossier", &e));
                        DONE(pg_run_prepared(b, "select pg_notify('hentra_dossier', 'x')", NULL, 0, &r, &e));
                        pg_free(r);
                        EVENTUALLY(pg_next_notification(a, &n, &any, &e) == OK && any);
                        pg_close(a);
                        pg_close(b);
                }
                conf_close(conf);
        }
}

/* No second server for us: nothing can be told, and it is said. */
static void a_pool_of_one(void **state)
{
        struct child c;
        (void)state;
        conf_close(through(0, "one"));
        assert_exit(0, &c, &world, "report", "form06");
        assert_says(child_err(&c), "postgres.pooler_gives_one_server");
        child_close(&c);
}

static void events_are_loaded(void **state)
{
        struct child c;
        struct feed f;
        (void)state;
        if (!getenv("HENTRA_TEST_KAFKA"))
                return;
        world_topic(&world, 1);
        feed_open(&f, &world);
        const struct event v = event_on(0, "P-1", RECEIVED);
        feed_event(&f, 0, &v);
        feed_close(&f);
        conf_close(through(0, "transaction"));
        assert_exit(2, &c, &world, "load", "--until-end");
        child_close(&c);
        conf_close(through(0, "session"));
        assert_exit(0, &c, &world, "load", "--until-end");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_server_for_each_transaction_is_refused),
                cmocka_unit_test(a_server_for_each_session_will_do),
                cmocka_unit_test(a_pool_of_one),
                cmocka_unit_test(events_are_loaded),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        if (access("/usr/sbin/pgbouncer", X_OK) != 0) {
                printf("skipped: no pgbouncer; tests/support/packages tests installs it\n");
                return SKIPPED;
        }
        return cmocka_run_group_tests(tests, open_all, close_all);
}
