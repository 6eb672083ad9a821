#include "scan/policy/owners/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "scan/policy/make_finding.h"

namespace ropewalk::scan::policy {
namespace {

void tell(Report& report, std::string_view rule, Severity severity, Location place, std::string message,
          std::string hint, std::string subject) {
  report.findings.push_back(make_finding({.rule = rule,
                                          .severity = severity,
                                          .message = std::move(message),
                                          .hint = std::move(hint),
                                          .place = std::move(place),
                                          .subject = std::move(subject)}));
}

Location place_of(const FoundOwners& found, const OwnersLine& line) { return {found.path, line.line, 1, line.line, 0}; }

}  // namespace

std::optional<FoundOwners> find_owners(const Tree& tree, Report& report) {
  for (const std::string_view name : kOwnersFiles) {
    if (!tree.has(name)) {
      continue;
    }
    const std::string path(name);
    auto text = tree.read(path);
    if (!text) {
      report.trouble.push_back({{path}, "unreadable", text.error().message, {}});
      return std::nullopt;
    }
    ++report.looked_at;
    report.bytes += text->size();
    if (text->size() > kMostOwnersBytes) {
      tell(report, "codeowners-too-large", Severity::kHigh, {path, 1, 1, 0, 0},
           "the file has more than 3 MB: GitHub does not load it, so nothing has an owner", "use fewer, wider patterns",
           "size");
      return std::nullopt;
    }
    return FoundOwners{path, read_codeowners(*text)};
  }
  return std::nullopt;
}

void check_owners_lines(const FoundOwners& found, Report& report) {
  for (const OwnersError& error : found.owners.errors) {
    const bool is_pattern = error.kind == "Invalid pattern";
    tell(report, is_pattern ? "codeowners-invalid-pattern" : "codeowners-invalid-owner", Severity::kMedium,
         {found.path, error.line, error.column, error.line, error.end_column},
         fmt::format("{}: GitHub skips this line because of '{}'", error.kind, error.text),
         is_pattern ? "CODEOWNERS has no '!', no '[ ]', no '***' and no '\\#'"
                    : "an owner is @user, @organisation/team or an e-mail address",
         error.text);
    report.findings.back().details.emplace_back("kind", json_text(error.kind));
  }
}

void check_owners(const Tree& tree, const FoundOwners& found, Report& report) {
  check_owners_lines(found, report);
  const auto& lines = found.owners.lines;
  std::vector<std::size_t> matched(lines.size(), 0);
  std::vector<std::size_t> decided(lines.size(), 0);
  for (const std::string& file : tree.files) {
    std::size_t last = lines.size();
    for (std::size_t index = 0; index < lines.size(); ++index) {
      if (lines[index].pattern.matches(file)) {
        ++matched[index];
        last = index;
      }
    }
    if (last < lines.size()) {
      ++decided[last];
    }
  }
  for (std::size_t index = 0; index < lines.size(); ++index) {
    const OwnersLine& line = lines[index];
    const auto same = std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(index) + 1, lines.end(),
                                   [&](const OwnersLine& later) { return later.pattern == line.pattern; });
    if (same != lines.end()) {
      tell(report, "codeowners-duplicate", Severity::kLow, place_of(found, line),
           fmt::format("the pattern '{}' stands again in line {}, which decides", line.text, same->line),
           "keep one of them", line.text);
    } else if (matched[index] == 0) {
      tell(report, "codeowners-no-file", Severity::kLow, place_of(found, line),
           fmt::format("the pattern '{}' matches no file of the repository", line.text), "remove it, or mend its path",
           line.text);
    } else if (decided[index] == 0) {
      tell(report, "codeowners-shadowed", Severity::kLow, place_of(found, line),
           fmt::format("later lines decide about every file that '{}' matches", line.text),
           "the last line that matches decides: put wide patterns first", line.text);
    }
  }
  const OwnersLine* own = found.owners.deciding(found.path);
  if (own == nullptr || own->owners.empty()) {
    tell(report, "codeowners-unowned-itself", Severity::kLow, {found.path, 1, 1, 1, 0},
         "nobody owns this file: anybody who may merge can change who owns what",
         fmt::format("add a line such as '/{} @organisation/team'", found.path), "itself");
  }
}

Fact owners_of(const std::optional<FoundOwners>& found, const std::string& path) {
  const OwnersLine* line = found ? found->owners.deciding(path) : nullptr;
  return {"owners",
          {{"path", json_text(path)},
           {"owners", json_texts(line == nullptr ? std::vector<std::string>{} : line->owners)},
           {"file", found ? json_text(found->path) : "null"},
           {"line", line == nullptr ? "null" : std::to_string(line->line)}}};
}

}  // namespace ropewalk::scan::policy
