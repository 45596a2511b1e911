/* SPDX-License-Identifier: Apache-2.0
 *
 * answer.c - see answer.h.
 */
#include "producers/gateway/answer.h"

#include <stdio.h>

static const struct {
        int status;
        const char *message;
} codes[ANSWER_CODES] = {
        [ANSWER_DONE] = {200, "thành công"},
        [ANSWER_REJECTED] = {200, "Có hồ sơ không hợp lệ, xem result; các hồ sơ khác đã được nhận"},
        [ANSWER_NO_CALL] = {400, "Nội dung không đúng định dạng"},
        [ANSWER_KNOWN] = {200, "Hồ sơ đã tồn tại"},
        [ANSWER_TOO_LARGE] = {413, "Nội dung quá lớn"},
        [ANSWER_NOT_ALLOWED] = {401, "Không được phép: phiên, khóa, địa chỉ hoặc mã đơn vị không đúng"},
        [ANSWER_TOO_FAST] = {429, "Gửi quá nhanh, hãy gửi lại sau"},
        [ANSWER_LATER] = {503, "Tạm thời chưa nhận được, hãy gửi lại sau"},
        [ANSWER_NO_PATH] = {404, "Không có dịch vụ này"},
        [ANSWER_UNKNOWN] = {200, "Không tìm thấy hồ sơ"},
};

static const char *const done[CALL_KINDS] = {
        [CALL_LOGIN] = "Đăng nhập thành công",
        [CALL_DOCUMENTS] = "Đồng bộ hồ sơ thành công",
        [CALL_LOOKUP] = "Tra cứu hồ sơ thành công",
        [CALL_STEPS] = "Cập nhật tiến độ hồ sơ thành công",
};

int answer_status(enum answer_code code)
{
        return codes[code].status;
}

int answer_retry_s(enum answer_code code)
{
        return code == ANSWER_LATER ? 30 : code == ANSWER_TOO_FAST ? 1 : 0;
}

static void put_head(struct json *j, enum answer_code code, const char *message)
{
        char digits[16];
        snprintf(digits, sizeof(digits), "%d", (int)code);
        json_put_text(j, "error_code", text_of(digits));
        json_put_text(j, "message", text_of(message));
}

static char *line_of(struct json *j)
{
        char *line = json_line(j);
        json_free(j);
        return line;
}

char *answer_refusal(enum answer_code code, const char *detail)
{
        char message[512];
        struct json *j = json_new();
        snprintf(message, sizeof(message), "%s%s%s", codes[code].message, detail ? ": " : "",
                 detail ? detail : "");
        put_head(j, code, message);
        json_add_object(j, "result", NULL);
        return line_of(j);
}

char *answer_login(const char *session)
{
        struct json *j = json_new();
        put_head(j, ANSWER_DONE, done[CALL_LOGIN]);
        json_put_text(j, "session", text_of(session));
        json_add_object(j, "result", NULL);
        return line_of(j);
}

void answer_begin(struct answer *a)
{
        *a = (struct answer){.json = json_new()};
        json_add_object(a->json, "result", NULL);
}

/* Codes are plain ASCII: what is not could be words by which a client takes a refusal for a success. */
static struct text plain(struct text dossier_id)
{
        for (size_t i = 0; i < dossier_id.len; i++)
                if (dossier_id.at[i] < ' ' || dossier_id.at[i] > '~')
                        return (struct text){0};
        return dossier_id;
}

static void add(struct answer *a, size_t place, struct text dossier_id, const char *message)
{
        struct json *one = json_new();
        json_put_text(one, "MaHoSo", plain(dossier_id));
        json_put_int(one, "index", (int64_t)place);
        json_put_text(one, "message", text_of(message));
        json_add_object(a->json, "result", one);
}

void answer_reject(struct answer *a, size_t place, struct text dossier_id, const char *reason)
{
        add(a, place, dossier_id, reason);
        a->rejected++;
}

void answer_known(struct answer *a, size_t place, struct text dossier_id)
{
        add(a, place, dossier_id, codes[ANSWER_KNOWN].message);
        a->known++;
}

void answer_found(struct answer *a, size_t place, struct text dossier_id)
{
        add(a, place, dossier_id, "");
}

char *answer_end(struct answer *a, enum call_kind kind)
{
        const enum answer_code code = a->rejected > 0 ? ANSWER_REJECTED
                                      : a->known > 0  ? ANSWER_KNOWN
                                                      : ANSWER_DONE;
        struct json *j = a->json;
        a->json = NULL;
        put_head(j, code, code == ANSWER_DONE ? done[kind] : codes[code].message);
        return line_of(j);
}

void answer_drop(struct answer *a)
{
        json_free(a->json);
        a->json = NULL;
}
