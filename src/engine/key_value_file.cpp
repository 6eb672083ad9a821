#include "engine/key_value_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ropewalk::engine {
namespace {

struct Line {
  std::string_view text;
  bool has_end = false;
};

class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  std::optional<Line> next() {
    if (at_ >= text_.size()) {
      return std::nullopt;
    }
    const std::size_t end = text_.find('\n', at_);
    const bool has_end = end != std::string_view::npos;
    const Line line{text_.substr(at_, has_end ? end - at_ : end), has_end};
    at_ = has_end ? end + 1 : text_.size();
    return line;
  }
  [[nodiscard]] std::size_t position() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// The value of a block whose first line has been read; nothing, with `error` set, when it has no proper end.
std::optional<std::string> read_block(std::string_view text, Lines& lines, std::string_view delimiter,
                                      std::string& error) {
  const std::size_t begin = lines.position();
  std::size_t end = begin;
  auto line = lines.next();
  while (!line || line->text != delimiter) {
    if (!line) {
      error = fmt::format("Invalid value. Matching delimiter not found '{}'", delimiter);
      return std::nullopt;
    }
    if (!line->has_end) {
      error = "Invalid value. EOF marker missing new line.";
      return std::nullopt;
    }
    end = lines.position() - 1;  // the line end before the delimiter is not part of the value
    line = lines.next();
  }
  return std::string(text.substr(begin, end - begin));
}

}  // namespace

KeyValues read_key_values(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  KeyValues result;
  Lines lines(text);
  while (const auto line = lines.next()) {
    if (line->text.empty()) {
      continue;
    }
    const std::size_t equals = line->text.find('=');
    const std::size_t block = line->text.find("<<");
    if (equals < block) {  // npos is larger than any place
      result.pairs.emplace_back(std::string(line->text.substr(0, equals)), std::string(line->text.substr(equals + 1)));
    } else if (block < equals) {
      const std::string_view name = line->text.substr(0, block);
      const std::string_view delimiter = line->text.substr(block + 2);
      if (name.empty() || delimiter.empty()) {
        result.error =
            fmt::format("Invalid format '{}'. Name must not be empty and delimiter must not be empty", line->text);
        return result;
      }
      auto value = read_block(text, lines, delimiter, result.error);
      if (!value) {
        return result;
      }
      result.pairs.emplace_back(std::string(name), std::move(*value));
    } else {
      result.error = fmt::format("Invalid format '{}'", line->text);
      return result;
    }
  }
  return result;
}

}  // namespace ropewalk::engine
