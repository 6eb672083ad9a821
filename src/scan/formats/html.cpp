// One page without scripts or anything from elsewhere: it can be kept as an artifact and opened anywhere.
#include <fmt/format.h>

#include "base/display.h"
#include "base/markup.h"
#include "base/runner_commands.h"
#include "scan/formats/escape.h"
#include "scan/formats/formats.h"

namespace ropewalk::scan {
namespace {

std::string line_of_markup(std::string_view text) { return escape_markup(printable(text)); }

constexpr std::string_view kHead = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scan</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #8884; }
code { font-size: .9em; overflow-wrap: anywhere; }
.critical, .high { color: #c62828; font-weight: 600; }
.medium { color: #b26a00; font-weight: 600; }
.fix { opacity: .8; }
.incomplete { border-left: .3rem solid #c62828; padding: .2rem 1rem; }
</style>
</head>
<body>
<h1>Scan</h1>
)html";

}  // namespace

std::string as_html(const Shown& shown) {
  std::string out(kHead);
  out += "<p>" + line_of_markup(counts_line(shown)) + "</p>\n";
  if (!shown.report.trouble.empty()) {
    out += "<section class=\"incomplete\">\n<h2>Not looked at</h2>\n<ul>\n";
    for (const Trouble& trouble : shown.report.trouble) {
      out += fmt::format("<li><code>{}</code> {} ({})</li>\n", line_of_markup(place_text(trouble.place)),
                         line_of_markup(trouble.message), line_of_markup(trouble.reason));
    }
    out += "</ul>\n</section>\n";
  }
  out += "<table>\n<thead><tr><th>Severity</th><th>Place</th><th>Rule</th><th>What</th></tr></thead>\n<tbody>\n";
  for (const Finding& finding : shown.report.findings) {
    if (finding.is_suppressed) {
      continue;
    }
    out += fmt::format(
        "<tr><td class=\"{0}\">{0}</td><td><code>{1}</code></td><td>{2}</td><td>{3}<div class=\"fix\">"
        "{4}</div></td></tr>\n",
        name(finding.severity), line_of_markup(place_text(finding.place)), line_of_markup(finding.rule),
        line_of_markup(finding.message), line_of_markup(finding.hint));
  }
  return without_commands(out + "</tbody>\n</table>\n</body>\n</html>\n");
}

}  // namespace ropewalk::scan
