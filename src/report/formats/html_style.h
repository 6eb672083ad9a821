// How pages look: one sheet for light and dark, narrow and wide.
#pragma once

#include <string_view>

namespace ropewalk::report {

inline constexpr std::string_view kStyle = R"css(
:root{--back:#fff;--text:#1c2024;--dim:#60646c;--line:#e2e4e8;--soft:#f5f6f8;--good:#18794e;--bad:#c62a2f;--warn:#9a5b00;--accent:#2f6fd0;--idle:#a3a8b0}
@media(prefers-color-scheme:dark){:root{--back:#111315;--text:#e6e8eb;--dim:#9ba1a8;--line:#2b2f34;--soft:#1a1d20;--good:#4cc38a;--bad:#ff8589;--warn:#f1a10d;--accent:#6ca4f8;--idle:#5a6068}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
header,main{max-width:70rem;margin:0 auto;padding:1rem 1.25rem}
header{padding-top:2rem}
h1{font-size:1.5rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:2rem 0 .6rem}
h4{margin:.6rem 0 .2rem}
header p,.note{color:var(--dim)}
p{margin:.4rem 0}
.note{font-size:.87em;font-weight:400}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}.idle{color:var(--dim)}
.gates{list-style:none;margin:0;padding:0;display:grid;gap:.5rem;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr))}
.gates li{border:1px solid var(--line);border-left:4px solid currentColor;border-radius:6px;padding:.5rem .75rem;background:var(--soft)}
.gates b{display:block}.gates span{color:var(--text);font-size:.9em;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
td,th{padding:.25rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);font-weight:400;overflow-wrap:anywhere}
tr:last-child>*{border-bottom:0}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
code,pre{font:.87em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.75rem;margin:.5rem 0;overflow:auto;max-height:32rem;white-space:pre}
details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:.35rem .7rem;content-visibility:auto;contain-intrinsic-size:auto 2.4rem}
details details{border:0;border-top:1px solid var(--line);border-radius:0;margin:0;padding:.25rem 0}
summary{cursor:pointer;overflow-wrap:anywhere}
.chart{width:38%;min-width:9rem}
.bar{position:relative;display:flex;align-items:center;height:1.35rem}
.bar span{display:block;flex:none;height:.75rem;border-radius:3px;background:currentColor;min-width:2px}
.bar b{font-weight:400;font-size:.87em;padding-left:.4rem;white-space:nowrap;color:var(--text);font-variant-numeric:tabular-nums}
.accent{color:var(--accent)}
.timeline th{width:14rem;font-weight:400}.timeline .number{width:7rem}
.track{background:linear-gradient(90deg,var(--line) 1px,transparent 1px) 0 0/25% 100%}
.track span{display:block;height:.8rem;margin-top:.35rem;border-radius:3px;background:currentColor}
.track .idle{color:var(--idle)}
.lines{font-size:.87em;width:34%}
@media(max-width:40rem){body{font-size:14px}header,main{padding:.75rem}.timeline th{width:6.5rem}.timeline .number{width:4.5rem}.lines{width:30%}.chart{width:34%;min-width:6rem}}
@media print{details{break-inside:avoid}pre{max-height:none;white-space:pre-wrap}}
)css";

}  // namespace ropewalk::report
