#include "cli/console/plan_text.h"

#include <fmt/format.h>

#include "base/display.h"
#include "base/strings.h"
#include "plan/filters.h"

namespace ropewalk::cli {
namespace {

constexpr std::size_t kShortSha = 7;

}  // namespace

std::string event_lines(const plan::Event& event, std::size_t columns, const Palette& palette) {
  std::string line = event.action.empty() ? event.name : fmt::format("{} ({})", event.name, event.action);
  if (!event.ref.empty()) {
    line += " on " + event.ref;
  }
  if (!event.sha.empty()) {
    line += " at " + event.sha.substr(0, kShortSha);
  }
  if (event.changed_files) {
    line += fmt::format(", {} changed", count_text(event.changed_files->size(), "file"));
  }
  std::string lines;
  for (const std::string& part : wrapped(printable(line), columns)) {
    lines += palette.paint(Ink::kBold, part) + "\n";
  }
  return lines;
}

std::string refusal_text(const plan::Refusal& refusal) {
  if (!refusal.place.has_place()) {
    return printable(refusal.reason);
  }
  const LineColumn at = refusal.place.file->locate(refusal.place.span.begin);
  return printable(fmt::format("{} ({}:{}:{})", refusal.reason, refusal.place.file->name(), at.line, at.column));
}

std::string outlook_text(const report::JobOutlook& outlook) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view what, const std::vector<std::string>& sentences) {
    if (!sentences.empty()) {
      parts.push_back(fmt::format("{}: {}", what, join(sentences, "; ")));
    }
  };
  add("! refused", outlook.refused);
  add("! not here", outlook.not_here);
  add("waits for", outlook.waits_for);
  return printable(join(parts, "; "));
}

std::string passed_over_text(const plan::PlannedRun& run) {
  const auto refusal = plan::passed_over(run);
  return refusal ? fmt::format("{} runs because it is named: {}", printable(run.name), refusal_text(*refusal))
                 : std::string();
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace ropewalk::cli
