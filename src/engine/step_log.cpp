#include "engine/step_log.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

constexpr std::size_t kLongestMessage = 4096;

record::LogKind log_kind(record::AnnotationLevel level) {
  switch (level) {
    case record::AnnotationLevel::kError: return record::LogKind::kError;
    case record::AnnotationLevel::kWarning: return record::LogKind::kWarning;
    case record::AnnotationLevel::kNotice: return record::LogKind::kNotice;
  }
  return record::LogKind::kError;
}

/// The longest start of a text that has at most so many UTF-16 units, whole characters only.
std::string_view cut(std::string_view text, std::size_t units) {
  if (text.size() <= units) {
    return text;
  }
  std::size_t at = 0;
  std::size_t used = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t bytes = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    used += bytes == 4 ? 2 : 1;
    if (used > units) {
      break;
    }
    at = std::min(at + bytes, text.size());
  }
  return text.substr(0, at);
}

}  // namespace

void StepLog::text_or_marker(std::string_view line) {
  constexpr std::array<std::pair<std::string_view, record::LogKind>, 4> kMarkers{
      {{"##[group]", record::LogKind::kGroup},
       {"##[endgroup]", record::LogKind::kEndGroup},
       {"##[command]", record::LogKind::kCommand},
       {"[command]", record::LogKind::kCommand}}};
  for (const auto& [marker, kind] : kMarkers) {
    if (line.substr(0, marker.size()) == marker) {
      job_.line(step_, kind, line.substr(marker.size()));
      return;
    }
  }
  job_.line(step_, record::LogKind::kText, line);
}

void StepLog::debug(std::string_view text) {
  if (!job_.writes_debug()) {
    return;
  }
  for (std::string_view line : split(text, '\n')) {
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    job_.line(step_, record::LogKind::kDebug, line);
  }
}

void StepLog::issue(Issue issue, std::string_view line) {
  // Hidden before it is cut: half a secret is none that would be found.
  std::string message(cut(job_.masker().mask(issue.message), kLongestMessage));
  if (const std::string_view shown = line.empty() ? std::string_view(message) : line; !shown.empty()) {
    job_.line(step_, log_kind(issue.level), shown);
  }
  int& count = counts_->of_level.at(static_cast<std::size_t>(issue.level));
  if (count >= AnnotationCounts::kMost) {
    return;
  }
  ++count;
  job_.emit(record::Annotation{.job = job_.job(),
                               .step = step_,
                               .level = issue.level,
                               .message = std::move(message),
                               .title = std::move(issue.title),
                               .file = std::move(issue.file),
                               .line = issue.line,
                               .end_line = issue.end_line,
                               .column = issue.column,
                               .end_column = issue.end_column});
}

}  // namespace ropewalk::engine
