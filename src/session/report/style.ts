/**
 * What is inside the sections of a report, wherever they are shown. Colours come from `--card`, `--dim`, `--rule`, `--mark`,
 * `--note` and `--note-edge`.
 */
export const SECTION_STYLE = `
h2{margin:0 0 16px;font-size:19px}
h3{margin:24px 0 8px;font-size:15px}
.remark{margin:0 0 24px;padding:10px 16px;background:var(--note);border-left:3px solid var(--note-edge);border-radius:4px}
section{margin:0 0 24px;padding:24px;background:var(--card);border:1px solid var(--rule);border-radius:10px;overflow-x:auto}
section p{margin:14px 0 0;color:var(--dim);font-size:14px;max-width:80ch}
table{border-collapse:collapse;width:100%;max-width:760px;font-variant-numeric:tabular-nums}
th,td{padding:7px 12px;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
th:first-child{text-align:left}
thead th{color:var(--dim);font-size:13px;font-weight:600;border-bottom-width:2px}
tbody th{font-weight:400}
.ours{background:var(--mark);font-weight:650}
.difference{color:var(--dim)}
.mean th,.mean td{border-top:2px solid var(--rule)}
img,svg{display:block;width:100%;height:auto}
.figure1{border-radius:4px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 20px;margin:0}
dt{color:var(--dim)}
dd{margin:0}
@media (max-width:600px){section{padding:16px}th,td{padding:6px 8px}.figure1{min-width:900px}svg{min-width:640px}}
@media print{section{padding:12px 0;border:0;break-inside:avoid}section p,thead th{font-size:11px}.ours,svg,img{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`

/** A report's own page around them: light or dark as the reader has it, light in print, no font from elsewhere. */
export const PAGE_STYLE = `
:root{--page:#f5f6f7;--card:#fff;--text:#1b1f24;--dim:#5b6570;--rule:#dde1e5;--mark:#eef5ff;--note:#fff6e5;--note-edge:#d99a2b}
@media screen and (prefers-color-scheme:dark){:root{--page:#0f1113;--card:#16181b;--text:#e8eaed;--dim:#a3adb8;--rule:#2b3036;--mark:#1b2734;--note:#2a2315;--note-edge:#b98a3c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1080px;margin:0 auto;padding:40px 24px 64px}
.kicker{margin:0;color:var(--dim);font-size:14px}
h1{margin:4px 0 8px;font-size:28px;line-height:1.25;font-weight:650;text-wrap:balance}
.lead{margin:0 0 24px;font-size:18px}
@media (max-width:600px){main{padding:20px 12px}}
@media print{body{background:#fff;font-size:12px}main{max-width:none;padding:0}h1{font-size:20px}.lead{font-size:14px}}
`
