// A dotenv file is read from left to right by one small reader that always knows where it is.
#include "app/dotenv.h"

#include <fmt/format.h>

#include <string_view>

#include "base/strings.h"

namespace ropewalk::app {
namespace {

bool is_name_start(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '.' || c == '-'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// The character that `\c` stands for within double quotes; any other keeps its backslash.
std::string unescaped(char c) {
  switch (c) {
    case 'n': return "\n";
    case 'r': return "\r";
    case 't': return "\t";
    case '\\':
    case '"':
    case '$': return {c};
    default: return {'\\', c};
  }
}

class Reader {
 public:
  explicit Reader(const SourceFilePtr& file) : file_(file), text_(file->text()) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text_.starts_with(kByteOrderMark)) {
      at_ = kByteOrderMark.size();
    }
  }

  Result<NamedTexts> read() {
    NamedTexts found;
    while (skip_to_content()) {
      auto name = read_name();
      if (!name) {
        return fail(std::move(name.error()));
      }
      auto value = read_value();
      if (!value) {
        return fail(std::move(value.error()));
      }
      found.emplace_back(std::move(*name), std::move(*value));
    }
    return found;
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] bool at_line_end() const { return at_end() || text_[at_] == '\n'; }
  void skip_blanks() {
    while (!at_end() && is_blank(text_[at_])) {
      ++at_;
    }
  }
  void skip_line() {
    while (!at_line_end()) {
      ++at_;
    }
  }

  /// Goes to the next line that says something; false at the end of the file.
  bool skip_to_content() {
    while (!at_end()) {
      skip_blanks();
      if (!at_end() && text_[at_] == '#') {
        skip_line();
      }
      if (!at_line_end()) {
        return true;
      }
      ++at_;
    }
    return false;
  }

  [[nodiscard]] tl::unexpected<Error> error_at(std::size_t begin, std::size_t end, std::string message,
                                               std::string hint) const {
    const Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    return fail(ErrorKind::kInvalid, std::move(message), std::move(hint), SourceRef{file_, span});
  }

  Result<std::string> read_name() {
    constexpr std::string_view kExport = "export";
    if (text_.substr(at_).starts_with(kExport) && at_ + kExport.size() < text_.size() &&
        is_blank(text_[at_ + kExport.size()])) {
      at_ += kExport.size();
      skip_blanks();
    }
    const std::size_t begin = at_;
    while (!at_line_end() && is_name_part(text_[at_])) {
      ++at_;
    }
    const std::size_t end = at_;
    if (begin == end || !is_name_start(text_[begin])) {
      skip_line();
      return error_at(begin, end > begin ? end : begin + 1, "this line does not start with a name",
                      "a line is NAME=value; a name has letters, digits and _, and starts with no digit");
    }
    skip_blanks();
    if (at_line_end() || text_[at_] != '=') {
      return error_at(begin, end, fmt::format("'{}' has no value", text_.substr(begin, end - begin)),
                      "a line is NAME=value; NAME= is the empty value");
    }
    ++at_;
    skip_blanks();
    return std::string(text_.substr(begin, end - begin));
  }

  Result<std::string> read_value() {
    if (!at_end() && (text_[at_] == '"' || text_[at_] == '\'')) {
      return read_quoted(text_[at_]);
    }
    const std::size_t begin = at_;
    while (!at_line_end() && !(text_[at_] == '#' && (at_ == begin || is_blank(text_[at_ - 1])))) {
      ++at_;
    }
    const std::string_view value = trim(text_.substr(begin, at_ - begin));
    skip_line();
    return std::string(value);
  }

  Result<std::string> read_quoted(char quote) {
    const std::size_t begin = at_++;
    std::string value;
    while (!at_end() && text_[at_] != quote) {
      const bool is_escape = quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size();
      if (is_escape) {
        ++at_;
      }
      value += is_escape ? unescaped(text_[at_]) : std::string(1, text_[at_]);
      ++at_;
    }
    if (at_end()) {
      return error_at(begin, begin + 1, fmt::format("the quote {} is never closed", quote),
                      "close it on this line, or on a later one for a value of several lines");
    }
    ++at_;
    skip_blanks();
    if (!at_line_end() && text_[at_] != '#') {
      return error_at(at_, at_ + 1, "text after the closing quote", "quote the whole value, or none of it");
    }
    skip_line();
    return value;
  }

  const SourceFilePtr& file_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<NamedTexts> parse_dotenv(const SourceFilePtr& file) { return Reader(file).read(); }

}  // namespace ropewalk::app
