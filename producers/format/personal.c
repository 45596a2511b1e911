/* SPDX-License-Identifier: Apache-2.0
 *
 * personal.c - see personal.h.
 *
 * Rule: names, addresses, telephone numbers, identity numbers and free text about a person are personal.
 * The list is only a safety net: whoever writes a mapping names the rest (`personal = …`).
 */
#include "producers/format/personal.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Folded, see fold(). The first eight are fields of the national portal's interface. */
static const char names[] =
        " chuhoso sodinhdanh sodienthoai email trichyeuhoso ghichu hoten diachi hovaten tennguoinop "
        "nguoinop hotennguoinop hovatennguoinop tencongdan congdan tenchuhoso nguoiyeucau "
        "nguoidaidien ngaysinh namsinh gioitinh cmnd cccd socmnd socccd cmt socmt socmndcccd hochieu "
        "sohochieu dienthoai sdt didong thudientu masothue trichyeu diachichuhoso diachinguoinop "
        "sodienthoainguoinop emailnguoinop noidung ykien lydo fullname firstname lastname middlename "
        "surname givenname familyname personname applicant applicantname citizen citizenname "
        "customername owner ownername submittedby submitter requester requestername contact "
        "contactname phone phonenumber telephone mobile mobilephone mobilenumber fax emailaddress "
        "mail address homeaddress streetaddress street dateofbirth birthdate birthday dob gender sex "
        "nationalid idnumber identitynumber idcard personalid passport passportnumber ssn "
        "socialsecuritynumber taxid taxcode note notes comment comments remark remarks description "
        "freetext ";

/* Letters outside ASCII that Vietnamese uses, as ranges of code points in rising order, and each without its
 * marks. */
static const struct {
        uint16_t first, last;
        char base;
} marked[] = {
        {0x00c0, 0x00c3, 'a'}, {0x00c8, 0x00ca, 'e'}, {0x00cc, 0x00cd, 'i'}, {0x00d2, 0x00d5, 'o'},
        {0x00d9, 0x00da, 'u'}, {0x00dd, 0x00dd, 'y'}, {0x00e0, 0x00e3, 'a'}, {0x00e8, 0x00ea, 'e'},
        {0x00ec, 0x00ed, 'i'}, {0x00f2, 0x00f5, 'o'}, {0x00f9, 0x00fa, 'u'}, {0x00fd, 0x00fd, 'y'},
        {0x0102, 0x0103, 'a'}, {0x0110, 0x0111, 'd'}, {0x0128, 0x0129, 'i'}, {0x0168, 0x0169, 'u'},
        {0x01a0, 0x01a1, 'o'}, {0x01af, 0x01b0, 'u'}, {0x1ea0, 0x1eb7, 'a'}, {0x1eb8, 0x1ec7, 'e'},
        {0x1ec8, 0x1ecb, 'i'}, {0x1ecc, 0x1ee3, 'o'}, {0x1ee4, 0x1ef1, 'u'}, {0x1ef2, 0x1ef9, 'y'},
};

/* Takes one code point of valid UTF-8; *s moves behind it. */
static uint32_t take_point(const char **s)
{
        const uint8_t *p = (const uint8_t *)*s;
        int more = p[0] < 0x80 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
        uint32_t point = more == 0 ? p[0] : p[0] & (0x3fu >> more);
        for (int i = 1; i <= more; i++)
                point = point << 6 | (p[i] & 0x3f);
        *s += 1 + more;
        return point;
}

/* The next letter or digit without case and marks; '\0' at the end. Letters of other scripts become '?'. */
static char fold(const char **s)
{
        while (**s) {
                uint32_t point = take_point(s);
                if (point >= 'A' && point <= 'Z')
                        return (char)(point - 'A' + 'a');
                if ((point >= 'a' && point <= 'z') || (point >= '0' && point <= '9'))
                        return (char)point;
                if (point < 0x80 || (point >= 0x300 && point < 0x370)) /* spaces, marks on their own */
                        continue;
                for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++) {
                        if (point >= marked[i].first && point <= marked[i].last)
                                return marked[i].base;
                }
                return '?';
        }
        return '\0';
}

bool personal_same(const char *a, const char *b)
{
        char next;
        do {
                next = fold(&a);
                if (next != fold(&b))
                        return false;
        } while (next);
        return true;
}

bool personal_column(const char *name)
{
        char word[64] = " ";
        size_t len = 1;
        for (char next; len < sizeof(word) - 2 && (next = fold(&name)); len++)
                word[len] = next;
        while (len > 1 && word[len - 1] >= '0' &&
               word[len - 1] <= '9') /* the second telephone is one as well */
                len--;
        word[len] = ' '; /* a longer name is none of the list */
        return len > 1 && strstr(names, word) != NULL;
}
