#include "scan/secrets/match/pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <mutex>

namespace ropewalk::scan {
namespace {

/// Behind a class that begins at `at` with its bracket.
std::size_t end_of_class(std::string_view expression, std::size_t at) {
  ++at;
  at += expression.substr(at).starts_with('^') ? 1U : 0U;
  at += expression.substr(at).starts_with(']') ? 1U : 0U;  // the first one is a member
  while (at < expression.size() && expression[at] != ']') {
    const std::size_t named = expression.substr(at).starts_with("[:") ? expression.find(":]", at) : std::string::npos;
    at = named != std::string::npos ? named + 2 : at + (expression[at] == '\\' ? 2U : 1U);
  }
  return std::min(expression.size(), at + 1);
}

/// Go takes `(?<name>` for `(?P<name>` as well, this library only the longer form.
std::string with_long_names(std::string_view expression) {
  std::string text;
  for (std::size_t at = 0; at < expression.size();) {
    const std::string_view rest = expression.substr(at);
    std::size_t size = 1;
    if (rest.starts_with("\\Q")) {
      size = std::min(rest.size(), rest.find("\\E"));
    } else if (rest.starts_with('\\')) {
      size = std::min<std::size_t>(rest.size(), 2);
    } else if (rest.starts_with('[')) {
      size = end_of_class(expression, at) - at;
    } else if (rest.starts_with("(?<") && !rest.starts_with("(?<=") && !rest.starts_with("(?<!")) {
      text += "(?P<";
      at += 3;
      continue;
    }
    text += rest.substr(0, size);
    at += size;
  }
  return text;
}

}  // namespace

struct Pattern::Compiled {
  explicit Compiled(std::string text) : expression(std::move(text)) {}

  const re2::RE2& get() {
    std::call_once(once, [this] {
      re2::RE2::Options options;
      options.set_log_errors(false);
      // The automaton's states; an expression with many counted repeats needs more than the usual 8 MiB.
      options.set_max_mem(64LL << 20U);
      const bool has_short_names = expression.find("(?<") != std::string::npos;
      regex = std::make_unique<re2::RE2>(has_short_names ? with_long_names(expression) : expression, options);
    });
    return *regex;
  }

  std::string expression;
  std::once_flag once;
  std::unique_ptr<re2::RE2> regex;
};

Pattern::Pattern(std::string expression) : compiled_(std::make_shared<Compiled>(std::move(expression))) {}

Result<Pattern> Pattern::compile(std::string expression) {
  Pattern pattern(std::move(expression));
  const re2::RE2& regex = pattern.compiled_->get();
  if (!regex.ok()) {
    return fail(ErrorKind::kInvalid, regex.error());
  }
  return pattern;
}

const std::string& Pattern::expression() const { return compiled_->expression; }

std::size_t Pattern::group_count() const {
  const int groups = compiled_->get().NumberOfCapturingGroups();
  return groups < 0 ? 0 : static_cast<std::size_t>(groups);
}

std::optional<Span> Pattern::find(std::string_view text, std::size_t from, std::size_t to) const {
  re2::StringPiece whole;
  const re2::StringPiece piece(text.data(), text.size());
  if (!compiled_->get().Match(piece, from, to, re2::RE2::UNANCHORED, &whole, 1)) {
    return std::nullopt;
  }
  const auto begin = static_cast<std::size_t>(whole.data() - text.data());
  return Span{begin, begin + whole.size()};
}

bool Pattern::is_match(std::string_view text) const {
  return compiled_->get().Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), re2::RE2::UNANCHORED,
                                nullptr, 0);
}

bool Pattern::matches_at(std::string_view text, std::size_t at, std::size_t to) const {
  return compiled_->get().Match(re2::StringPiece(text.data(), text.size()), at, to, re2::RE2::ANCHOR_START, nullptr, 0);
}

std::vector<std::optional<std::string_view>> Pattern::captures(std::string_view text) const {
  std::vector<re2::StringPiece> pieces(group_count() + 1);
  std::vector<std::optional<std::string_view>> found;
  if (!compiled_->get().Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), re2::RE2::UNANCHORED,
                              pieces.data(), static_cast<int>(pieces.size()))) {
    return found;
  }
  for (const re2::StringPiece& piece : pieces) {
    found.push_back(piece.data() == nullptr ? std::nullopt
                                            : std::optional(std::string_view(piece.data(), piece.size())));
  }
  return found;
}

}  // namespace ropewalk::scan
