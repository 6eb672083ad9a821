#include "release/changelog.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/strings.h"
#include "release/squash.h"

namespace ropewalk::release {
namespace {

/// A heading of an entry, taken apart.
struct Heading {
  std::size_t line = 0;
  std::string marks = {};
  Version version = {};
  bool has_brackets = false;
  bool has_v = false;
  std::string rest = {};
};

/// The version that a heading names first: `## [1.2.0](…) (2026-01-02)`, `# v1.2.0`.
std::optional<Heading> read_heading(std::string_view line) {
  const std::size_t marks = line.find_first_not_of('#');
  if (marks == 0 || marks == std::string_view::npos || line[marks] != ' ') {
    return std::nullopt;
  }
  Heading heading{.marks = std::string(line.substr(0, marks + 1))};
  std::string_view rest = trim(line.substr(marks));
  if (rest.starts_with('[')) {
    heading.has_brackets = true;
    rest.remove_prefix(1);
  }
  if (rest.starts_with('v')) {
    heading.has_v = true;
    rest.remove_prefix(1);
  }
  const std::size_t end = std::min(rest.find_first_of(" ]\t("), rest.size());
  const auto version = Version::parse(rest.substr(0, end));
  if (!version) {
    return std::nullopt;
  }
  heading.version = *version;
  heading.rest = rest.substr(end);
  return heading;
}

std::vector<Heading> headings_of(const std::vector<std::string_view>& lines) {
  std::vector<Heading> headings;
  bool is_code = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    is_code = lines[i].starts_with("```") ? !is_code : is_code;
    if (auto heading = is_code ? std::nullopt : read_heading(lines[i])) {
      heading->line = i;
      headings.push_back(std::move(*heading));
    }
  }
  return headings;
}

/// What Markdown would take as its own.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<' || c == '*' || c == '_' || c == '\\') {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  return out;
}

std::string one_line(std::string_view text) { return replace_all(trim(text), "\n", " "); }

/// `#12` at the end of a description, as a link where there is a web address.
std::string with_request_link(std::string_view description, const std::string& web) {
  const std::string_view plain = without_request_number(description);
  if (plain.size() == trim(description).size()) {
    return escaped(description);
  }
  const std::size_t open = description.rfind('(');
  const std::string_view number = trim(description).substr(open + 2, trim(description).size() - open - 3);
  return web.empty() ? fmt::format("{} (#{})", escaped(plain), number)
                     : fmt::format("{} ([#{}]({}/pull/{}))", escaped(plain), number, web, number);
}

std::string bullet(const Note& note, const Commit& commit, const std::string& web) {
  const std::string scope = note.header.scope.empty() ? "" : fmt::format("**{}:** ", escaped(note.header.scope));
  const std::string sha = commit.sha.substr(0, 7);
  const std::string link = web.empty() ? sha : fmt::format("[{}]({}/commit/{})", sha, web, commit.sha);
  return fmt::format("- {}{} ({})\n", scope, with_request_link(note.header.description, web), link);
}

struct Section {
  std::string_view title;
  bool (*takes)(const Note& note);
};

constexpr Section kSections[] = {
    {"Features", [](const Note& note) { return note.header.type == "feat"; }},
    {"Bug fixes", [](const Note& note) { return note.header.type == "fix"; }},
    {"Performance", [](const Note& note) { return note.header.type == "perf"; }},
    {"Reverts", [](const Note& note) { return note.header.type == "revert"; }},
    {"Other changes",
     [](const Note& note) {
       return note.level > Level::kNone && note.header.type != "feat" && note.header.type != "fix" &&
              note.header.type != "perf" && note.header.type != "revert";
     }},
};

std::string breaking_part(const Plan& plan, const std::string& web) {
  std::string part;
  for (const ReadCommit& read : plan.commits) {
    for (const Note& note : read.notes) {
      if (note.breaking) {
        Note said = note;
        said.header.description = one_line(*note.breaking);
        part += bullet(said, read.commit, web);
      }
    }
  }
  return part.empty() ? "" : "### Breaking changes\n\n" + part + "\n";
}

std::string contributors_part(const Plan& plan) {
  std::set<std::string> names;
  for (const ReadCommit& read : plan.commits) {
    if (!read.commit.author_name.empty() && read.commit.author_name.find("[bot]") == std::string::npos) {
      names.insert(read.commit.author_name);
    }
    for (const Footer& footer : read_message(read.commit.message).footers) {
      if (equals_ignoring_case(footer.token, "Co-authored-by")) {
        names.emplace(trim(footer.value.substr(0, footer.value.find('<'))));
      }
    }
  }
  if (names.empty()) {
    return "";
  }
  std::string part = "### Contributors\n\n";
  for (const std::string& name : names) {
    part += fmt::format("- {}\n", escaped(name));
  }
  return part + "\n";
}

}  // namespace

std::string notes_body(const Plan& plan, const NotesOptions& options) {
  std::string body = breaking_part(plan, options.web);
  for (const Section& section : kSections) {
    std::string part;
    for (const ReadCommit& read : plan.commits) {
      for (const Note& note : read.notes) {
        if (section.takes(note)) {
          part += bullet(note, read.commit, options.web);
        }
      }
    }
    if (!part.empty()) {
      body += fmt::format("### {}\n\n{}\n", section.title, part);
    }
  }
  if (options.names_contributors) {
    body += contributors_part(plan);
  }
  return std::string(trim(body)) + "\n";
}

