/* SPDX-License-Identifier: Apache-2.0
 *
 * form.c - columns of a form by name, and our words as people read them.
 */
#include "consumers/report/form.h"

#include <string.h>

const char *const language_names[LANGUAGE_COUNT] = {"vi", "en"};

int form_columns(const struct form *f)
{
        int n = 0;
        while (f->columns[n].name)
                n++;
        return n;
}

int form_find(const struct form *f, const char *name)
{
        for (int i = 0; f->columns[i].name; i++) {
                if (!strcmp(f->columns[i].name, name))
                        return i;
        }
        return -1;
}

const char *form_word(const char *word, int len, enum language language)
{
        static const char *const words[][1 + LANGUAGE_COUNT] = {
                {"PROVINCE", "Cấp tỉnh", "Province"},
                {"DISTRICT", "Cấp huyện", "District"},
                {"COMMUNE", "Cấp xã", "Commune"},
                {"ONLINE", "Trực tuyến", "Online"},
                {"DIRECT", "Trực tiếp", "Direct"},
                {"POSTAL", "Bưu chính", "Postal"},
                {"UNKNOWN", "Không rõ", "Unknown"},
                {"EARLY", "Trước hạn", "Early"},
                {"ON_TIME", "Đúng hạn", "On time"},
                {"IN_TIME", "Không quá hạn", "In time"},
                {"LATE", "Quá hạn", "Late"},
                {"NO_DUE", "Không có hạn", "No due date"},
                {"RESOLVED_LATE", "Giải quyết trễ", "Resolved late"},
                {"OVERDUE", "Đang quá hạn", "Overdue"},
                {"DEPARTMENT", "Sở, ngành", "Department"},
                {"SOURCE", "Nguồn", "Source"},
                {"COUNTED", "Tính từ hồ sơ", "Counted"},
                {"GIVEN", "Nhập tay", "Given"},
                {"INHERITED", "Theo tỉnh", "Province's"},
                {"NOTHING", "Không phát sinh", "0/0"},
                {"NOT_MEANT", "Không áp dụng", "Not meant"},
                {"OF_ALL", "Mọi hồ sơ", "All dossiers"},
                {"OF_FIELD", "Lĩnh vực", "Field"},
                {"OF_PROCEDURE", "Thủ tục", "Procedure"},
                {"OF_TERM", "Thủ tục, thời hạn", "Procedure, term"},
                {"OF_AGENCY", "Thủ tục, thời hạn, cơ quan", "Procedure, term, agency"},
        };
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
                if (strlen(words[i][0]) == (size_t)len && !memcmp(words[i][0], word, (size_t)len))
                        return words[i][1 + language];
        }
        return NULL;
}
