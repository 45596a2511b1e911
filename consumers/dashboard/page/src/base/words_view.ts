// SPDX-License-Identifier: Apache-2.0
//
// words_view.ts - what a view says where it has nothing to show, or may not show it, and what stands on paper alone.

export const viewWords = {
  nothing_yet: [
    'Kho chưa có hồ sơ nào. Khi một nguồn đã gửi và hentra load đã nạp, số liệu sẽ hiện ở đây.',
    'The warehouse has no dossier yet. Once a source has sent some and hentra load has loaded them, figures stand here.',
  ],
  nothing_here_yet: [
    'Các cơ quan mà vai trò {role} xem được chưa có hồ sơ nào.',
    'The agencies that the role {role} sees have no dossier yet.',
  ],
  sees_none: ['chưa được cấp quyền xem cơ quan nào', 'was granted no agency yet'],
  sees_none_note: [
    'Vai trò {role} chưa được cấp quyền xem cơ quan nào, nên mọi con số ở đây bằng 0. Hãy hỏi người quản trị kho (hentra access grant).',
    'The role {role} was granted no agency yet, so every figure here is 0. Ask who runs the warehouse (hentra access grant).',
  ],
  only_whole: [
    '{why} Vì vậy trang này chỉ dành cho chuyên viên phân tích (hentra_analyst), không phải cho vai trò {role}.',
    '{why} So this page is for analysts (hentra_analyst), and not for the role {role}.',
  ],
  why_index766: [
    'Chỉ số 766 tính từ toàn bộ lịch sử hồ sơ và số liệu nhập cho từng đơn vị.',
    'Index 766 is counted from whole histories, and from figures that are given for units.',
  ],
  why_pipeline: [
    'Chủ đề, tin bị cách ly và nguồn không tách được theo cơ quan.',
    'Topics, messages in quarantine and sources are not kept by agency.',
  ],
  e_part: [
    'Vai trò chỉ xem một số cơ quan không có câu trả lời này. Theo lĩnh vực hoặc thủ tục: hãy chọn kỳ đã kết thúc.',
    'A role that sees some agencies has no answer to this. By field or procedure: choose a period that is over.',
  ],
  hours_none: [
    'Hôm nay và hôm qua chưa tiếp nhận hay giải quyết hồ sơ nào.',
    'Neither today nor yesterday was any dossier received or resolved.',
  ],
  order: ['Thứ tự', 'Order'],
  order_agency: ['Theo cơ quan', 'By agency'],
  order_late: ['Trễ lâu nhất trước', 'The longest late first'],
  alike_wider: ['theo nhóm rộng hơn', 'by wider groups'],
  running: ['Đang chạy', 'Running'],
  form_period: ['Kỳ báo cáo: {name} (từ ngày {a} đến ngày {b})', 'Period: {name} ({a} to {b})'],
  overdue_end: ['Quá hạn, cuối kỳ', 'Overdue at the end'],
} as const;
