#include "image/dockerfile/expand.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace ropewalk::image::dockerfile {
namespace {

constexpr int kDeepest = 32;

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

class Expander {
 public:
  Expander(std::string_view text, const Lookup& lookup, char escape, bool has_quotes)
      : text_(text), lookup_(lookup), escape_(escape), has_quotes_(has_quotes) {}

  Result<std::string> all(int depth = 0) {
    std::string out;
    while (at_ < text_.size()) {
      if (auto done = one(out, depth); !done) {
        return fail(std::move(done.error()));
      }
    }
    return out;
  }

 private:
  Result<void> one(std::string& out, int depth) {
    const char c = text_[at_];
    if (has_quotes_ && c == '\'') {
      const std::size_t end = text_.find('\'', at_ + 1);
      if (end == std::string_view::npos) {
        return fail(ErrorKind::kInvalid, fmt::format("a quote in '{}' is not closed", text_));
      }
      out += text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      return {};
    }
    if (has_quotes_ && c == '"') {
      is_in_double_ = !is_in_double_;
      ++at_;
      return {};
    }
    if (c == escape_ && at_ + 1 < text_.size()) {
      const char next = text_[at_ + 1];
      // In double quotes the escape is one in front of few characters only, and in a heredoc likewise.
      const bool is_special = next == '$' || next == escape_ || (has_quotes_ && next == '"');
      if ((has_quotes_ && !is_in_double_) || is_special) {
        out.push_back(next);
      } else {
        out.push_back(c);
        out.push_back(next);
      }
      at_ += 2;
      return {};
    }
    if (c == '$') {
      return variable(out, depth);
    }
    out.push_back(c);
    ++at_;
    return {};
  }

  Result<void> variable(std::string& out, int depth) {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '{') {
      return braced(out, depth);
    }
    std::size_t end = at_;
    if (end < text_.size() && is_name_start(text_[end])) {
      while (end < text_.size() && is_name(text_[end])) {
        ++end;
      }
    } else if (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') {
      ++end;
    }
    if (end == at_) {
      out.push_back('$');
      return {};
    }
    out += lookup_(text_.substr(at_, end - at_)).value_or("");
    at_ = end;
    return {};
  }

  /// The index of the brace that closes the one in front of `from`.
  [[nodiscard]] std::size_t closing(std::size_t from) const {
    int depth = 1;
    for (std::size_t i = from; i < text_.size(); ++i) {
      if (text_[i] == escape_) {
        ++i;
      } else if (text_[i] == '{' && text_[i - 1] == '$') {
        ++depth;
      } else if (text_[i] == '}' && --depth == 0) {
        return i;
      }
    }
    return std::string_view::npos;
  }

  Result<void> braced(std::string& out, int depth) {
    const std::size_t close = closing(at_ + 1);
    if (close == std::string_view::npos) {
      return fail(ErrorKind::kInvalid, fmt::format("'${{' in '{}' is not closed", text_));
    }
    const std::string_view inside = text_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    std::size_t end = 0;
    while (end < inside.size() && is_name(inside[end])) {
      ++end;
    }
    const std::string_view name = inside.substr(0, end);
    std::string_view rest = inside.substr(end);
    if (name.empty()) {
      return fail(ErrorKind::kInvalid, fmt::format("'${{{}}}' names no variable", inside));
    }
    const std::optional<std::string> value = lookup_(name);
    if (rest.empty()) {
      out += value.value_or("");
      return {};
    }
    const bool counts_empty = rest.front() == ':';
    if (counts_empty) {
      rest.remove_prefix(1);
    }
    const char kind = rest.empty() ? '\0' : rest.front();
    if (kind != '-' && kind != '+' && kind != '?') {
      return fail(ErrorKind::kInvalid, fmt::format("'${{{}}}' has an operator that is not known here", inside),
                  "known are :- :+ :? and - + ?");
    }
    if (depth >= kDeepest) {
      return fail(ErrorKind::kInvalid, "variables are nested too deep");
    }
    auto word = Expander(rest.substr(1), lookup_, escape_, has_quotes_).all(depth + 1);
    if (!word) {
      return fail(std::move(word.error()));
    }
    const bool is_set = value && !(counts_empty && value->empty());
    if (kind == '?' && !is_set) {
      return fail(ErrorKind::kInvalid, fmt::format("{} is not set{}{}", name, word->empty() ? "" : ": ", *word));
    }
    if (kind == '+') {
      out += is_set ? *word : "";
    } else {
      out += is_set ? *value : *word;
    }
    return {};
  }

  std::string_view text_;
  const Lookup& lookup_;
  char escape_;
  bool has_quotes_;
  bool is_in_double_ = false;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::string> expand(std::string_view word, const Lookup& lookup, char escape) {
  return Expander(word, lookup, escape, true).all();
}

Result<std::string> expand_text(std::string_view text, const Lookup& lookup, char escape) {
  return Expander(text, lookup, escape, false).all();
}

}  // namespace ropewalk::image::dockerfile
