# SPDX-License-Identifier: Apache-2.0
# export.awk - a one-stop system's export of N dossiers of 2022, one in 125 of which is open and past due: rows of CSV, or
# (KIND=portal) the documents of the portal, one a line, as long as real ones.
#   awk -v N=838838 -v KIND=csv -f bench/export.awk
BEGIN {
        if (KIND == "csv")
                print "MaHoSo,MaTTHC,MaLinhVuc,ChuHoSo,DonViXuLy,KenhThucHien,NgayNop,NgayTiepNhan,NgayHenTra,NgayKetThucXuLy,NgayTra"
        for (i = 0; i < N; i++) {
                unit = i % 159
                month = int(i * 12 / N) + 1
                day = i % 28 + 1
                id = sprintf("000.%02d.%02d.H58-22%02d%02d-%06d", unit % 12, unit, month, day, i)
                procedure = sprintf("%d.%06d", i % 3 + 1, i * 7919 % 1200 + 1000)
                open = i % 125 == 0
                KIND == "csv" ? row() : line()
        }
}

function row(  d) {
        d = sprintf("2022-%02d-%02d", month, day)
        printf "%s,%s,G%02d-LV,Nguyen Van %d,UBND xa %d,%d,%s 08:%02d:00,%s 09:%02d:11,%s 17:00:00,%s,%s\n", id, procedure, i % 40,
                i % 1000, unit, i % 3 + 1, d, i % 60, d, i % 60, d, open ? "" : d " 15:12:13", open ? "" : d " 16:00:10"
}

function line(  d) {
        d = sprintf("2022%02d%02d", month, day)
        printf "{\"MaHoSo\":\"%s\",\"MaTTHC\":\"%s\",\"TenTTHC\":\"Dang ky khai sinh\",\"MaLinhVuc\":\"G%02d-LV\",\"TenLinhVuc\":\"Ho tich\",", \
                id, procedure, i % 40
        printf "\"KenhThucHien\":\"%d\",\"ChuHoSo\":\"Nguyen Van %d\",\"LoaiDoiTuong\":\"1\",\"MaDoiTuong\":\"\",\"ThongTinKhac\":\"\",", \
                i % 3 + 1, i % 1000
        printf "\"Email\":\"\",\"Fax\":\"\",\"SoDienThoai\":\"0900000000\",\"TrichYeuHoSo\":\"\",\"NgayTiepNhan\":\"%s09%02d11\",", d, i % 60
        printf "\"NgayHenTra\":\"%s170000\",\"TrangThaiHoSo\":\"%d\",\"NgayTra\":\"%s\",\"NgayKetThucXuLy\":\"%s\",\"HinhThuc\":\"0\",", \
                d, open ? 4 : 10, open ? "" : d "160010", open ? "" : d "151213"
        printf "\"DonViXuLy\":\"UBND xa %d\",\"GhiChu\":\"\",\"TaiLieuNop\":[],\"DanhSachLePhi\":[],\"DanhSachGiayToKetQua\":[],", unit
        print "\"DanhSachHoSoBoSung\":[]}"
}
