#include "release/message.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::release {
namespace {

bool is_type_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '+' || c == '/' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

struct FooterStart {
  std::string_view token;
  std::string_view value;
};

/// The beginning of a footer, at the start of a line. Only the breaking one may have its value on the next line.
std::optional<FooterStart> footer_start(std::string_view line) {
  for (const std::string_view token : {"BREAKING CHANGE", "BREAKING-CHANGE"}) {
    const std::string_view rest = line.starts_with(token) ? line.substr(token.size()) : "";
    if (trim(rest) == ":" || rest.starts_with(": ")) {
      return FooterStart{token, trim(rest.substr(1))};
    }
  }
  std::size_t end = 0;
  while (end < line.size() && is_token_character(line[end])) {
    ++end;
  }
  const std::string_view rest = line.substr(end);
  if (end > 0 && (rest.starts_with(": ") || rest.starts_with(" #"))) {
    return FooterStart{line.substr(0, end), trim(rest.substr(2))};
  }
  return std::nullopt;
}

/// Footers stand one blank line after the body: at the start of a paragraph, or below another footer.
std::vector<Footer> read_footers(const std::vector<std::string_view>& lines) {
  std::vector<Footer> footers;
  bool is_paragraph_start = true;
  bool is_in_footers = false;
  for (const std::string_view line : lines) {
    if (trim(line).empty()) {
      is_paragraph_start = true;
      continue;
    }
    const auto start = is_paragraph_start || is_in_footers ? footer_start(line) : std::nullopt;
    if (start) {
      footers.push_back({std::string(start->token), std::string(start->value)});
      is_in_footers = true;
    } else if (is_paragraph_start) {
      is_in_footers = false;
    } else if (is_in_footers) {
      std::string& value = footers.back().value;
      value += (value.empty() ? "" : "\n") + std::string(trim(line));
    }
    is_paragraph_start = false;
  }
  return footers;
}

/// Azure's squashed commits have the title of their pull request behind `Merged PR 12: `.
std::string_view without_merge_words(std::string_view title) {
  constexpr std::string_view kStart = "Merged PR ";
  const std::size_t colon = title.find(": ");
  if (!title.starts_with(kStart) || colon == std::string_view::npos ||
      title.substr(kStart.size(), colon - kStart.size()).find_first_not_of("0123456789") != std::string_view::npos) {
    return title;
  }
  return title.substr(colon + 2);
}

/// The text that an author put in place of the message.
std::string_view overridden(std::string_view text) {
  constexpr std::string_view kBegin = "BEGIN_COMMIT_OVERRIDE";
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find("END_COMMIT_OVERRIDE");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    return text;
  }
  return trim(text.substr(begin + kBegin.size(), end - begin - kBegin.size()));
}

}  // namespace

std::optional<Header> read_header(std::string_view line) {
  Header header;
  std::size_t at = 0;
  while (at < line.size() && is_type_character(line[at])) {
    ++at;
  }
  if (at == 0) {
    return std::nullopt;
  }
  header.type = to_lower(line.substr(0, at));
  if (at < line.size() && line[at] == '(') {
    const std::size_t close = line.find_first_of("()", at + 1);
    if (close == std::string_view::npos || line[close] == '(') {
      return std::nullopt;
    }
    header.scope = trim(line.substr(at + 1, close - at - 1));
    if (header.scope.empty()) {
      return std::nullopt;
    }
    at = close + 1;
  }
  if (at < line.size() && line[at] == '!') {
    header.has_bang = true;
    ++at;
  }
  if (!line.substr(std::min(at, line.size())).starts_with(": ")) {
    return std::nullopt;
  }
  header.description = trim(line.substr(at + 2));
  return header.description.empty() ? std::nullopt : std::optional(std::move(header));
}

std::optional<std::string> Message::footer(std::string_view token) const {
  const auto found = std::find_if(footers.rbegin(), footers.rend(),
                                  [&](const Footer& footer) { return equals_ignoring_case(footer.token, token); });
  return found == footers.rend() ? std::nullopt : std::optional(found->value);
}

Message read_message(std::string_view text) {
  std::vector<std::string_view> lines = split_lines(trim(overridden(text)));
  Message message;
  if (lines.empty()) {
    return message;
  }
  message.title = trim(lines.front());
  message.header = read_header(without_merge_words(message.title));
  lines.erase(lines.begin());
  for (const std::string_view line : lines) {
    message.body += std::string(line) + "\n";
  }
  message.footers = read_footers(lines);
  for (const Footer& footer : message.footers) {
    const bool is_breaking = footer.token == "BREAKING CHANGE" || footer.token == "BREAKING-CHANGE";
    if (is_breaking && !footer.value.empty() && !message.breaking) {
      message.breaking = footer.value;
    }
  }
  return message;
}

}  // namespace ropewalk::release