ChangelogStyle style_of(std::string_view changelog) {
  ChangelogStyle style;
  style.has_carriage_returns = changelog.find("\r\n") != std::string_view::npos;
  const auto lines = split_lines(changelog);
  const auto headings = headings_of(lines);
  if (headings.empty()) {
    return style;
  }
  const Heading& first = headings.front();
  style.heading = first.marks;
  style.has_brackets = first.has_brackets;
  style.has_v = first.has_v;
  const std::size_t digit =
      first.rest.find_first_of("0123456789", first.rest.find("](") != std::string::npos ? first.rest.find(')') : 0);
  std::string before = digit == std::string::npos ? "" : first.rest.substr(0, digit);
  if (const std::size_t close = before.rfind(")"); close != std::string::npos) {
    before = before.substr(close + 1);
  }
  before = replace_all(before, "]", "");
  style.before_date = before;
  style.after_date = before.ends_with('(') ? ")" : "";
  style.has_link_list = std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
    return line.starts_with(fmt::format("[{}]: ", first.version.text()));
  });
  const auto count_of = [&](std::string_view bullet) {
    return std::count_if(lines.begin() + static_cast<std::ptrdiff_t>(first.line), lines.end(),
                         [&](std::string_view line) { return line.starts_with(bullet); });
  };
  style.bullet = count_of("* ") > count_of("- ") ? '*' : '-';
  return style;
}

std::string entry(const Plan& plan, const ChangelogStyle& style, const NotesOptions& options) {
  const std::string version = (style.has_v ? "v" : "") + plan.version->text();
  std::string shown = version;
  if (style.has_brackets) {
    shown = fmt::format("[{}]", version);
    if (!style.has_link_list && !options.web.empty()) {
      shown += plan.previous_tag.empty()
                   ? fmt::format("({}/releases/tag/{})", options.web, plan.tag)
                   : fmt::format("({}/compare/{}...{})", options.web, plan.previous_tag, plan.tag);
    }
  }
  const std::string date =
      options.date.empty() || style.before_date.empty() ? "" : style.before_date + options.date + style.after_date;
  std::string body = notes_body(plan, options);
  if (style.bullet != '-') {
    body = replace_all("\n" + body, "\n- ", fmt::format("\n{} ", style.bullet)).substr(1);
  }
  return fmt::format("{}{}{}\n\n{}", style.heading, shown, date, body);
}

bool has_entry(std::string_view changelog, const Version& version) {
  const auto headings = headings_of(split_lines(changelog));
  return std::any_of(headings.begin(), headings.end(),
                     [&](const Heading& heading) { return heading.version == version; });
}

std::string with_entry(std::string_view changelog, const Plan& plan, const NotesOptions& options) {
  if (has_entry(changelog, *plan.version)) {
    return std::string(changelog);
  }
  const ChangelogStyle style = style_of(changelog);
  const std::string plain = replace_all(changelog, "\r\n", "\n");
  const auto lines = split_lines(plain);
  const auto headings = headings_of(lines);
  // Above the newest entry; in a file without entries at its end, or as a new file.
  std::size_t at = headings.empty() ? lines.size() : headings.front().line;
  std::string text;
  for (std::size_t i = 0; i < at; ++i) {
    text += std::string(lines[i]) + "\n";
  }
  if (text.empty() && lines.empty()) {
    text = "# Changelog\n\n";
  } else if (!text.empty() && !text.ends_with("\n\n")) {
    text += "\n";
  }
  text += entry(plan, style, options);
  if (at < lines.size()) {
    text += "\n";
  }
  bool has_link = false;
  for (; at < lines.size(); ++at) {
    if (style.has_link_list && !has_link && !options.web.empty() && lines[at].starts_with("[") && plan.previous &&
        lines[at].starts_with(fmt::format("[{}]: ", plan.previous->text()))) {
      text += fmt::format("[{}]: {}/compare/{}...{}\n", plan.version->text(), options.web, plan.previous_tag, plan.tag);
      has_link = true;
    }
    // What is unreleased begins at this release now.
    const bool is_unreleased = to_lower(lines[at]).starts_with("[unreleased]: ") && !plan.previous_tag.empty();
    text += is_unreleased ? replace_all(lines[at], fmt::format("/{}...HEAD", plan.previous_tag),
                                        fmt::format("/{}...HEAD", plan.tag))
                          : std::string(lines[at]);
    text += "\n";
  }
  return style.has_carriage_returns ? replace_all(text, "\n", "\r\n") : text;
}

std::string entry_of(std::string_view changelog, const Version& version) {
  const std::string plain = replace_all(changelog, "\r\n", "\n");
  const auto lines = split_lines(plain);
  const auto headings = headings_of(lines);
  for (std::size_t i = 0; i < headings.size(); ++i) {
    if (headings[i].version == version) {
      const std::size_t end = i + 1 < headings.size() ? headings[i + 1].line : lines.size();
      std::string text;
      for (std::size_t line = headings[i].line + 1; line < end; ++line) {
        text += std::string(lines[line]) + "\n";
      }
      return std::string(trim(text)) + "\n";
    }
  }
  return "";
}

}  // namespace ropewalk::release
