#include "scan/secrets/match/pattern.h"

#include <re2/re2.h>

#include <mutex>

namespace ropewalk::scan {

struct Pattern::Compiled {
  explicit Compiled(std::string text) : expression(std::move(text)) {}

  const re2::RE2& get() {
    std::call_once(once, [this] {
      re2::RE2::Options options;
      options.set_log_errors(false);
      // The automaton's states; an expression with many counted repeats needs more than the usual 8 MiB.
      options.set_max_mem(64LL << 20U);
      regex = std::make_unique<re2::RE2>(expression, options);
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
