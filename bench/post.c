/* SPDX-License-Identifier: Apache-2.0
 *
 * post.c - one-stop systems that post documents to a gateway, of about 600 bytes each.
 *   bench_post URL FIRST CALLS DOCUMENTS AT_ONCE RATE
 * CALLS of DOCUMENTS each, at most AT_ONCE of them unanswered. RATE calls a second, each timed from the moment
 * at which it was due, so that a gateway that stops is not spared; 0: as fast as it answers. Dossiers are
 * numbered from FIRST, and come once.
 * Standard output: seconds, and of a call the median, the 99th of a hundred and the longest in microseconds.
 */
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/http.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MOST = 4096, PATIENCE_MS = 60000 };

struct posting {
        struct http *http;
        const char *url;
        struct bytes body;
        uint64_t calls, sent, answered, in_flight, at_once, first;
        unsigned documents;
        int64_t rate;
        micros begin;
        micros *due, *took; /* of each call */
};

static void need(bool good, const char *what, const char *why)
{
        if (good)
                return;
        fprintf(stderr, "bench_post: %s: %s\n", what, why);
        exit(1);
}

/* Names, texts and links of the usual length, which the gateway reads and drops. */
static void add_document(struct bytes *b, uint64_t number)
{
        char text[1024];
        const unsigned unit = (unsigned)(number % 159);
        const int len =
                snprintf(text, sizeof(text),
                         "{\"MaHoSo\":\"H15.%03u-261008-%08llu\",\"MaTTHC\":\"1.%06llu\",\"TenTTHC\":\"Đăng "
                         "ký biến động "
                         "quyền sử dụng đất, tài sản gắn liền với "
                         "đất\",\"MaLinhVuc\":\"G15-DD%02u\",\"KenhThucHien\":\"%u\","
                         "\"NgayTiepNhan\":\"202610%02u08%02u%02u\",\"NgayHenTra\":\"20261113170000\","
                         "\"TrangThaiHoSo\":\"4\","
                         "\"DonViXuLy\":\"Văn phòng đăng ký đất đai\",\"TrichYeuHoSo\":\"Hồ sơ số "
                         "%08llu\",\"HinhThuc\":\"0\","
                         "\"DanhSachLePhi\":[{\"TenPhiLePhi\":\"Lệ phí\",\"Gia\":\"%u\"}],"
                         "\"TaiLieuNop\":[{\"TenTepDinhKem\":\"don-dang-ky.pdf\",\"DuocSoHoa\":\"1\"}],"
                         "\"DanhSachGiayToKetQua\":[]}",
                         unit, (unsigned long long)number, (unsigned long long)(number % 883), unit % 20,
                         unit % 2 + 1, (unsigned)(number % 28) + 1, (unsigned)(number / 60 % 60),
                         (unsigned)(number % 60), (unsigned long long)number, unit * 1000);
        bytes_add(b, text, (size_t)len);
}

static void send_call(struct posting *p)
{
        static const char *const headers[] = {"Content-Type: application/json", NULL};
        bytes_clear(&p->body);
        bytes_add(&p->body, "[", 1);
        for (unsigned i = 0; i < p->documents; i++) {
                if (i > 0)
                        bytes_add(&p->body, ",", 1);
                add_document(&p->body, p->first + p->sent * p->documents + i);
        }
        bytes_add(&p->body, "]", 1);
        p->due[p->sent] = p->rate == 0 ? steady_now() : p->begin + (micros)p->sent * 1000000 / p->rate;
        http_send(p->http, &(struct http_request){.url = p->url,
                                                  .headers = headers,
                                                  .body = p->body.at,
                                                  .len = p->body.len,
                                                  .keep = ANSWER_MOST,
                                                  .number = p->sent++,
                                                  .timeout_ms = PATIENCE_MS});
        p->in_flight++;
}

static void on_answer(void *context, const struct http_answer *a)
{
        struct posting *p = context;
        static const char taken[] = "\"error_code\":\"0\"";
        need(a->status == 200 && memmem(a->body, a->len, taken, strlen(taken)), "a call was not taken",
             a->status == 0 ? a->error : "see the gateway's log");
        p->took[a->number] = steady_now() - p->due[a->number];
        p->answered++;
        p->in_flight--;
}

/* Time until the next call is due, in milliseconds; -1: it waits for an answer. */
static int send_due(struct posting *p)
{
        while (p->sent < p->calls && p->in_flight < p->at_once) {
                const micros left =
                        p->rate == 0 ? 0 : p->begin + (micros)p->sent * 1000000 / p->rate - steady_now();
                if (left > 0)
                        return (int)(left / 1000) + 1;
                send_call(p);
        }
        return -1;
}

static int by_size(const void *a, const void *b)
{
        const micros x = *(const micros *)a, y = *(const micros *)b;
        return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
        struct posting p = {0};
        struct err e;
        if (argc != 7) {
                fprintf(stderr, "usage: bench_post URL FIRST CALLS DOCUMENTS AT_ONCE RATE\n");
                return 2;
        }
        p.url = argv[1];
        p.first = strtoull(argv[2], NULL, 10);
        p.calls = strtoull(argv[3], NULL, 10);
        p.documents = (unsigned)strtoul(argv[4], NULL, 10);
        p.at_once = strtoull(argv[5], NULL, 10);
        p.rate = strtoll(argv[6], NULL, 10);
        need(p.calls > 0 && p.documents > 0 && p.at_once > 0 && p.rate >= 0, "arguments", "not a number");
        p.due = need_alloc(p.calls * sizeof(*p.due));
        p.took = need_alloc(p.calls * sizeof(*p.took));
        need(http_open(&p.http, "bench_post", on_answer, &p, &e) == OK, "starting", e.text);
        p.begin = steady_now();
        while (p.answered < p.calls) {
                const int due_ms = send_due(&p);
                int ms = http_timeout_ms(p.http);
                if (ms < 0 || (due_ms >= 0 && due_ms < ms))
                        ms = due_ms;
                struct pollfd fd = {.fd = http_fd(p.http), .events = POLLIN};
                poll(&fd, 1, ms);
                need(http_work(p.http, &e) == OK, "libcurl", e.text);
        }
        const double seconds = (double)(steady_now() - p.begin) / 1e6;
        qsort(p.took, p.calls, sizeof(*p.took), by_size);
        printf("%.6f %lld %lld %lld\n", seconds, (long long)p.took[p.calls / 2],
               (long long)p.took[(p.calls * 99 + 99) / 100 - 1], (long long)p.took[p.calls - 1]);
        http_close(p.http);
        bytes_free(&p.body);
        free(p.due);
        free(p.took);
        return 0;
}
