#include "cli/console/annotations_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/display.h"
#include "base/strings.h"
#include "cli/console/labels.h"

namespace ropewalk::cli {
namespace {

using record::Annotation;

struct Entry {
  const Annotation* annotation;
  std::vector<std::string> jobs;
};

bool is_same(const Annotation& a, const Annotation& b) {
  return a.level == b.level && a.file == b.file && a.line == b.line && a.column == b.column && a.title == b.title &&
         a.message == b.message;
}

bool says_what_the_row_says(const Annotation& annotation) {
  return annotation.file.empty() && annotation.message.starts_with("Process completed with exit code ");
}

std::vector<Entry> entries_of(const report::RunState& run) {
  std::vector<Entry> entries;
  for (const report::JobState& job : run.jobs) {
    for (const Annotation& annotation : job.annotations) {
      if (says_what_the_row_says(annotation)) {
        continue;
      }
      const auto known = std::find_if(entries.begin(), entries.end(),
                                      [&](const Entry& entry) { return is_same(*entry.annotation, annotation); });
      if (known == entries.end()) {
        entries.push_back({&annotation, {job_name(job)}});
      } else if (known->jobs.back() != job_name(job)) {
        known->jobs.push_back(job_name(job));
      }
    }
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.annotation->level < b.annotation->level; });
  return entries;
}

std::string place_of(const Annotation& annotation) {
  if (annotation.file.empty()) {
    return "";
  }
  const std::string file = with_own_paths(printable(annotation.file));
  if (annotation.line == 0) {
    return file;
  }
  if (annotation.column == 0) {
    return fmt::format("{}:{}", file, annotation.line);
  }
  return fmt::format("{}:{}:{}", file, annotation.line, annotation.column);
}

constexpr int kIndent = 6;

/// `[test (3.11), test (3.12)]`.
std::string jobs_of(const Entry& entry, int columns) {
  constexpr std::size_t kMostNamed = 3;
  constexpr std::size_t kMostColumns = 32;
  if (columns == 0 || entry.jobs.size() == 1) {
    return fmt::format("[{}]", join(entry.jobs, ", "));
  }
  std::vector<std::string> named;
  for (std::size_t i = 0; i < std::min(entry.jobs.size(), kMostNamed); ++i) {
    named.push_back(shortened_in_middle(entry.jobs[i], kMostColumns));
  }
  const std::size_t more = entry.jobs.size() - named.size();
  return fmt::format("[{}{}]", join(named, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

std::string entry_text(const Entry& entry, int columns, const Palette& palette) {
  const Annotation& annotation = *entry.annotation;
  std::string text;
  const std::string place = place_of(annotation);
  if (!place.empty()) {
    text += palette.paint(Ink::kBold, place) + "  ";
  }
  if (!annotation.title.empty()) {
    text += printable(annotation.title) + ": ";
  }
  std::vector<std::string> lines;
  for (const std::string_view line : split_lines(annotation.message)) {
    if (!trim(line).empty()) {
      lines.push_back(std::exchange(text, {}) + with_own_paths(printable_line(line, KeepColours::kNo)));
    }
  }
  if (lines.empty()) {
    lines.push_back(text);
  }
  lines.back() += "  " + palette.paint(Ink::kDim, jobs_of(entry, columns));
  std::string out = fmt::format("  {} ", palette.paint(ink(annotation.level), sign(annotation.level)));
  bool is_first = true;
  for (const std::string& line : lines) {
    const auto width = static_cast<std::size_t>(std::max(columns - kIndent, 20));
    for (const std::string& part : columns > 0 ? wrapped(line, width) : std::vector<std::string>{line}) {
      out += (is_first ? "" : std::string(kIndent, ' ')) + part + "\n";
      is_first = false;
    }
  }
  return out;
}

}  // namespace

std::string annotations_text(const report::RunState& run, std::size_t most, int columns, const Palette& palette) {
  const std::vector<Entry> entries = entries_of(run);
  std::string text;
  for (std::size_t i = 0; i < std::min(entries.size(), most); ++i) {
    text += entry_text(entries[i], columns, palette);
  }
  if (entries.size() > most) {
    text += fmt::format("  {}\n", palette.paint(Ink::kDim, fmt::format("… {} more: ropewalk show {}",
                                                                       entries.size() - most, run.id.text())));
  }
  return text;
}

}  // namespace ropewalk::cli
