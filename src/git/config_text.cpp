// The text form of git's configuration.
#include "git/config_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::git {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// Reads the text from front to back; what is no valid syntax is passed over, as only git itself need complain.
class ConfigReader {
 public:
  explicit ConfigReader(std::string_view text) : text_(text) {}

  std::vector<ConfigEntry> read() {
    std::vector<ConfigEntry> entries;
    while (at_ < text_.size()) {
      skip_spaces();
      if (at_ >= text_.size()) {
        break;
      }
      if (text_[at_] == '\n') {
        ++at_;
      } else if (text_[at_] == '#' || text_[at_] == ';') {
        skip_line();
      } else if (text_[at_] == '[') {
        read_header();
      } else {
        std::string name = to_lower(read_name());
        std::string value = read_value();
        entries.push_back({section_, subsection_, std::move(name), std::move(value)});
      }
    }
    return entries;
  }

 private:
  void skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) {
      ++at_;
    }
  }

  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  void read_header() {
    const std::size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != ']' && text_[at_] != '"' && !is_space(text_[at_]) &&
           text_[at_] != '\n') {
      ++at_;
    }
    section_ = to_lower(text_.substr(start, at_ - start));
    subsection_.clear();
    skip_spaces();
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n'; ++at_) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
          ++at_;
        }
        subsection_.push_back(text_[at_]);
      }
    }
    while (at_ < text_.size() && text_[at_] != ']' && text_[at_] != '\n') {
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == ']') {
      ++at_;
    }
  }

  std::string_view read_name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '=' && text_[at_] != '\n' && !is_space(text_[at_])) {
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }

  /// The value to the end of its line; a name alone means true.
  std::string read_value() {
    skip_spaces();
    if (at_ >= text_.size() || text_[at_] != '=') {
      skip_line();
      return "true";
    }
    ++at_;
    skip_spaces();
    std::string value;
    // Spaces at the end count only inside of quotes.
    std::size_t kept = 0;
    bool is_quoted = false;
    for (; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        is_quoted = !is_quoted;
        kept = value.size();
      } else if (c == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        append_escape(value);
        kept = value.size();
      } else if (!is_quoted && (c == '#' || c == ';')) {
        skip_line();
        break;
      } else {
        value.push_back(c);
        if (is_quoted || !is_space(c)) {
          kept = value.size();
        }
      }
    }
    value.resize(kept);
    return value;
  }

  void append_escape(std::string& value) const {
    switch (text_[at_]) {
      case '\n': break;  // The value goes on in the next line.
      case 'n': value.push_back('\n'); break;
      case 't': value.push_back('\t'); break;
      case 'b': value.push_back('\b'); break;
      default: value.push_back(text_[at_]); break;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string section_;
  std::string subsection_;
};

struct CQuoted {
  std::string text;
  /// With the quotes.
  std::size_t length = 0;
};

/// A text in quotes at the start, as git writes odd paths (git-config(1), `core.quotePath`). Nothing when it is none.
std::optional<CQuoted> read_c_quoted(std::string_view text) {
  constexpr std::string_view kLetters = "abfnrtv\\\"";
  constexpr std::string_view kMeant = "\a\b\f\n\r\t\v\\\"";
  std::string out;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') {
      return CQuoted{std::move(out), at + 1};
    }
    if (text[at] != '\\') {
      out.push_back(text[at]);
      continue;
    }
    const std::string_view escape = text.substr(at + 1, 3);
    if (escape.empty()) {
      break;
    }
    if (const std::size_t letter = kLetters.find(escape.front()); letter != std::string_view::npos) {
      out.push_back(kMeant[letter]);
      ++at;
      continue;
    }
    if (escape.size() < 3 || escape.front() > '3' || escape.find_first_not_of("01234567") != std::string_view::npos) {
      break;
    }
    out.push_back(static_cast<char>((escape[0] - '0') * 64 + (escape[1] - '0') * 8 + (escape[2] - '0')));
    at += 3;
  }
  return std::nullopt;
}

}  // namespace

std::vector<ConfigEntry> read_config(std::string_view text) { return ConfigReader(text).read(); }

std::optional<std::string> config_value(std::string_view text, std::string_view section, std::string_view subsection,
                                        std::string_view key) {
  std::optional<std::string> found;
  for (ConfigEntry& entry : read_config(text)) {
    if (equals_ignoring_case(entry.section, section) && entry.subsection == subsection &&
        equals_ignoring_case(entry.key, key)) {
      found = std::move(entry.value);
    }
  }
  return found;
}

std::string alternates_line(const std::filesystem::path& objects) {
  // C-style quotes; without them a line is a path as it stands (git-repository-layout(5), "alternates").
  const std::string text = objects.string();
  const auto is_odd = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == '"' || c == '\\';
  };
  if (!text.starts_with('#') && std::none_of(text.begin(), text.end(), is_odd)) {
    return text + "\n";
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (is_odd(c)) {
      quoted += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    } else {
      quoted.push_back(c);
    }
  }
  return quoted + "\"\n";
}

std::vector<std::string> read_alternates(std::string_view text, char separator) {
  std::vector<std::string> paths;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    std::size_t used = end;
    if (auto quoted = text.front() == '"' ? read_c_quoted(text) : std::nullopt) {
      paths.push_back(std::move(quoted->text));
      used = quoted->length;
    } else if (end > 0 && text.front() != '#') {
      paths.emplace_back(text.substr(0, end));
    }
    text.remove_prefix(std::min(used + 1, text.size()));
  }
  return paths;
}

std::string quote_config(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      default: out.push_back(c); break;
    }
  }
  return out + "\"";
}

}  // namespace ropewalk::git
